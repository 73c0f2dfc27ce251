// The score: what is in view on staves, engraved by the studio, with chords and lanes under each line. Heads carry
// the marks of their cells.

import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
  untrack,
} from "solid-js";
import { UNMASKED } from "../../../domain/cells";
import { noteAt } from "../../../domain/chorale/music/symbols";
import type { headsOf } from "../../../domain/chorale/staff/noteHeads";
import { brushState, shownGrid, tool } from "../../../state/stage/open";
import { isPlaying, playhead } from "../../../state/stage/playhead";
import { canPaint, cellsOf, selectNote } from "../acts";
import { NoteAlternatives } from "../dialogs/NoteAlternatives";
import { askAbout } from "../gestures/ask";
import { choose, isSelected } from "../gestures/select";
import { cursorAt, shownMeta } from "../inView";
import { reveal, revealed } from "../roll/view";
import { wheelZoom } from "../roll/wheel";
import { ChosenSign } from "../signs/ChosenSign";
import { chooseSign } from "../signs/chosen";
import { SignInput } from "../signs/SignInput";
import { isWriting } from "../writing/isWriting";
import { LyricInput } from "../writing/LyricInput";
import { paintStates } from "../writing/tuplets";
import { WritingBar } from "../writing/WritingBar";
import { followEngraving } from "./engraving";
import { LineChords } from "./LineChords";
import { type LaneMenus, LineLanes } from "./LineLanes";
import { useLines } from "./lines";
import { showNotation } from "./notation";
import { Overview } from "./Overview";
import { markComments } from "./overlays/comments";
import { placeOfLyrics } from "./overlays/lyrics";
import { markHeads } from "./overlays/marks";
import { drawPen } from "./overlays/pen";
import { StatePatterns } from "./overlays/StatePatterns";
import { markChosenSign, placeOfText, signUnder } from "./overlays/signs";
import type { Line, StaffPoint } from "./places";
import { headUnder, staffPointer } from "./pointer/pointer";
import { pressBar } from "./pointer/range";
import { Sheet } from "./Sheet";
import { areChordsShown, areStatesShown, scoreView } from "./view";
import { scoreZoom, zoomScoreBy } from "./zoom";

/** Pixels of a staff space, on wide and on narrow screens, and beside the staves. */
const SPACE = { wide: 7, narrow: 6 };
const NARROW_PIXELS = 560;
const MARGIN_PIXELS = { wide: 56, narrow: 20 };
/** Wider pages would have lines that the eye loses; widths change in steps, so that few are engraved. */
const MOST_SPACES = 190;
const FEWEST_SPACES = 30;
const STEP_SPACES = 2;
/** On very wide screens the music grows rather than its margins, up to this. */
const LARGEST_SPACE = 12;

/** Of a line, at least: for each staff, for each lane, and for the chords. */
const STAFF_SPACES = 12;
const LANE_SPACES = 1.7;
const CHORDS_SPACES = 3;
/** Of the title, and of the room above it, at least. */
const HEAD_PIXELS = 60;

/** After this one is told that the score is still to come. */
const LATE_MS = 700;

/** Pixels of a staff space in a window of that width. */
function spaceFor(pixels: number): number {
  if (pixels < NARROW_PIXELS) return SPACE.narrow;
  return Math.max(SPACE.wide, Math.min(LARGEST_SPACE, pixels / MOST_SPACES));
}

/** Lines that have room in a view, or one more. height: of the view; space: of a staff space, in pixels. */
function linesInView(height: number, space: number): number {
  const { staves } = scoreView();
  const lanes = areStatesShown() ? LANE_SPACES * staves.flat().length : 0;
  const chords = areChordsShown() ? CHORDS_SPACES : 0;
  const line = STAFF_SPACES * staves.length + lanes + chords;
  return Math.max(1, Math.ceil((height - HEAD_PIXELS) / (line * space)));
}

type OpenMenu = (at: { clientX: number; clientY: number }, column: number) => void;

export function Score(props: {
  openMenu: OpenMenu;
  lanes: LaneMenus;
  /** Below the music. */
  children: JSX.Element;
}) {
  let scroller!: HTMLElement;
  let sheet!: HTMLDivElement;
  const [width, setWidth] = createSignal<number | null>(null);
  const numFirst = () => linesInView(scroller.clientHeight, spaceFor(pixels()) * scoreZoom());
  const { pages, starts, drawn, problem, isBehind, askAgain } = followEngraving(width, numFirst);
  const { lines, elements, elementAt, heads, places, onDrawn } = useLines(drawn, pages);
  const pointer = staffPointer(places, heads);
  const pixels = useWidth(() => scroller, setWidth);
  useKeptPlace(() => scroller, { pages, width, lines });
  const sheetPixels = useSheetPixels(() => sheet);

  const soundingColumn = createMemo(() => columnOf(playhead()));
  markHeads(heads, elements, soundingColumn);
  drawPen(places, drawn);
  markComments(heads, elements);
  markChosenSign(lines);
  useFollowedView(() => scroller, elementAt, soundingColumn);

  /** A press on a sign chooses it, whatever the pointer does to notes. */
  function pressSign(event: MouseEvent): boolean {
    const sign = tool() === "select" || isWriting() ? signUnder(event, heads()) : null;
    if (sign && !pointer.hasDragged()) chooseSign(sign);
    return sign !== null && !pointer.hasDragged();
  }

  return (
    <div class="score-view" classList={{ stateless: !areStatesShown() }}>
      <StatePatterns />
      <Show when={isWriting()}>
        <WritingBar />
      </Show>
      <ChosenSign />
      <Overview scroller={() => scroller} lines={lines} />
      <section
        ref={scroller}
        class="score-scroll"
        tabindex="0"
        aria-label="Score"
        data-testid="score"
        onPointerDown={pointer.down}
        onPointerMove={pointer.move}
        onPointerUp={pointer.up}
        onPointerCancel={pointer.up}
        onPointerLeave={pointer.leave}
        onClick={(event) =>
          pressSign(event) ||
          pointer.click(event) ||
          press(event, noteUnder(event, heads()), pointer.pointAt(event))
        }
        onContextMenu={(event) => openMenuOn(event, heads(), props.openMenu)}
      >
        <ScoreHead isShown={pages() !== null} />
        <div
          ref={sheet}
          class="engraved"
          classList={{ writing: isWriting() }}
          style={{ "max-width": `${MOST_SPACES * spaceFor(pixels()) * scoreZoom()}px` }}
        >
          <Sheet
            pages={pages() ?? []}
            starts={starts()}
            numFirst={numFirst()}
            lines={lines()}
            scroller={() => scroller}
            onDrawn={onDrawn}
            beneath={(line) => <Beneath line={line()} pixels={sheetPixels()} {...props.lanes} />}
          />
        </div>
        <LyricInput
          placeOf={(at) => placeOfLyrics(scroller, places(), elementAt(at.row, at.column), at)}
          parent={() => scroller}
        />
        <SignInput
          placeOf={(at) => placeOfText(scroller, places(), elementAt(at.row, at.column), at)}
          parent={() => scroller}
        />
        <Waiting isFor={!pages() && !problem()} />
      </section>
      <Show when={pages()}>{props.children}</Show>
      <Late isBehind={isBehind()} drawn={drawn()} />
      <Problem problem={problem()} hasPages={Boolean(pages())} onAgain={askAgain} />
      <NoteAlternatives
        placeOf={({ row, start }) => elementAt(row, start)?.getBoundingClientRect() ?? null}
      />
    </div>
  );
}

/** What stands in step with the bars of a line. */
function Beneath(props: { line: Line; pixels: number } & LaneMenus) {
  return (
    <div class="line-beneath">
      <Show when={areChordsShown()}>
        <LineChords line={props.line} pixels={props.pixels} />
      </Show>
      <Show when={areStatesShown()}>
        <LineLanes {...props} line={props.line} />
      </Show>
    </div>
  );
}

/** Staff spaces that there is room for, in steps, so that the score is not engraved at every pixel; a wheel zooms. */
function useWidth(
  scroller: () => HTMLElement,
  setWidth: (spaces: number) => void,
): Accessor<number> {
  const [pixels, setPixels] = createSignal(0);
  onMount(() => {
    scroller().addEventListener("wheel", onWheel, { passive: false });
    setPixels(scroller().clientWidth);
    const observer = new ResizeObserver(() => setPixels(scroller().clientWidth));
    observer.observe(scroller());
    onCleanup(() => observer.disconnect());
    createEffect(() => {
      const margin = MARGIN_PIXELS[pixels() < NARROW_PIXELS ? "narrow" : "wide"];
      const spaces = (pixels() - margin) / (spaceFor(pixels()) * scoreZoom());
      const stepped = STEP_SPACES * Math.floor(spaces / STEP_SPACES);
      setWidth(Math.max(FEWEST_SPACES, Math.min(MOST_SPACES, stepped)));
    });
  });
  return pixels;
}

/** Keep in view where the cursor goes, and while music plays the line that sounds. */
function useFollowedView(
  scroller: () => HTMLElement,
  elementAt: (row: number, column: number) => Element | null,
  soundingColumn: () => number | null,
): void {
  /** The line of staves that a head stands in. */
  const lineAround = (head: Element | null): Element | null => head?.closest(".staff-line") ?? null;

  /** Scroll so that a head is seen, with its whole line if that has room. */
  function show(head: Element | null): void {
    const line = lineAround(head);
    if (!head || !line) return;
    const view = scroller().getBoundingClientRect();
    const isTall = line.getBoundingClientRect().height > view.height;
    const box = (isTall ? head : line).getBoundingClientRect();
    if (box.top >= view.top && box.bottom <= view.bottom) return;
    scroller().scrollTop += box.top - view.top - Math.max(0, (view.height - box.height) / 3);
  }
  for (const place of [cursorAt, revealed])
    createEffect(on(place, (at) => at && show(elementAt(at.row, at.column))));
  // The music turns the page at each new line; within it a person may look elsewhere.
  let playedLine: Element | null = null;
  createEffect(
    on(soundingColumn, (column) => {
      const head = isPlaying() && column !== null ? elementAt(0, column) : null;
      const line = lineAround(head);
      if (line && line !== playedLine) show(head);
      playedLine = line;
    }),
  );
}

/** Says that a newer score is still to come, once none has come for so long that one wonders. */
function Late(props: { isBehind: boolean; drawn: unknown }) {
  const [isLate, setIsLate] = createSignal(false);
  createEffect(
    on([() => props.isBehind, () => props.drawn], ([isBehind]) => {
      setIsLate(false);
      const timer = isBehind ? setTimeout(() => setIsLate(true), LATE_MS) : undefined;
      onCleanup(() => clearTimeout(timer));
    }),
  );
  return (
    <Show when={isLate()}>
      <p class="score-late">Engraving what is new…</p>
    </Show>
  );
}

function Waiting(props: { isFor: boolean }) {
  return (
    <Show when={props.isFor}>
      <p class="stage-note" role="status">
        Engraving the score…
      </p>
    </Show>
  );
}

function Problem(props: {
  problem: { text: string; isFinal: boolean } | null;
  hasPages: boolean;
  onAgain: () => void;
}) {
  return (
    <Show when={props.problem}>
      {(now) => (
        <div class="score-problem" role="alert" classList={{ alone: !props.hasPages }}>
          <p>
            <Show when={props.hasPages}>This score is out of date. </Show>
            {now().text}
          </p>
          <Show
            when={now().isFinal}
            fallback={
              <button type="button" onClick={props.onAgain}>
                Try again
              </button>
            }
          >
            <button type="button" onClick={() => showNotation("roll")}>
              Show the roll
            </button>
          </Show>
        </div>
      )}
    </Show>
  );
}

type Heads = ReturnType<typeof headsOf>;

/** The note or rest under the pointer, whole. */
function noteUnder(event: MouseEvent, heads: Heads) {
  const head = headUnder(event, heads);
  return head ? (noteAt(shownGrid()[head.row] ?? [], head.row, head.start) ?? head) : null;
}

/** The menu of the note under the pointer, which is chosen so that one sees what the menu will change. */
function openMenuOn(event: MouseEvent, heads: Heads, open: OpenMenu): void {
  const note = noteUnder(event, heads);
  if (!note) return;
  event.preventDefault();
  if (!isSelected(note)) choose(note, { isShift: false, isMod: false, isAlt: false });
  open(event, note.start);
}

/** A press on a note, or beside all: paint, ask or choose, as the tool says. */
function press(
  event: MouseEvent,
  note: ReturnType<typeof noteUnder>,
  point: StaffPoint | null,
): void {
  if (!note) return pressBar(point, event);
  if (tool() === "paint" && canPaint())
    return paintStates(cellsOf(note), event.altKey ? UNMASKED : brushState());
  if (tool() === "ask" && "pitch" in note) return askAbout(note);
  const wasSelected = isSelected(note);
  const isMod = event.ctrlKey || event.metaKey;
  const isAlone = choose(note, { isShift: event.shiftKey, isMod, isAlt: event.altKey });
  if (isAlone && wasSelected && !isMod) selectNote(note);
  // The lanes below go to the same time.
  reveal(note.start);
}

/** Where a page of another width has other lines, the same music stays in view. */
function useKeptPlace(
  scroller: () => HTMLElement,
  score: {
    pages: Accessor<readonly string[] | null>;
    width: Accessor<number | null>;
    lines: Accessor<readonly Line[]>;
  },
): void {
  let drawnWidth: number | null = null;
  let seen: number | null = null;
  createEffect(
    on(score.pages, () => {
      const width = untrack(score.width);
      if (drawnWidth !== width) seen = scroller().scrollTop / Math.max(1, scroller().scrollHeight);
      drawnWidth = width;
    }),
  );
  createEffect(
    on(score.lines, () => {
      if (seen !== null) scroller().scrollTop = seen * scroller().scrollHeight;
      seen = null;
    }),
  );
}

/** How wide the sheet is. */
function useSheetPixels(sheet: () => HTMLElement): Accessor<number> {
  const [pixels, setPixels] = createSignal(0);
  onMount(() => {
    const observer = new ResizeObserver(() => setPixels(sheet().clientWidth));
    observer.observe(sheet());
    onCleanup(() => observer.disconnect());
  });
  return pixels;
}

function ScoreHead(props: { isShown: boolean }) {
  return (
    <Show when={props.isShown}>
      <header>
        <h2>{shownMeta().title}</h2>
        <Show when={shownMeta().subtitle}>
          <p class="subtitle">{shownMeta().subtitle}</p>
        </Show>
        <p class="names">
          <span>{shownMeta().lyricist}</span>
          <span>{shownMeta().composer}</span>
        </p>
      </header>
    </Show>
  );
}

const columnOf = (now: number | null): number | null => (now === null ? null : Math.floor(now));

function onWheel(event: WheelEvent): void {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  zoomScoreBy(wheelZoom(event));
}
