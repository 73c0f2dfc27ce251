// A candidate in the text itself: its words are quiet until they are taken. Tab takes the next one, Shift+Tab
// the phrase, and what is taken is kept on the canvas at once. Whoever types writes the text, not the candidate.
import { createMemo, createRoot } from "solid-js";
import { UNMASKED } from "../../../domain/cells";
import { candidateOrder } from "../../../domain/generation/candidateOrder";
import { nextOffered, offeredPhrase, type Phrase } from "../../../domain/text/phrases";
import { FREE, NOTHING, spacesOf } from "../../../domain/text/words";
import {
  selectedCells,
  sendActs,
  setStage,
  shownGeneration,
  stage,
  target,
} from "../../../state/stage/open";
import {
  canTake,
  cellsOf,
  cursorWord,
  firstWithNothing,
  lastWithNothing,
  putCursor,
  takeWords,
} from "../acts";
import { columnsNow, shownText, textReading } from "../inView";
import { editor } from "./surface";

/** The words of the candidate in view that Shift+Tab takes, those around the cursor or after it; null for none. */
const phraseNext = createRoot(() =>
  createMemo((): Phrase | null => {
    if (!canTake()) return null;
    const { text, words } = shownText();
    const isOffered = (at: number) => words[at]?.isOffered === true;
    const from = selectedCells()[0]?.column ?? cursorWord() ?? 0;
    const stands = (at: number) => isOffered(at) && words[at]?.word !== NOTHING;
    const next = nextOffered(words.length, stands, from);
    if (next === null) return null;
    const symbols = words.map(({ word }) => word);
    return offeredPhrase(symbols, spacesOf(text, words), isOffered, next);
  }),
);

/** The word that Tab takes: the first of its phrase. */
export const offeredNext = (): number | null => phraseNext()?.first ?? null;

/** Whether Tab is for words now: the text has the focus, and there is one to take. */
export const canTakeNext = (): boolean =>
  offeredNext() !== null && document.activeElement?.closest(".cm-content") != null;

/** Take the next word of the candidate in view, or its phrase; after the last one, write on behind it. */
export function takeNext(what: "word" | "phrase"): void {
  const phrase = phraseNext();
  if (!phrase) return;
  const { words } = shownText();
  const { first } = phrase;
  const last = lastWithNothing(what === "word" ? first : phrase.last);
  holdInRun(first, last);
  takeWords(cellsOf(first, last).map(({ column }) => column));
  putCursor(Math.min(words.length - 1, last + 1));
  if (offeredNext() === null) leave(last);
}

/** While the candidate still runs, what is taken holds there too, and the words around follow it. */
function holdInRun(first: number, last: number): void {
  const to = target();
  if (to?.kind !== "act") return;
  const { words } = shownText();
  const edits = cellsOf(first, last).map((cell) => ({
    ...cell,
    state: UNMASKED as 0,
    pin: null,
    symbol: words[cell.column]?.word ?? "",
  }));
  void sendActs(to.generation, to.candidate, edits);
}

/** Back to the canvas; `after`: a word of the candidate behind which the person writes on. */
export function leave(after: number | null = null): void {
  const place = after === null ? undefined : columnsNow()[after];
  setStage({ view: "canvas" });
  const at = textReading().words[place ?? -1]?.to;
  queueMicrotask(() => {
    if (at !== undefined) editor()?.dispatch({ selection: { anchor: at }, scrollIntoView: true });
    editor()?.focus();
  });
}

/**
 * A letter typed over a candidate: it steps aside, and the letter stands before the word that Tab would have
 * taken, or instead of it where that place is still empty.
 */
export function typeOver(letter: string): void {
  const offered = offeredNext();
  const at = offered === null ? cursorWord() : firstWithNothing(offered);
  const place = at === null ? undefined : columnsNow()[at];
  setStage({ view: "canvas" });
  queueMicrotask(() => {
    const view = editor();
    if (!view) return;
    const word = textReading().words[place ?? -1];
    const from = word?.from ?? view.state.selection.main.head;
    view.dispatch({
      changes: { from, to: word?.word === FREE ? word.to : from, insert: letter },
      selection: { anchor: from + letter.length },
      scrollIntoView: true,
      userEvent: "input.type",
    });
    view.focus();
  });
}

/** Show the next or the previous candidate of the run in the same text. */
export function showOther(direction: 1 | -1): void {
  const inView = stage();
  const run = shownGeneration()?.generation();
  if (inView.view !== "candidate" || !run || run.num_candidates < 2) return;
  const order = candidateOrder(run.num_candidates, run.best_first);
  const next = order.indexOf(inView.candidate) + direction + order.length;
  setStage({ ...inView, candidate: order[next % order.length] ?? 0 });
}
