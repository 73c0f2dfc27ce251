// The verbs of one edit of a text, and the changes of the shared text that they stand for.
import type { CellSymbol } from "../../protocol";
import { type Author, type CellState, DEFAULT_PIN, UNMASKED } from "../cells";
import type { Change, TextChange, TextFormat } from "../document/layout";
import type { TextReading, TextWord } from "./reading";
import { mendedSpaces } from "./spacing";
import { formatOfStyle, inheritedStyle, type Style } from "./styles";
import { FREE, firstEndingFrom, shownWord, spacesOf, wordsOf } from "./words";

/** Characters before a change that help to find its place again. */
const CONTEXT = 24;

/** Places and words are those of the text before the edit. */
export interface TextEdit {
  /** Put another word in; author "model" for what a candidate wrote. */
  setSymbol(row: number, column: number, symbol: CellSymbol, author?: Author): void;
  setState(row: number, column: number, state: CellState): void;
  /** null takes the pin away, so that the state's default holds. */
  setPin(row: number, column: number, pin: boolean | null): void;
  setMeta(name: string, value: unknown): void;
  /** What a person types or deletes: words stay whole, and who wrote them is kept. */
  type(from: number, to: number, inserted: string): void;
  /** Replace a stretch as it stands, for slots. */
  write(from: number, to: number, inserted: string, format: TextFormat): void;
  /** Give a stretch bold, italics or a heading; null takes one away. */
  style(from: number, to: number, format: TextFormat): void;
}

/** Of a word as a whole: state, pin and author. */
type Painted = Required<Pick<TextFormat, "state" | "pin" | "author">>;

interface WordEdit {
  symbol?: string;
  author?: Author;
  state?: CellState;
  pin?: boolean | null;
}

/** Write down the verbs of an edit, the last place in the text first, so that places stay true. */
export function collectTextChanges(act: (edit: TextEdit) => void, now: TextReading): Change[] {
  const words = new Map<number, WordEdit>();
  const pieces: TextChange[][] = [];
  const others: Change[] = [];
  const word = (column: number): WordEdit => {
    if (!now.words[column])
      throw new Error(`expected a word below ${now.words.length}, got ${column}`);
    const known = words.get(column) ?? {};
    words.set(column, known);
    return known;
  };
  act({
    setSymbol: (_row, column, symbol, author) =>
      Object.assign(word(column), { symbol: shownWord(String(symbol)), author }),
    setState: (_row, column, state) => Object.assign(word(column), { state }),
    setPin: (_row, column, pin) => Object.assign(word(column), { pin }),
    setMeta: (name, value) => others.push({ map: "meta", key: name, value }),
    type: (from, to, inserted) => pieces.push(typedChanges(now, from, to, inserted)),
    write: (from, to, inserted, format) =>
      pieces.push([
        splice(now.text, from, to, inserted, { ...takenOn(now, from, to, inserted), ...format }),
      ]),
    style: (from, to, format) => pieces.push([restyled(now.text, from, to, format)]),
  });
  pieces.push(...wordChanges(now, words));
  const placeOf = (piece: TextChange[]) => piece[0]?.at ?? 0;
  pieces.sort((one, other) => placeOf(other) - placeOf(one));
  return [...others, ...pieces.flat()];
}

/** The format of a word as it is stored: what is the default is absent. */
export function storedFormat(word: TextWord): Painted {
  return {
    state: word.state === UNMASKED ? null : word.state,
    pin: word.isPinned === DEFAULT_PIN[word.state] ? null : word.isPinned,
    author: word.author,
  };
}

function splice(
  text: string,
  from: number,
  to: number,
  inserted: string,
  format: TextFormat,
): TextChange {
  return {
    at: from,
    removed: text.slice(from, to),
    inserted,
    format,
    before: text.slice(Math.max(0, from - CONTEXT), from),
  };
}

const restyled = (text: string, from: number, to: number, format: TextFormat): TextChange => ({
  at: from,
  stretch: text.slice(from, to),
  format,
  before: text.slice(Math.max(0, from - CONTEXT), from),
});

/** A style as new letters get it: what is plain is not said. */
const presentIn = (style: Style): TextFormat =>
  Object.fromEntries(Object.entries(formatOfStyle(style)).filter(([, value]) => value !== null));

/** The style that what is written in a place takes on. */
const takenOn = (now: TextReading, from: number, to: number, inserted: string): TextFormat =>
  presentIn(inheritedStyle(now.text, now.styles, { from, to, inserted }));

/** Words with other symbols, states and pins; spaces are closed up or opened where marks come and go. */
function wordChanges(now: TextReading, edits: ReadonlyMap<number, WordEdit>): TextChange[][] {
  const changes: TextChange[][] = [];
  const before = now.words.map(({ word }) => word);
  const after = before.map((symbol, index) => edits.get(index)?.symbol ?? symbol);
  const spaces = spacesOf(now.text, now.words);
  const mended = mendedSpaces(spaces, before, after);
  for (const [column, edit] of edits) {
    const word = now.words[column] as TextWord;
    const stored = storedFormat(word);
    const format: TextFormat = {
      ...stored,
      ...(edit.state === undefined ? {} : { state: edit.state === UNMASKED ? null : edit.state }),
      ...(edit.pin === undefined ? {} : { pin: pinToStore(edit.pin, edit.state ?? word.state) }),
    };
    if (edit.symbol !== undefined && edit.symbol !== word.word) {
      format.author = edit.author ?? correctedBy(word.author);
      const whole = { ...presentIn(word.style), ...format };
      changes.push([splice(now.text, word.from, word.to, edit.symbol, whole)]);
    } else if (word.word !== FREE || edit.state === undefined) {
      if (edit.symbol !== undefined) format.author = edit.author ?? stored.author;
      const differing = Object.entries(format).filter(
        ([name, value]) => value !== stored[name as keyof Painted],
      );
      if (differing.length > 0) {
        changes.push([restyled(now.text, word.from, word.to, Object.fromEntries(differing))]);
      }
    }
  }
  spaces.forEach((space, index) => {
    if (space === mended[index]) return;
    const from = now.words[index - 1]?.to ?? 0;
    changes.push([splice(now.text, from, from + space.length, mended[index] as string, {})]);
  });
  return changes;
}

const correctedBy = (author: Author | null): Author =>
  author === "model" || author === "edited" ? "edited" : "human";

const pinToStore = (pin: boolean | null, state: CellState): boolean | null =>
  pin === DEFAULT_PIN[state] ? null : pin;

/**
 * What typing does: a word that letters were put into or taken from keeps the state and pin of its first
 * old letter, over its whole length; a word that is new is unmasked and human.
 */
export function typedChanges(
  now: TextReading,
  from: number,
  to: number,
  inserted: string,
): TextChange[] {
  const { text } = now;
  const [left, right] = [edgeOf(text, from, -1), edgeOf(text, to, 1)];
  const stretch = text.slice(left, from) + inserted + text.slice(to, right);
  const shift = inserted.length - (to - from);
  const touched: { from: number; to: number; format: Painted; isWhole: boolean }[] = [];
  for (const place of wordsOf(stretch)) {
    const [first, last] = [left + place.from, left + place.to];
    const old = oldWordsIn(now, first, last, from, from + inserted.length, shift);
    const lead = old[0];
    const isAsBefore =
      old.length === 1 &&
      lead?.word === place.word &&
      (last <= from || first >= from + inserted.length);
    if (isAsBefore) continue;
    const format = lead
      ? { ...storedFormat(lead), author: correctedBy(mostModel(old)) }
      : { state: null, pin: null, author: "human" };
    const isWhole = old.every((one) => isSameFormat(storedFormat(one), format));
    touched.push({ from: first, to: last, format, isWhole });
  }
  const around = touched.find((one) => one.from <= from && from + inserted.length <= one.to);
  const format = { ...takenOn(now, from, to, inserted), ...around?.format };
  const change = splice(text, from, to, inserted, format);
  const whole = text.slice(0, from) + inserted + text.slice(to);
  const formats = touched
    .filter((one) => !(one.isWhole && (one === around || inserted === "")))
    .map(
      (one): TextChange => ({
        at: one.from,
        stretch: whole.slice(one.from, one.to),
        format: one.format,
        before: whole.slice(Math.max(0, one.from - CONTEXT), one.from),
      }),
    );
  return [change, ...formats];
}

/** The nearest white space, or the end of the text, from a place in a direction. */
function edgeOf(text: string, at: number, direction: 1 | -1): number {
  let edge = at;
  if (direction < 0) while (edge > 0 && !/\s/.test(text[edge - 1] as string)) edge--;
  else while (edge < text.length && !/\s/.test(text[edge] as string)) edge++;
  return edge;
}

/** Words of before that gave letters to a stretch of the new text. */
function oldWordsIn(
  now: TextReading,
  first: number,
  last: number,
  newFrom: number,
  newTo: number,
  shift: number,
): TextWord[] {
  const old: TextWord[] = [];
  const add = (begin: number, end: number) => {
    if (begin >= end) return;
    for (let index = firstEndingFrom(now.words, begin + 1); index < now.words.length; index++) {
      const word = now.words[index] as TextWord;
      if (word.from >= end) break;
      if (old.at(-1) !== word) old.push(word);
    }
  };
  add(first, Math.min(last, newFrom));
  add(Math.max(first, newTo) - shift, last - shift);
  return old;
}

const mostModel = (words: readonly TextWord[]): Author | null =>
  words.find(({ author }) => author === "model" || author === "edited")?.author ?? null;

const isSameFormat = (one: TextFormat, other: TextFormat): boolean =>
  one.state === other.state && one.pin === other.pin && one.author === other.author;
