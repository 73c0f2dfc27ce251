/** The contents of the canvases that takes belong to (tempo, metre, spaces), fetched when first asked for. */

import { createSignal } from "solid-js";
import { api } from "../../api";

type Json = Readonly<Record<string, unknown>>;

/** The codec's JSON of a canvas; null until it has come, or when it cannot be loaded. */
export function createSurroundings(): (canvas: string) => Json | null {
  const [known, setKnown] = createSignal<ReadonlyMap<string, Json>>(new Map());
  const requested = new Set<string>();
  return (canvas) => {
    if (!requested.has(canvas)) {
      requested.add(canvas);
      api.canvasState(canvas).then(
        (state) => setKnown((all) => new Map(all).set(canvas, state.content)),
        () => undefined,
      );
    }
    return known().get(canvas) ?? null;
  };
}
