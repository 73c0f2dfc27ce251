// The score: what is in view on four staves, engraved by the studio. Heads carry the marks of their cells.
import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  onMount,
  Show,
  untrack,
} from "solid-js";
import { type Grid, UNMASKED } from "../../../domain/cells";
import { headAt, headsOf } from "../../../domain/chorale/heads";
import { noteAt } from "../../../domain/chorale/symbols";
import { brushState, clearSelection, setStates, shownGrid, tool } from "../../../state/open";
import { isPlaying, playhead } from "../../../state/playhead";
import { canPaint, selectNote } from "../acts";
import { askAbout } from "../gestures/ask";
import { choose, isSelected } from "../gestures/select";
import { NoteAlternatives } from "../NoteAlternatives";
import { cursorAt, shownMeta } from "../shown";
import { reveal, revealed } from "../view";
import { wheelZoom } from "../wheel";
import { isWriting } from "../writing/entry";
import { LyricInput } from "../writing/LyricInput";
import { lyricPlace } from "../writing/lyrics";
import { WritingBar } from "../writing/WritingBar";
import { markComments } from "./comments";
import { followEngraving } from "./engraving";
import { markHeads } from "./marks";
import { showNotation } from "./notation";
import { parsed } from "./parsed";
import { drawPen } from "./pen";
import { drawnPlaces } from "./places";
import { headUnder, staffPointer } from "./pointer";
import { StatePatterns } from "./StatePatterns";
import { areStatesShown, scoreView } from "./view";
import { placeOfWords } from "./words";
import { scoreZoom, zoomScoreBy } from "./zoom";

/** Pixels of a staff space, on wide and on narrow screens, and beside the staves. */
const SPACE = { wide: 7, narrow: 6 };
const NARROW_PIXELS = 560;
const MARGIN_PIXELS = { wide: 56, narrow: 20 };
/** Wider pages would have lines that the eye loses; widths change in steps, so that few are engraved. */
const MOST_SPACES = 190;
const FEWEST_SPACES = 30;
const STEP_SPACES = 2;

export function Score(props: {
  openMenu: (at: { clientX: number; clientY: number }, column: number) => void;
}) {
  let scroller!: HTMLElement;
  let sheet!: HTMLDivElement;
  const [width, setWidth] = createSignal<number | null>(null);
  const { pages, drawn, problem, askAgain } = followEngraving(width);
  const [elements, setElements] = createSignal<ReadonlyMap<string, Element>>(new Map());
  const { heads, places } = useStaves(() => sheet, elements, drawn);
  const pointer = staffPointer(places, heads);

  useWidth(() => scroller, setWidth);
  useSheet({ scroller: () => scroller, sheet: () => sheet, pages, width, onDrawn: setElements });

  const soundingColumn = createMemo(() => columnOf(playhead()));
  markHeads(heads, elements, soundingColumn);
  drawPen(places, drawn);
  markComments(heads, elements);

  function elementAt(row: number, column: number): Element | null {
    const head = headAt(heads(), row, column);
    return (head && elements().get(head.id)) ?? null;
  }

  useFollowedView(() => scroller, elementAt, soundingColumn);

  function onContextMenu(event: MouseEvent): void {
    const note = noteUnder(event, heads());
    if (!note) return;
    event.preventDefault();
    if (!isSelected(note)) choose(note, { isShift: false, isMod: false, isAlt: false });
    props.openMenu(event, note.start);
  }

  return (
    <div class="score-view" classList={{ stateless: !areStatesShown() }}>
      <StatePatterns />
      <Show when={isWriting()}>
        <WritingBar />
      </Show>
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
        onClick={(event) => pointer.click(event) || press(event, noteUnder(event, heads()))}
        onContextMenu={onContextMenu}
      >
        <Show when={pages()}>
          <ScoreHead />
        </Show>
        <div
          ref={sheet}
          class="engraved"
          classList={{ writing: isWriting() }}
          style={{ "max-width": `${MOST_SPACES * SPACE.wide * scoreZoom()}px` }}
        />
        <Show when={lyricPlace()}>
          <LyricInput
            placeOf={(at) => placeOfWords(scroller, places(), elementAt(at.row, at.column), at)}
            parent={() => scroller}
          />
        </Show>
        <Waiting isFor={!pages() && !problem()} />
      </section>
      <Problem problem={problem()} hasPages={Boolean(pages())} onAgain={askAgain} />
      <NoteAlternatives
        placeOf={({ row, start }) => elementAt(row, start)?.getBoundingClientRect() ?? null}
      />
    </div>
  );
}

/** The heads and staves of the pages in view, which are put there after the grid that they were drawn from. */
function useStaves(
  sheet: () => HTMLElement,
  elements: Accessor<ReadonlyMap<string, Element>>,
  drawn: Accessor<Grid | null>,
) {
  const numDrawn = () => untrack(drawn)?.[0]?.length ?? 0;
  const heads = createMemo(() => headsOf(elements().keys(), numDrawn()));
  const places = createMemo(() =>
    elements().size === 0
      ? []
      : drawnPlaces(sheet(), {
          view: untrack(scoreView),
          heads: heads(),
          elements: elements(),
          numColumns: numDrawn(),
          meta: untrack(shownMeta),
        }),
  );
  return { heads, places };
}

/** Staff spaces that there is room for, in steps, so that the score is not engraved at every pixel; a wheel zooms. */
function useWidth(scroller: () => HTMLElement, setWidth: (spaces: number) => void): void {
  onMount(() => {
    scroller().addEventListener("wheel", onWheel, { passive: false });
    const [pixels, setPixels] = createSignal(scroller().clientWidth);
    const observer = new ResizeObserver(() => setPixels(scroller().clientWidth));
    observer.observe(scroller());
    onCleanup(() => observer.disconnect());
    createEffect(() => {
      const size = pixels() < NARROW_PIXELS ? "narrow" : "wide";
      const spaces = (pixels() - MARGIN_PIXELS[size]) / (SPACE[size] * scoreZoom());
      const stepped = STEP_SPACES * Math.floor(spaces / STEP_SPACES);
      setWidth(Math.max(FEWEST_SPACES, Math.min(MOST_SPACES, stepped)));
    });
  });
}

/** Keep in view where the cursor goes, and while music plays the line that sounds. */
function useFollowedView(
  scroller: () => HTMLElement,
  elementAt: (row: number, column: number) => Element | null,
  soundingColumn: () => number | null,
): void {
  /** The line of staves that a head stands in. */
  const lineOf = (head: Element | null): Element | null => head?.closest(".system") ?? null;

  /** Scroll so that a head is seen, with its whole line if that has room. */
  function show(head: Element | null): void {
    const line = lineOf(head);
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
      const line = lineOf(head);
      if (line && line !== playedLine) show(head);
      playedLine = line;
    }),
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

/** A press on a note, or on nothing: paint, ask or choose, as the tool says. */
function press(event: MouseEvent, note: ReturnType<typeof noteUnder>): void {
  if (!note) return clearSelection();
  if (tool() === "paint" && canPaint()) {
    const cells = Array.from({ length: note.length }, (_, index) => ({
      row: note.row,
      column: note.start + index,
    }));
    return setStates(cells, event.altKey ? UNMASKED : brushState());
  }
  if (tool() === "ask" && "pitch" in note) return askAbout(note);
  const wasSelected = isSelected(note);
  const isMod = event.ctrlKey || event.metaKey;
  const isAlone = choose(note, { isShift: event.shiftKey, isMod, isAlt: event.altKey });
  if (isAlone && wasSelected && !isMod) selectNote(note);
  // The lanes below go to the same time.
  reveal(note.start);
}

/** Put the engraved pages on the sheet whenever they are others. */
function useSheet(parts: {
  scroller: () => HTMLElement;
  sheet: () => HTMLElement;
  pages: () => readonly string[] | null;
  width: () => number | null;
  onDrawn: (elements: ReadonlyMap<string, Element>) => void;
}): void {
  const { pages, width } = parts;
  let drawnWidth: number | null = null;
  createEffect(
    on(pages, (drawn) => {
      if (!drawn) return;
      const [scroller, sheet] = [parts.scroller(), parts.sheet()];
      const seen = scroller.scrollTop / Math.max(1, scroller.scrollHeight);
      const isOther = drawnWidth !== width();
      drawnWidth = width();
      const svgs = drawn.map((page) => parsed(page));
      svgs.forEach((svg, index) => {
        const part = svgs.length > 1 ? `, part ${index + 1} of ${svgs.length}` : "";
        svg.setAttribute("role", "img");
        svg.setAttribute("aria-label", `Score of ${shownMeta().title}, four staves${part}`);
      });
      sheet.replaceChildren(...svgs);
      const found = sheet.querySelectorAll("g[id]");
      parts.onDrawn(new Map([...found].map((element) => [element.id, element])));
      // Other lines, the same music in view.
      if (isOther) scroller.scrollTop = seen * scroller.scrollHeight;
    }),
  );
}

function ScoreHead() {
  return (
    <header>
      <h2>{shownMeta().title}</h2>
      <p>{shownMeta().composer}</p>
    </header>
  );
}

const columnOf = (now: number | null): number | null => (now === null ? null : Math.floor(now));

function onWheel(event: WheelEvent): void {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  zoomScoreBy(wheelZoom(event));
}
