// The piano roll: paper, notes, people, ruler and pitch names on one canvas that draws what is visible.
import { createEffect, createMemo, createSignal, onCleanup, onMount, Show } from "solid-js";
import { AUTHOR_WORDS, type Author, STATE_LABELS } from "../../domain/cells";
import { positionName } from "../../domain/chorale/bars";
import { columnAt, columnX, noteRect, pitchAt } from "../../domain/chorale/geometry";
import { pitchName } from "../../domain/chorale/spelling";
import { type Note, noteAt, VOICE_NAMES, VOICES } from "../../domain/chorale/symbols";
import { currentDocument } from "../../state/document";
import { pointedFault, shownFaults } from "../../state/faults";
import { shownDoubt } from "../../state/looks";
import { loop, playhead } from "../../state/playhead";
import { tool, voice } from "../../state/selection";
import {
  comparison,
  isRunning,
  shownColumns,
  shownGeneration,
  shownGrid,
  shownPending,
  shownStep,
  stage,
} from "../../state/stage";
import { isHeard } from "../../state/voices";
import { canPaint } from "./acts";
import { comparedGrid } from "./comparedGrid";
import { drawDoubt } from "./drawDoubt";
import { drawPaper, drawPitchNames, drawRuler, firstSyllable } from "./drawGrid";
import { drawGhosts, drawNotes, inset, outline, visibleNotes } from "./drawNotes";
import { drawPeople } from "./drawPeople";
import { drawFaults, drawPending } from "./drawSteering";
import { askInRoll } from "./gestures/ask";
import { drawInRoll } from "./gestures/draw";
import { type Gesture, hitNote, type Point } from "./gestures/gesture";
import { paintInRoll } from "./gestures/paint";
import { selectInRoll, selectInRuler } from "./gestures/select";
import { Motion } from "./motion";
import { NoteAlternatives } from "./NoteAlternatives";
import { usePalette } from "./palette";
import { listenToPointers, listenToWheel } from "./pointer";
import { preview, previewGrid, previewPins, previewStates } from "./preview";
import {
  cursorAt,
  others,
  selectedKeys,
  selectedRectangles,
  shownColumnIndex,
  shownMeta,
} from "./shown";
import { useSurface } from "./surface";
import {
  extent,
  GUTTER,
  LYRICS_HEIGHT,
  RULER,
  rulerHeight,
  setRulerHeight,
  setScroll,
  setScroller,
  setSize,
  view,
} from "./view";

const NOBODY: ReadonlyMap<string, Author> = new Map();

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

  const marks = () => currentDocument()?.marks() ?? new Map();
  const hasLyrics = createMemo(() => {
    const all = marks();
    return shownColumns().some((id) => firstSyllable(all, id) !== null);
  });
  createEffect(() => setRulerHeight(RULER + (hasLyrics() ? LYRICS_HEIGHT : 0)));

  /** How far the run in view is, or null while what is in view stands still. */
  const live = createMemo(() => {
    const now = stage();
    const step = shownStep();
    if (now.view !== "candidate" || now.step !== null || !isRunning() || step === null) return null;
    return step / Math.max(1, shownGeneration()?.generation()?.num_steps ?? 1);
  });

  useSurface(
    () => canvas,
    () => ({
      view: view(),
      palette: palette(),
      meta: shownMeta(),
      numColumns: shownColumns().length,
      columns: shownColumns(),
      rangeOf: tool() === "draw" ? voice() : null,
      grid: previewGrid(),
      states: previewStates(),
      pins: previewPins(),
      marks: marks(),
      authors: stage().view === "canvas" ? (currentDocument()?.authors() ?? NOBODY) : NOBODY,
      selected: selectedKeys(),
      rectangles: selectedRectangles(),
      cursor: cursorAt(),
      people: others(),
      columnIndex: shownColumnIndex(),
      playhead: playhead(),
      heard: VOICES.map((_, row) => isHeard(row)),
      loop: loop(),
      preview: preview(),
      doubt: shownDoubt(),
      pending: shownPending(),
      faults: shownFaults(),
      pointed: pointedFault(),
      live: live(),
      compared: comparison() ? comparedGrid() : null,
      rulerHeight: rulerHeight(),
      size: { width: view().width + GUTTER, height: view().height + rulerHeight() },
    }),
    (context, scene, nowMs) => {
      const frame = motion.frame(scene.grid, scene.live, nowMs);
      const { view: now, palette: colours } = scene;
      context.save();
      context.beginPath();
      context.rect(GUTTER, scene.rulerHeight, now.width, now.height);
      context.clip();
      context.translate(GUTTER, scene.rulerHeight);
      drawPaper(context, scene);
      for (const one of scene.rectangles) {
        const x = columnX(now, one.first);
        context.fillStyle = colours.selection;
        // All voices: the whole time is selected. Some: the notes' own outlines say which.
        context.globalAlpha =
          one.firstRow === 0 && one.lastRow === scene.states.length - 1 ? 1 : 0.45;
        context.fillRect(x, 0, columnX(now, one.last + 1) - x, now.height);
      }
      context.globalAlpha = 1;
      const notesScene = {
        ...scene,
        grid: frame.grid,
        selected: scene.selected,
        alphas: frame.alphas,
      };
      drawGhosts(context, notesScene, frame.ghosts);
      drawNotes(context, notesScene);
      if (scene.doubt) drawDoubt(context, notesScene, scene.doubt);
      drawPending(context, notesScene, scene.pending);
      drawFaults(context, notesScene, scene.faults, scene.pointed);
      if (scene.compared) drawCompared(context, notesScene, scene.compared);
      drawPeople(context, { ...scene, grid: frame.grid });
      drawOverlay(context, scene);
      context.restore();

      context.save();
      context.translate(0, scene.rulerHeight);
      context.beginPath();
      context.rect(0, 0, GUTTER, now.height);
      context.clip();
      drawPitchNames(context, scene);
      context.restore();

      context.save();
      context.beginPath();
      context.rect(GUTTER, 0, now.width, scene.rulerHeight);
      context.clip();
      context.translate(GUTTER, 0);
      drawRuler(context, {
        ...scene,
        height: scene.rulerHeight,
        lyrics: scene.marks,
        selected: scene.rectangles,
      });
      if (scene.playhead !== null)
        drawPlayheadFlag(context, colours.ink, columnX(now, scene.playhead));
      context.restore();
      context.fillStyle = colours.background;
      context.fillRect(0, 0, GUTTER, scene.rulerHeight);
      return frame.isMoving;
    },
    setSize,
  );

  const toPoint = (event: { clientX: number; clientY: number } & Partial<PointerEvent>): Point => {
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left - GUTTER;
    const y = event.clientY - box.top - rulerHeight();
    return {
      x,
      y,
      column: columnAt(view(), x),
      pitch: pitchAt(view(), y),
      row: voice(),
      isShift: event.shiftKey ?? false,
      isMod: (event.ctrlKey || event.metaKey) ?? false,
      isAlt: event.altKey ?? false,
    };
  };

  const placeOf = (note: Note) => {
    const box = canvas.getBoundingClientRect();
    const rect = noteRect(view(), note);
    const left = box.left + GUTTER + rect.x;
    const top = box.top + rulerHeight() + rect.y;
    return { left, right: left + rect.width, top, bottom: top + rect.height };
  };

  function start(at: Point): Gesture | null {
    scroller.focus({ preventScroll: true });
    if (at.y < 0) return at.x < 0 ? null : selectInRuler(at);
    if (at.x < 0) return null;
    if (tool() === "ask") return askInRoll(at);
    if (!canPaint() || tool() === "select") return selectInRoll(at);
    return tool() === "paint" ? paintInRoll(at) : drawInRoll(at);
  }

  onMount(() => {
    setScroller(scroller);
    const stop = listenToPointers(canvas, {
      toPoint,
      start,
      openMenu: (at, point) => props.openMenu(at, point),
      hover: setHover,
    });
    listenToWheel(
      canvas,
      (clientX) => clientX - canvas.getBoundingClientRect().left - GUTTER,
      () => scroller.scrollHeight > scroller.clientHeight + 1,
    );
    onCleanup(() => {
      stop();
      setScroller(null);
    });
  });

  const pointerShape = createMemo(() => {
    const at = hover();
    if (!at || at.x < 0) return "default";
    if (at.y < 0) return "col-resize";
    const hit = hitNote(at);
    if (tool() === "ask") return hit ? "help" : "default";
    if (!canPaint()) return hit ? "pointer" : "default";
    if (tool() === "paint") return "cell";
    if (hit?.isAtEnd) return "ew-resize";
    if (hit) return "pointer";
    return tool() === "draw" ? "crosshair" : "default";
  });

  /** What lies under the mouse, in words. */
  const readout = createMemo(() => {
    const at = hover();
    if (!at || at.x < 0 || at.y < 0 || at.column < 0 || at.column >= shownColumns().length)
      return null;
    const meta = shownMeta();
    const { bar, beat } = positionName(at.column, meta);
    const place = bar === 0 ? `Pickup, beat ${beat}` : `Bar ${bar}, beat ${beat}`;
    const hit = hitNote(at);
    if (!hit) return `${place} · ${pitchName(at.pitch, meta)}`;
    const { row, start } = hit.note;
    const state = previewStates()[row]?.[at.column] ?? 0;
    const pitch = Math.abs(shownGrid()[row]?.[start] ?? 0);
    const author = currentDocument()?.authors().get(`${shownColumns()[at.column]}:${row}`);
    const by = stage().view === "canvas" && author ? ` · ${AUTHOR_WORDS[author]}` : "";
    const unsure = doubtWords(row, at.column);
    return `${place} · ${VOICE_NAMES[row]} ${pitchName(pitch, meta)} · ${STATE_LABELS[state]}${by}${unsure}`;
  });

  const doubtWords = (row: number, column: number): string => {
    const doubt = shownDoubt()?.[row * shownColumns().length + column];
    return doubt === undefined ? "" : ` · doubt ${Math.round(100 * doubt)} %`;
  };

  return (
    <div class="roll" classList={{ hidden: !props.isShown }}>
      <div
        class="roll-scroll"
        ref={scroller}
        tabindex="-1"
        data-testid="roll"
        onScroll={() => setScroll({ x: scroller.scrollLeft, y: scroller.scrollTop })}
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

interface OverlayScene {
  view: ReturnType<typeof view>;
  palette: ReturnType<ReturnType<typeof usePalette>>;
  preview: ReturnType<typeof preview>;
  cursor: { row: number; column: number } | null;
  grid: readonly (readonly number[])[];
  playhead: number | null;
}

/** The marquee, the cursor and the playhead, over everything else. */
function drawOverlay(context: CanvasRenderingContext2D, scene: OverlayScene): void {
  const { view: now, palette } = scene;
  if (scene.preview?.kind === "marquee") {
    const { firstColumn, lastColumn, lowPitch, highPitch } = scene.preview;
    const x = columnX(now, firstColumn);
    const top = (81 - highPitch) * now.rowHeight - now.scrollY;
    const height = (highPitch - lowPitch + 1) * now.rowHeight;
    context.fillStyle = palette.selection;
    context.fillRect(x, top, columnX(now, lastColumn + 1) - x, height);
    context.strokeStyle = palette.focus;
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, top + 0.5, columnX(now, lastColumn + 1) - x - 1, height - 1);
  }
  if (scene.cursor) {
    const { row, column } = scene.cursor;
    const note = noteAt(scene.grid[row] ?? [], row, column);
    const x = columnX(now, column);
    if (note) {
      const cell = { x, y: (81 - note.pitch) * now.rowHeight - now.scrollY };
      context.fillStyle = palette.focus;
      context.fillRect(cell.x, cell.y + now.rowHeight - 1, Math.max(3, now.columnWidth), 2.5);
    }
    context.strokeStyle = palette.focus;
    context.setLineDash([2, 3]);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x + 0.5, 0);
    context.lineTo(x + 0.5, now.height);
    context.stroke();
    context.setLineDash([]);
  }
  if (scene.playhead !== null) {
    const x = columnX(now, scene.playhead);
    context.strokeStyle = palette.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, now.height);
    context.stroke();
  }
}

function drawPlayheadFlag(context: CanvasRenderingContext2D, colour: string, x: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x - 5, 0);
  context.lineTo(x + 5, 0);
  context.lineTo(x, 8);
  context.fill();
}

/** Notes of what the stage is compared with, where they are others: outlines under their place. */
function drawCompared(
  context: CanvasRenderingContext2D,
  scene: OverlayScene,
  compared: readonly (readonly number[])[],
): void {
  const { view: now, palette } = scene;
  const first = Math.max(0, columnAt(now, 0));
  const last = columnAt(now, now.width);
  context.setLineDash([1.5, 2.5]);
  compared.forEach((symbols, row) => {
    for (const note of visibleNotes(symbols, row, first, last)) {
      const isSame = scene.grid[row]?.[note.start] === symbols[note.start];
      if (isSame) continue;
      const x = columnX(now, note.start);
      const y = (81 - note.pitch) * now.rowHeight - now.scrollY;
      const rect = { x, y, width: note.length * now.columnWidth, height: now.rowHeight };
      outline(context, palette.mute, inset(rect), 0, 1.2);
    }
  });
  context.setLineDash([]);
}
