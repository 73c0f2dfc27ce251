// The piano roll: paper, notes, people, ruler and pitch names on one canvas that draws what is visible.
import { createEffect, createMemo, createSignal, onCleanup, onMount, Show } from "solid-js";
import { audition } from "../../../audio/player";
import type { Note } from "../../../domain/chorale/music/symbols";
import { columnAt, noteRect, pitchAt } from "../../../domain/chorale/rollGeometry";
import { currentDocument } from "../../../state/document/document";
import { shownColumns, tool, voice } from "../../../state/stage/open";
import { canPaint } from "../acts";
import { NoteAlternatives } from "../dialogs/NoteAlternatives";
import { askInRoll } from "../gestures/ask";
import { drawInRoll } from "../gestures/draw";
import { type Gesture, heldKeys, type Point, type PointerPlace } from "../gestures/gesture";
import { paintInRoll } from "../gestures/paint";
import { listenToPointers } from "../gestures/pointer";
import { selectInRoll, selectInRuler } from "../gestures/select";
import { firstSyllable } from "./drawing/drawGrid";
import { drawRoll } from "./drawing/drawRoll";
import { Motion } from "./drawing/motion";
import { usePalette } from "./drawing/palette";
import { useSurface } from "./drawing/surface";
import { readoutAt, shapeAt } from "./readout";
import { rollScene } from "./rollScene";
import {
  extent,
  followScroll,
  GUTTER,
  LYRICS_HEIGHT,
  numbersHeight,
  resize,
  rulerHeight,
  setRulerHeight,
  setScroller,
  view,
} from "./view";
import { listenToWheel } from "./wheel";

/** `isShown`: false while the score lies over it; the lanes are scrolled by it all the same. */
export function Roll(props: {
  isShown: boolean;
  openMenu: (at: { clientX: number; clientY: number }, point: Point) => void;
}) {
  let scroller!: HTMLDivElement;
  let canvas!: HTMLCanvasElement;
  const palette = usePalette();
  const motion = new Motion();
  const [hover, setHover] = createSignal<Point | null>(null);

  const hasLyrics = createMemo(() => {
    const all = currentDocument()?.marks() ?? new Map();
    return shownColumns().some((id) => firstSyllable(all, id) !== null);
  });
  createEffect(() => setRulerHeight(numbersHeight() + (hasLyrics() ? LYRICS_HEIGHT : 0)));

  useSurface(
    () => canvas,
    () => rollScene(palette()),
    (context, scene, nowMs) => {
      const frame = motion.frame(scene.grid, scene.inView, scene.live, nowMs);
      drawRoll(context, scene, frame);
      return frame.isMoving;
    },
    resize,
    () => props.isShown,
  );

  const placeOf = (note: Note) => {
    const box = canvas.getBoundingClientRect();
    const rect = noteRect(view(), note);
    const left = box.left + GUTTER + rect.x;
    const top = box.top + rulerHeight() + rect.y;
    return { left, right: left + rect.width, top, bottom: top + rect.height };
  };

  usePointers({
    canvas: () => canvas,
    scroller: () => scroller,
    openMenu: (at, point) => props.openMenu(at, point),
    hover: setHover,
  });

  const pointerShape = createMemo(() => shapeAt(hover()));
  const readout = createMemo(() => readoutAt(hover()));

  return (
    <div class="roll" classList={{ hidden: !props.isShown }}>
      <div
        class="roll-scroll"
        ref={scroller}
        tabindex="-1"
        data-testid="roll"
        onScroll={() => followScroll(scroller)}
      >
        <div
          class="roll-extent"
          style={{ width: `${extent().width}px`, height: `${Math.floor(extent().height)}px` }}
        >
          <canvas
            ref={canvas}
            class="roll-canvas"
            aria-hidden="true"
            style={{ cursor: pointerShape() }}
          />
        </div>
      </div>
      <Show when={props.isShown}>
        <NoteAlternatives placeOf={placeOf} />
      </Show>
      <Show when={readout()}>
        <div class="readout" aria-hidden="true">
          {readout()}
        </div>
      </Show>
    </div>
  );
}

/** What fingers, pens and mice do on the roll, as long as it is there. */
function usePointers(parts: {
  canvas: () => HTMLCanvasElement;
  scroller: () => HTMLDivElement;
  openMenu: (at: { clientX: number; clientY: number }, point: Point) => void;
  hover: (at: Point | null) => void;
}): void {
  const { canvas, scroller } = parts;
  const toPoint = (event: PointerPlace): Point => {
    const box = canvas().getBoundingClientRect();
    const x = event.clientX - box.left - GUTTER;
    const y = event.clientY - box.top - rulerHeight();
    return {
      x,
      y,
      column: columnAt(view(), x),
      pitch: pitchAt(view(), y),
      row: voice(),
      ...heldKeys(event),
    };
  };

  function start(at: Point): Gesture | null {
    scroller().focus({ preventScroll: true });
    if (at.y < 0) return at.x < 0 ? null : selectInRuler(at);
    if (at.x < 0) {
      audition(at.pitch, voice());
      return null;
    }
    if (tool() === "ask") return askInRoll(at);
    if (!canPaint() || tool() === "select") return selectInRoll(at);
    return tool() === "paint" ? paintInRoll(at) : drawInRoll(at);
  }

  onMount(() => {
    setScroller(scroller());
    const stop = listenToPointers(canvas(), {
      toPoint,
      start,
      openMenu: parts.openMenu,
      hover: parts.hover,
    });
    listenToWheel(
      canvas(),
      (clientX) => clientX - canvas().getBoundingClientRect().left - GUTTER,
      () => scroller().scrollHeight > scroller().clientHeight + 1,
    );
    onCleanup(() => {
      stop();
      setScroller(null);
    });
  });
}
