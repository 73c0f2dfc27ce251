// What a Y.Text says, as a grid of one row of words.
import type * as Y from "yjs";
import {
  type Author,
  type CellState,
  cellKey,
  DEFAULT_PIN,
  isCellState,
  RENOISABLE,
  UNMASKED,
} from "../cells";
import { toBase64 } from "../document/base64";
import type { Reading, TextFormat } from "../document/layout";
import { type Style, type StyledStretch, styledStretches, styleOfFormat } from "./styles";
import { FREE, type WordPlace, wordsOf } from "./words";

export interface TextWord extends WordPlace {
  state: CellState;
  /** Whether the value may not change. */
  isPinned: boolean;
  author: Author | null;
  /** What all of its letters have. */
  style: Style;
}

export interface TextReading extends Reading {
  text: string;
  words: readonly TextWord[];
  /** Stretches that are bold, in italics or in a heading. */
  styles: readonly StyledStretch[];
}

/** A stretch of the text with one formatting. */
export interface Run {
  from: number;
  to: number;
  format: TextFormat;
}

export const EMPTY_TEXT: TextReading = {
  text: "",
  words: [],
  styles: [],
  columns: [],
  columnIndex: new Map(),
  symbols: [[]],
  states: [[]],
  pins: [[]],
  authors: new Map(),
  meta: {},
  marks: new Map(),
};

/** Text and formatting of a shared text; what is no text counts as a stray character. */
export function runsOf(shared: Y.Text): { text: string; runs: Run[] } {
  let text = "";
  const runs: Run[] = [];
  for (const { insert, attributes } of shared.toDelta() as {
    insert: unknown;
    attributes?: TextFormat;
  }[]) {
    const piece = typeof insert === "string" ? insert : "\ufffc";
    runs.push({ from: text.length, to: text.length + piece.length, format: attributes ?? {} });
    text += piece;
  }
  return { text, runs };
}

/** The words with the state, pin and author of their first characters. */
export function formattedWords(text: string, runs: readonly Run[]): TextWord[] {
  let run = 0;
  return wordsOf(text).map((place) => {
    while (run < runs.length - 1 && (runs[run] as Run).to <= place.from) run++;
    const format = runs[run]?.format ?? {};
    const painted = isCellState(format.state) ? format.state : UNMASKED;
    const state = place.word === FREE ? RENOISABLE : painted;
    return {
      ...place,
      state,
      isPinned: pinOf(state, format.pin),
      author: authorOf(format.author),
      style: styleOfRuns(runs, run, place.to),
    };
  });
}

/** What all runs from one on have, up to a place. */
function styleOfRuns(runs: readonly Run[], first: number, to: number): Style {
  let style = styleOfFormat(runs[first]?.format ?? {});
  for (let at = first + 1; at < runs.length && (runs[at] as Run).from < to; at++) {
    const { bold, italic, heading } = styleOfFormat((runs[at] as Run).format);
    style = {
      bold: style.bold && bold,
      italic: style.italic && italic,
      heading: style.heading === heading ? heading : 0,
    };
  }
  return style;
}

const pinOf = (state: CellState, pin: unknown): boolean =>
  state !== RENOISABLE && (typeof pin === "boolean" ? pin : (DEFAULT_PIN[state] as boolean));

const authorOf = (author: unknown): Author | null =>
  author === "human" || author === "model" || author === "edited" ? author : null;

/** Read a shared text; ids of words are made when somebody asks for them. */
export function readText(shared: Y.Text, meta: Readonly<Record<string, unknown>>): TextReading {
  const { text, runs } = runsOf(shared);
  const words = formattedWords(text, runs);
  let columns: string[] | undefined;
  let columnIndex: Map<string, number> | undefined;
  let authors: Map<string, Author> | undefined;
  return {
    text,
    words,
    symbols: [words.map(({ word }) => word)],
    states: [words.map(({ state }) => state)],
    pins: [words.map(({ isPinned }) => isPinned)],
    meta,
    marks: EMPTY_TEXT.marks,
    styles: styledStretches(runs),
    get columns() {
      columns ??= idsOf(shared, words);
      return columns;
    },
    get columnIndex() {
      columnIndex ??= new Map(this.columns.map((id, index) => [id, index]));
      return columnIndex;
    },
    get authors() {
      authors ??= new Map(
        words.flatMap(({ author }, index) =>
          author ? [[cellKey(this.columns[index] as string, 0), author]] : [],
        ),
      );
      return authors;
    },
  };
}

interface Item {
  id: { client: number; clock: number };
  length: number;
  deleted: boolean;
  countable: boolean;
  right: Item | null;
}

/** Ids of characters made before, by client and clock: at every key a long text needs those of all its words. */
const knownIds = new WeakMap<Y.Text, Map<number, Map<number, string>>>();

function idOf(byClient: Map<number, Map<number, string>>, client: number, clock: number): string {
  const byClock = byClient.get(client) ?? new Map<number, string>();
  byClient.set(client, byClock);
  const id = byClock.get(clock) ?? relativePosition(client, clock);
  byClock.set(clock, id);
  return id;
}

/**
 * An id for each word: Yjs's relative position of its first character, base64. Written as one walk over
 * the text's items, where asking Yjs for each place would walk for each.
 */
function idsOf(shared: Y.Text, words: readonly WordPlace[]): string[] {
  const byClient = knownIds.get(shared) ?? new Map<number, Map<number, string>>();
  knownIds.set(shared, byClient);
  const ids: string[] = [];
  let item = (shared as unknown as { _start: Item | null })._start;
  let at = 0;
  for (const { from } of words) {
    while (item && (item.deleted || !item.countable || at + item.length <= from)) {
      if (!item.deleted && item.countable) at += item.length;
      item = item.right;
    }
    if (!item) break;
    ids.push(idOf(byClient, item.id.client, item.id.clock + from - at));
  }
  return ids;
}

/** Yjs's encoding of the place before a character: 0 (an item), client, clock, 0 (what comes after). */
export function relativePosition(client: number, clock: number): string {
  const bytes = [0];
  for (const value of [client, clock]) {
    let rest = value;
    while (rest > 0x7f) {
      bytes.push(0x80 | (rest % 0x80));
      rest = Math.floor(rest / 0x80);
    }
    bytes.push(rest);
  }
  return toBase64(Uint8Array.from([...bytes, 0]));
}
