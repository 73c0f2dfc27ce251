/** A small picture of a canvas, fetched when it comes into view. */

import { createMemo, createResource } from "solid-js";
import { api } from "../../api";
import { Miniature } from "../../canvases/Miniature";
import { kindOf } from "../../canvases/registry";
import type { StateGrid } from "../../domain/cells";
import type { CanvasInShort } from "../../protocol";
import { cameNear } from "../../ui/overlays/nearness";

export function CanvasPicture(props: { canvas: CanvasInShort; height: number }) {
  let frame!: HTMLSpanElement;
  const isNear = cameNear(() => frame);
  const [state] = createResource(
    () => isNear() && { id: props.canvas.id, at: props.canvas.updated_at },
    ({ id }) => api.canvasState(id).catch(() => null),
  );
  const grid = createMemo(() =>
    state.latest ? kindOf(props.canvas.kind).layout.gridOf(state.latest.content) : null,
  );
  return (
    <span class="canvas-picture" ref={frame}>
      <Miniature
        kind={props.canvas.kind}
        grid={grid()}
        content={state.latest?.content}
        states={state.latest?.states as StateGrid | undefined}
        height={props.height}
      />
    </span>
  );
}
