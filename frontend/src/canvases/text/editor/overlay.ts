// What lies over the words in view: selection, a gesture, doubt, what just changed.
import { createEffect, createMemo, createRoot, createSignal, onCleanup } from "solid-js";
import type { CellState } from "../../../domain/cells";
import { doubtLevels, doubtRanks } from "../../../domain/text/doubt";
import { FREE } from "../../../domain/text/words";
import { commentedPlaces } from "../../../state/comments";
import {
  isRunning,
  selectedCells,
  shownDoubt,
  shownPending,
  stage,
  tool,
} from "../../../state/stage/open";
import { textWidth } from "../../../ui/textWidth";
import { canTake, cursorWord } from "../acts";
import { shownText, textReading } from "../inView";
import { pairOf } from "../steering/pair";
import { offeredNext } from "./inPlace";
import type { Overlay } from "./marks";

/** A changed word stays marked for so long. */
const MARKED_MS = 900;
const MOST_WIDTH = 900;
const SLOT_WIDTH = 260;

export interface Stroke {
  first: number;
  last: number;
  state: CellState;
}

const [stroke, setStroke] = createSignal<Stroke | null>(null);

/** How each word is doubted beside the others. Where nothing stands there is nothing to doubt. */
function shownDoubts(): { levels: readonly number[]; ranks: readonly number[] } | null {
  const { words } = shownText();
  const doubts = shownDoubt()?.map((each, index) => (words[index]?.word === FREE ? 0 : each));
  if (!doubts) return null;
  const ranks = doubtRanks(doubts);
  return { levels: doubtLevels(doubts, ranks), ranks };
}

/** Words that a stroke of the brush covers, until it is lifted. */
export { setStroke, stroke };

/** How wide a word is drawn, in hundredths of an em. */
function widthOf(word: string): number {
  const width = textWidth(word, "--font-text");
  return width === null ? SLOT_WIDTH : Math.min(MOST_WIDTH, Math.ceil(width));
}

export const overlay = createRoot(() => {
  const [changed, setChanged] = createSignal<ReadonlySet<number>>(new Set());
  let before: { words: readonly { word: string }[]; stage: string } = { words: [], stage: "" };
  // A word that another one took the place of is marked for a moment; what a person types is not.
  createEffect(() => {
    const { words, isCanvas } = shownText();
    const inView = stage();
    const name = inView.view === "canvas" ? "canvas" : `${inView.generation} ${inView.candidate}`;
    const isSame = name === before.stage && words.length === before.words.length;
    const indices =
      isSame && !isCanvas
        ? words.flatMap(({ word }, index) => (word === before.words[index]?.word ? [] : [index]))
        : [];
    before = { words, stage: name };
    if (indices.length === 0) return;
    setChanged((marked) => new Set([...marked, ...indices]));
    const timer = setTimeout(
      () => setChanged((marked) => new Set([...marked].filter((one) => !indices.includes(one)))),
      MARKED_MS,
    );
    onCleanup(() => isSame || clearTimeout(timer));
  });
  createEffect(() => {
    stage();
    setChanged(new Set<number>());
  });

  /** While a candidate changes, its free words are as wide as their widest word so far. */
  const widths = createMemo((sofar: Map<number, number> | null): Map<number, number> | null => {
    const { words, isCanvas } = shownText();
    if (isCanvas || !isRunning()) return null;
    const next = new Map(sofar ?? []);
    words.forEach(({ word, isPinned }, index) => {
      if (isPinned) return;
      const width = word === FREE ? SLOT_WIDTH : widthOf(word);
      next.set(index, Math.max(next.get(index) ?? 0, width));
    });
    return next;
  }, null);

  const isByCells = () => tool() !== "select" || !shownText().isCanvas;
  const selected = createMemo(
    (): ReadonlySet<number> =>
      new Set(isByCells() ? selectedCells().map(({ column }) => column) : []),
  );
  const commented = createMemo(
    (): ReadonlySet<number> =>
      new Set(
        commentedPlaces().flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, index) => first + index),
        ),
      ),
  );
  const trusted = createMemo(() => {
    if (!shownText().isCanvas) return null;
    const { trusted: word, doubted } = pairOf(textReading());
    return doubted === null ? null : word;
  });
  const doubts = createMemo(shownDoubts);
  return createMemo(
    (): Overlay => ({
      words: shownText().words,
      preview: stroke(),
      selected: selected(),
      cursor: isByCells() ? cursorWord() : null,
      doubtRanks: doubts()?.ranks ?? null,
      doubtLevels: doubts()?.levels ?? null,
      changed: changed(),
      widths: widths(),
      pending: shownPending(),
      trusted: trusted(),
      commented: commented(),
      canTake: canTake() && !isRunning(),
      next: offeredNext(),
      isRunning: isRunning() && !shownText().isCanvas,
    }),
  );
});
