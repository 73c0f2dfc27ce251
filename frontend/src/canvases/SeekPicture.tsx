/** A large picture of a piece: a press plays it from that place, a thin line shows where it plays. */

import { createMemo, createSignal, onCleanup, onMount } from "solid-js";
import { position, seek } from "../audio/player";
import type { AnyGrid, StateGrid } from "../domain/cells";
import { barsOf, readMeta } from "../domain/chorale/music/bars";
import { isPlaying, playhead } from "../state/stage/playhead";
import type { CanvasKind } from "./common/kind";
import { Miniature } from "./Miniature";

type Json = Readonly<Record<string, unknown>>;

export function SeekPicture(props: {
  class: string;
  label: string;
  kind: CanvasKind;
  grid: AnyGrid | null;
  /** The codec's JSON around the grid, and its metadata. */
  content: Json | null;
  meta: Json;
  states?: StateGrid;
  base?: AnyGrid | null;
  span: [number, number] | undefined;
  /** Pixels; or as high as its place is, less a margin, but at least so high. */
  height: number | { least: number; margin: number };
  /** Make this what is heard, before the music goes to the place of the press. */
  onPress?: () => void;
}) {
  let frame!: HTMLButtonElement;
  const [room, setRoom] = createSignal(0);
  onMount(() => {
    const watch = new ResizeObserver(() => setRoom(frame.clientHeight));
    watch.observe(frame);
    onCleanup(() => watch.disconnect());
  });
  const bars = createMemo(() =>
    barsOf(props.grid?.[0]?.length ?? 0, readMeta(props.meta)).filter(({ number }) => number > 0),
  );
  const height = () => {
    const { height: wanted } = props;
    return typeof wanted === "number" ? wanted : Math.max(wanted.least, room() - wanted.margin);
  };
  const press = (event: MouseEvent & { currentTarget: HTMLElement }) => {
    props.onPress?.();
    const box = event.currentTarget.getBoundingClientRect();
    const numColumns = props.grid?.[0]?.length ?? 0;
    // A key presses no place.
    if (event.detail > 0 && props.kind.player)
      seek(((event.clientX - box.left) / box.width) * numColumns);
  };
  return (
    <button ref={frame} type="button" class={props.class} aria-label={props.label} onClick={press}>
      <Miniature
        kind={props.kind.name}
        grid={props.grid}
        content={props.content}
        states={props.states}
        base={props.base}
        bars={bars()}
        playhead={playhead() === null && !isPlaying() ? null : position()}
        span={props.span}
        height={height()}
      />
    </button>
  );
}
