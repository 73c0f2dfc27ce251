// What a person types into cells: as symbols of a kind, and as an edit of a text.
import type { CellSymbol, KindShape } from "../../protocol";
import { UNMASKED } from "../cells";
import type { TextEdit } from "../text/edits";
import type { TextReading } from "../text/reading";
import { spaceBetween } from "../text/spacing";
import { cleanText, FREE, wordsOf } from "../text/words";
import { isText, writable } from "./shape";

/** One symbol a cell; `text` is how they stand in a text, white space included. */
export interface Typed {
  symbols: readonly CellSymbol[];
  text: string;
}

/** Whether cells are written by typing: there are too many symbols to choose one by a button. */
export const isTyped = (shape: KindShape): boolean => isText(shape) || writable(shape).length === 0;

/** The words that may stand in a text, where its kind names them. */
export const choicesOf = (shape: KindShape): string[] =>
  isText(shape) ? Object.values(shape.symbol_labels).filter(Boolean) : [];

/** The symbols that were typed, or why cells cannot hold them. An empty field of a text is an open place. */
export function symbolsTyped(shape: KindShape, typed: string): Typed | { problem: string } {
  if (!isText(shape)) return numbersTyped(typed);
  const text = cleanText(typed).trim() || FREE;
  const symbols = wordsOf(text).map(({ word }) => word);
  const choices = choicesOf(shape);
  if (choices.length === 0) return { symbols, text };
  const chosen = symbols.map((word) =>
    [FREE, ...choices].find((choice) => choice.toLowerCase() === word.toLowerCase()),
  );
  const wrong = chosen.indexOf(undefined);
  if (wrong >= 0)
    return { problem: `Expected one of ${choices.join(", ")}, got “${symbols[wrong]}”.` };
  return { symbols: chosen as string[], text: chosen.join(" ") };
}

function numbersTyped(typed: string): Typed | { problem: string } {
  const parts = typed.trim().split(/[\s,;]+/);
  const wrong = parts.find((part) => !/^\d{1,9}$/.test(part));
  if (wrong !== undefined) return { problem: `Expected a whole number from 0 on, got “${wrong}”.` };
  return { symbols: parts.map(Number), text: parts.join(" ") };
}

/** Put words into the cells from `at` on; the text grows by those for which there is no cell. */
export function typeWords(edit: TextEdit, now: TextReading, at: number, typed: Typed): void {
  const words = wordsOf(typed.text);
  const room = now.words.length - at;
  words.slice(0, room).forEach(({ word }, index) => {
    const before = now.words[at + index]?.word;
    if (before === word) return;
    edit.setSymbol(0, at + index, word);
    if (before === FREE) edit.setState(0, at + index, UNMASKED);
  });
  const rest = words[Math.max(0, room)];
  if (!rest) return;
  const isApart = now.text === "" || /\s$/.test(now.text);
  const space = isApart
    ? ""
    : spaceBetween(words[room - 1]?.word ?? now.words.at(-1)?.word, rest.word);
  edit.type(now.text.length, now.text.length, space + typed.text.slice(rest.from));
}

/** Make open places of words; take out those that are open places, where all of them are. */
export function emptyWords(edit: TextEdit, now: TextReading, columns: readonly number[]): void {
  const filled = columns.filter((column) => now.words[column]?.word !== FREE);
  for (const column of filled) edit.setSymbol(0, column, FREE);
  if (filled.length > 0) return;
  const sorted = [...columns].sort((one, other) => one - other);
  for (let at = 0; at < sorted.length; at++) {
    const first = sorted[at] as number;
    while (sorted[at + 1] === (sorted[at] as number) + 1) at++;
    const last = sorted[at] as number;
    const next = now.words[last + 1];
    const from = next ? now.words[first]?.from : (now.words[first - 1]?.to ?? 0);
    edit.type(from ?? 0, next?.from ?? now.words[last]?.to ?? 0, "");
  }
}
