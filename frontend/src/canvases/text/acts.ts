// What a person does with words: select and move among them, free a span, take words of a candidate over.
import { createMemo, createRoot, createSignal } from "solid-js";
import { type Cell, MASKED, RENOISABLE, UNMASKED } from "../../domain/cells";
import type { TextEdit } from "../../domain/text/edits";
import { missingRoom } from "../../domain/text/rewritingRoom";
import { FREE, isMark, NOTHING, wordsWithin } from "../../domain/text/words";
import { currentDocument, type DocumentEdit } from "../../state/document/document";
import {
  cursor,
  selectedCells,
  setCursor,
  setSelection,
  shownColumnIndex,
  shownColumns,
  stage,
} from "../../state/stage/open";
import { columnsNow, shownText, textReading } from "./inView";

export const cellsOf = (first: number, last: number): Cell[] =>
  Array.from({ length: last - first + 1 }, (_, index) => ({ row: 0, column: first + index }));

export function selectWords(first: number, last: number): void {
  const columns = shownColumns();
  const [firstColumn, lastColumn] = [
    columns[Math.min(first, last)],
    columns[Math.max(first, last)],
  ];
  if (firstColumn === undefined || lastColumn === undefined) return;
  setSelection([{ firstColumn, lastColumn, firstRow: 0, lastRow: 0 }]);
}

export function putCursor(index: number): void {
  const columns = shownColumns();
  const column = columns[Math.max(0, Math.min(columns.length - 1, index))];
  if (column !== undefined) setCursor({ column, row: 0 });
}

/** Index of the word under the word cursor. */
export const cursorWord = createRoot(() =>
  createMemo((): number | null => {
    const at = cursor();
    return (at && shownColumnIndex().get(at.column)) ?? null;
  }),
);

/** The selected words, otherwise the one under the cursor. */
export function actedOnWords(): readonly Cell[] {
  if (selectedCells().length > 0) return selectedCells();
  const at = cursorWord();
  return at === null ? [] : [{ row: 0, column: at }];
}

/** First and last of the selected words; null without a selection. */
export function selectedSpan(): [number, number] | null {
  const columns = selectedCells().map(({ column }) => column);
  return columns.length === 0 ? null : [Math.min(...columns), Math.max(...columns)];
}

// ---- slots ------------------------------------------------------------------------------------

export const MOST_SLOTS = 40;
const [numSlots, setNumSlots] = createSignal(3);

/** How many words may stand in the next span that is freed. */
export { numSlots };

/** The run of free slots at the selection or caret: first and last word. */
export function slotRun(): [number, number] | null {
  if (stage().view !== "canvas") return null;
  const { words } = textReading();
  const span = selectedSpan();
  const at = span?.[0] ?? cursorWord();
  if (at === null || words[at]?.word !== FREE) return null;
  let [first, last] = [at, at];
  while (words[first - 1]?.word === FREE) first--;
  while (words[last + 1]?.word === FREE) last++;
  return span && span[1] > last ? null : [first, last];
}

const slots = (count: number): string => new Array<string>(count).fill(FREE).join(" ");
const SLOT_FORMAT = { state: RENOISABLE, pin: null, author: null };

/** As many slots as asked for, in the place of a stretch of words; the marks around it stay. */
function writeSlots(first: number, last: number, count: number): void {
  const { words } = textReading();
  const [from, to] = [words[first]?.from, words[last]?.to];
  if (from === undefined || to === undefined) return;
  currentDocument()?.edit<TextEdit>((edit) => edit.write(from, to, slots(count), SLOT_FORMAT));
  selectWords(first, first + count - 1);
  putCursor(first);
}

/** Put free slots in the place of the selected words, or where the caret is. */
export function freeSpan(caret: number | null): void {
  if (!currentDocument()?.canEdit() || stage().view !== "canvas") return;
  const span = selectedSpan();
  if (span) writeSlots(...span, numSlots());
  else insertSlots(caret, numSlots());
}

/** Put so many free slots at a place in the text, at its end without one, and select them. */
export function insertSlots(caret: number | null, count: number): void {
  const { text, words } = textReading();
  const at = caret ?? text.length;
  const before = at > 0 && !/\s/.test(text[at - 1] as string) ? " " : "";
  const after = at < text.length && /[\p{L}\p{N}]/u.test(text[at] as string) ? " " : "";
  currentDocument()?.edit<TextEdit>((edit) =>
    edit.write(at, at, before + slots(count) + after, SLOT_FORMAT),
  );
  const first = words.filter((word) => word.to <= at).length;
  selectWords(first, first + count - 1);
}

/** Free slots after the words that are marked to be rewritten, so that they can become more. */
export function makeRoom(): void {
  const { words } = textReading();
  const isRewritten = (at: number) => words[at]?.state === MASKED && !words[at]?.isPinned;
  const rooms = missingRoom(words, isRewritten);
  if (rooms.length > 0)
    currentDocument()?.edit<TextEdit>((edit) => {
      for (const { at, count } of rooms) edit.write(at, at, ` ${slots(count)}`, SLOT_FORMAT);
    });
}

/** More or fewer slots: of the run at hand, otherwise for the next span. */
export function resizeSlots(by: number): void {
  const run = slotRun();
  if (!run) {
    setNumSlots((count) => Math.max(1, Math.min(MOST_SLOTS, count + by)));
    return;
  }
  const count = run[1] - run[0] + 1 + by;
  if (count < 1 || count > MOST_SLOTS) return;
  setNumSlots(count);
  writeSlots(run[0], run[1], count);
}

/** A new selection of plain words offers as many slots as it has words. */
export function suggestSlots(): void {
  const span = selectedSpan();
  if (span) setNumSlots(Math.min(MOST_SLOTS, span[1] - span[0] + 1));
}

// ---- taking over ------------------------------------------------------------------------------

/** Whether words of what is in view can be written onto the canvas one by one. */
export const canTake = (): boolean =>
  stage().view === "candidate" && (currentDocument()?.canEdit() ?? false);

/** A word that the person takes from a candidate stays from then on. */
export function writeTaken(edit: DocumentEdit, place: number, word: string): void {
  edit.setSymbol(0, place, word, "model");
  edit.setState(0, place, UNMASKED);
  edit.setPin(0, place, null);
}

/** The last of the places after a word of the candidate in view in which nothing stands: they go with it. */
export function lastWithNothing(index: number): number {
  const { words } = shownText();
  let last = index;
  while (words[last + 1]?.word === NOTHING) last++;
  return last;
}

/** The first of the places before a word in which the candidate has nothing: to the eye, the word stands there. */
export function firstWithNothing(index: number): number {
  const { words } = shownText();
  let first = index;
  while (words[first - 1]?.word === NOTHING) first--;
  return first;
}

/** Write words of the candidate in view onto the canvas, as one edit, and keep them; how many there were. */
export function takeWords(indices: readonly number[]): number {
  const document = currentDocument();
  if (!document || !canTake()) return 0;
  const { words } = shownText();
  const all = new Set(
    indices.flatMap((index) => cellsOf(index, lastWithNothing(index)).map(({ column }) => column)),
  );
  const wanted = [...all].filter((index) => words[index]?.differs || words[index]?.isOffered);
  if (wanted.length > 0)
    document.edit((edit) => {
      for (const index of wanted) {
        const column = columnsNow()[index];
        const word = words[index];
        if (column !== undefined && word) writeTaken(edit, column, word.word);
      }
    });
  return wanted.length;
}

/** Words within a stretch of the text in view. */
export const wordsBetween = (from: number, to: number): [number, number] | null =>
  wordsWithin(shownText().words, from, to);

/** The text of the selected words, with the spaces between them, to copy. */
export function selectedText(): string {
  const span = selectedSpan();
  const { text, words } = shownText();
  const [first, last] = span ?? [0, -1];
  const [from, to] = [words[first]?.from, words[last]?.to];
  return from === undefined || to === undefined ? "" : text.slice(from, to);
}

/** Words of what is in view, and those that may change; a mark is no word, a free slot is one to come. */
export const numFreeShown = (): { numWords: number; numFree: number } => {
  const words = shownText().words.filter(({ word }) => word === FREE || !isMark(word));
  return {
    numWords: words.filter(({ word }) => word !== FREE).length,
    numFree: words.filter(({ state, isPinned }) => state === RENOISABLE || !isPinned).length,
  };
};
