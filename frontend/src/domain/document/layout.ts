// How the shared document of a kind of canvas is laid out: what it says as a grid, and how edits change it.
import type * as Y from "yjs";
import type { CellSymbol } from "../../protocol";
import type { AnyGrid, Author, Cell, PinGrid, StateGrid } from "../cells";

/** A document as everything outside of its layout reads it. */
export interface Reading {
  /** One id per column, in order: it outlives edits of other columns. */
  columns: readonly string[];
  columnIndex: ReadonlyMap<string, number>;
  symbols: AnyGrid;
  states: StateGrid;
  /** The pins in force: the stored ones, otherwise the state's default. */
  pins: PinGrid;
  /** By cell key (`cellKey`); missing = as imported. */
  authors: ReadonlyMap<string, Author>;
  meta: Readonly<Record<string, unknown>>;
  /** Marks of cells, by cell key. */
  marks: ReadonlyMap<string, unknown>;
}

/**
 * One copy of a document. A change says in words what a transaction did, so that an edit can be made
 * again where its Yjs update cannot be applied; it is plain data, for it is stored in the browser.
 */
export interface Replica {
  readonly doc: Y.Doc;
  /** What undo covers. */
  readonly shared: readonly Y.AbstractType<unknown>[];
  /** What the document says; `before` and the changes since spare looking at everything again. */
  read(before: Reading | null, changes: readonly Change[]): Reading;
  describe(transaction: Y.Transaction, before: Reading): Change[];
  apply(change: Change): void;
  /** Write down the verbs of an edit as changes of the document that `now` was read from. */
  collect(act: (edit: never) => void, now: Reading): Change[];
  /**
   * Whether the document no longer has what this change wrote; `isOwn` tells by its id whether an entry is of the
   * person who made the change. What somebody else wrote since is theirs, also where it is the same again.
   */
  isStale(change: Change, isOwn: (id: Y.ID) => boolean): boolean;
  /** A cell that a change is about. */
  cellOf(change: Change, now: Reading): Cell | null;
}

export type Change = GridChange | TextChange;

export type MapName = "symbols" | "states" | "pins" | "meta" | "marks" | "authors";

/** A `value` of undefined says that the key is gone. */
export type GridChange =
  | { map: MapName; key: string; value: unknown }
  | { insert: string[]; after: string | null }
  | { remove: string[] };

/** A stretch of a text that was replaced, or whose formatting changed (null takes a format away). */
export type TextChange =
  | { at: number; removed: string; inserted: string; format: TextFormat; before: string }
  | { at: number; stretch: string; format: TextFormat; before: string };

export type TextFormat = {
  [name in "state" | "pin" | "author" | "bold" | "italic" | "heading"]?: unknown;
};

export interface DocumentLayout {
  /** The kind of canvas, as the protocol names it. */
  kind: string;
  /** Of a canvas whose metadata says no other number. */
  numRows: number;
  /** Rows of a canvas with such metadata; left out where all have `numRows`. */
  numRowsOf?(meta: Readonly<Record<string, unknown>>): number;
  replica(): Replica;
  /** The symbols of a codec's content, rows by columns. */
  gridOf(content: Readonly<Record<string, unknown>>): AnyGrid;
  /** Where the columns of a frozen canvas are now; undefined where one is gone. */
  locate(columns: readonly string[], replica: Replica, now: Reading): (number | undefined)[];
  /** A symbol of a candidate as the document has it: a word without the bounds of its pieces. */
  written(symbol: CellSymbol): CellSymbol;
  /** The changes that make a document what another copy of it says; what both say stays untouched. */
  changesTo(then: Replica, now: Replica): Change[];
  /** Edits within this many milliseconds of each other are undone as one. */
  captureMs: number;
}

/** Rows of a canvas of a codec's content. */
export const numRowsIn = (
  layout: Pick<DocumentLayout, "numRows" | "numRowsOf">,
  content: Readonly<Record<string, unknown>> | null | undefined,
): number => {
  const meta = content?.meta;
  const isSaid = typeof meta === "object" && meta !== null;
  return (isSaid && layout.numRowsOf?.(meta as Record<string, unknown>)) || layout.numRows;
};

export const EMPTY_READING: Reading = {
  columns: [],
  columnIndex: new Map(),
  symbols: [],
  states: [],
  pins: [],
  authors: new Map(),
  meta: {},
  marks: new Map(),
};
