// A moment that is restored: the document says what it said, and everybody can still take their edits back.
import { describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { UndoHistory } from "../../state/document/undo";
import { CHORALE_LAYOUT } from "../chorale/layout";
import { TEXT_LAYOUT } from "../text/replica";
import type { Change, DocumentLayout, Replica } from "./layout";

const LOCAL = Symbol("own");

vi.setConfig({ testTimeout: 60_000 });

/** Somebody with a copy of a document of their own, who hears of all edits of the others. */
class Someone {
  readonly replica: Replica;
  readonly history: UndoHistory;
  private last: Change[] = [];

  constructor(
    readonly layout: DocumentLayout,
    private readonly others: Someone[],
    log: Uint8Array[],
  ) {
    this.replica = layout.replica();
    for (const update of log) Y.applyUpdate(this.replica.doc, update, "server");
    let reading = this.reading();
    this.replica.doc.on("afterTransaction", (transaction) => {
      if (transaction.changed.size === 0) return;
      this.last = this.replica.describe(transaction, reading);
      reading = this.reading();
    });
    this.history = new UndoHistory(this.replica, LOCAL, 0, () => this.last);
    this.replica.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== LOCAL && !this.history.isOrigin(origin)) return;
      log.push(update);
      for (const other of this.others)
        if (other !== this) Y.applyUpdate(other.replica.doc, update, "server");
    });
    this.others.push(this);
  }

  reading = () => this.replica.read(null, []);

  make(changes: readonly Change[]): void {
    this.history.group(true, () =>
      this.replica.doc.transact(() => {
        for (const change of changes) this.replica.apply(change);
      }, LOCAL),
    );
  }

  edit<Edit>(write: (edit: Edit) => void): void {
    this.make(this.replica.collect(write as (edit: never) => void, this.reading()));
  }

  undo = () => this.history.revert("undo", () => null);
  redo = () => this.history.revert("redo", () => null);
}

interface Said {
  columns: readonly string[];
  symbols: unknown;
  states: unknown;
  pins: unknown;
  authors: unknown;
  marks: unknown;
  meta: unknown;
  text: unknown;
}

/** Each character with its formatting: how Yjs cuts them into pieces says nothing. */
const charactersOf = (text: Y.Text): string[] =>
  (text.toDelta() as { insert: string; attributes?: Record<string, unknown> }[]).flatMap(
    ({ insert, attributes = {} }) => {
      const format = Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1));
      return [...insert].map((character) => `${character} ${JSON.stringify(format)}`);
    },
  );

function said(replica: Replica): Said {
  const { columns, symbols, states, pins, authors, marks, meta } = replica.read(null, []);
  const known = new Set(columns);
  const ofColumns = (entries: ReadonlyMap<string, unknown>) =>
    Object.fromEntries(
      [...entries].filter(([key]) => known.has(key.slice(0, key.lastIndexOf(":")))),
    );
  const shared = (replica as { text?: Y.Text }).text;
  const text = shared && charactersOf(shared);
  const isGrid = text === undefined;
  // Words that come back are other characters than those that went.
  return {
    columns: isGrid ? columns : [],
    symbols,
    states,
    pins,
    authors: isGrid ? ofColumns(authors) : null,
    marks: isGrid ? ofColumns(marks) : null,
    meta,
    text,
  };
}

function at(layout: DocumentLayout, log: readonly Uint8Array[], moment: number): Replica {
  const replica = layout.replica();
  for (const update of log.slice(0, moment)) Y.applyUpdate(replica.doc, update);
  return replica;
}

function chances(from: number): (below: number) => number {
  let seed = from;
  return (below) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
}

const GRID: [
  string,
  DocumentLayout,
  (doc: Y.Doc) => void,
  (one: Someone, chance: (n: number) => number) => void,
] = [
  "grid",
  CHORALE_LAYOUT,
  (doc) => doc.getArray("columns").push(["a", "b", "c", "d", "e", "f", "g", "h"]),
  (one, chance) => {
    const { columns } = one.reading();
    const [row, column] = [chance(4), chance(Math.max(1, columns.length))];
    if (columns.length === 0) return;
    one.edit((edit: import("./gridEdits").DocumentEdit) => {
      const act = chance(10);
      if (act < 5) edit.setSymbol(row, column, 48 + chance(24));
      else if (act === 5) edit.setState(row, column, chance(3) as 0 | 1 | 2);
      else if (act === 6) edit.setMarks(row, column, chance(2) ? { fermata: true } : null);
      else if (act === 7) edit.setMeta("title", `T${chance(9)}`);
      else if (act === 8) edit.insertColumns(column, 1 + chance(3));
      else if (columns.length > 4) edit.deleteColumns(column, 1);
    });
  },
];

const TEXT: typeof GRID = [
  "text",
  TEXT_LAYOUT,
  (doc) =>
    doc.getText("text").insert(0, "The gulls over the harbour went home.\n\nAnd it was late."),
  (one, chance) => {
    const { text, words } = one.reading() as import("../text/reading").TextReading;
    one.edit((edit: import("../text/edits").TextEdit) => {
      const act = chance(8);
      const word = chance(Math.max(1, words.length));
      const place = chance(text.length + 1);
      if (act < 2 && words.length > 0)
        edit.setSymbol(0, word, ["boats", "men", "sea"][chance(3)] as string);
      else if (act === 2 && words.length > 0) edit.setState(0, word, chance(3) as 0 | 1 | 2);
      else if (act < 6)
        edit.type(place, place, [" and then", "x", "\nNow ", "."][chance(4)] as string);
      else if (text.length > 20)
        edit.type(
          Math.min(place, text.length - 6),
          Math.min(place, text.length - 6) + 1 + chance(5),
          "",
        );
    });
  },
];

describe.each([GRID, TEXT])("a moment of a %s that is restored", (_name, layout, fill, act) => {
  const begun = () => {
    const first = layout.replica();
    fill(first.doc);
    const log = [Y.encodeStateAsUpdate(first.doc)];
    const people: Someone[] = [];
    const [ada, ben, cleo] = [0, 1, 2].map(() => new Someone(layout, people, log)) as [
      Someone,
      Someone,
      Someone,
    ];
    return { log, people, ada, ben, cleo };
  };

  it("is what the document says for everybody, and one undo takes it back", () => {
    for (let trial = 1; trial <= 6; trial++) {
      const chance = chances(trial);
      const { log, people, cleo } = begun();
      for (let edit = 0; edit < 30; edit++) act(people[chance(3)] as Someone, chance);
      const before = said(cleo.replica);
      const then = at(layout, log, 1 + chance(log.length));
      cleo.make(layout.changesTo(then, cleo.replica));
      for (const one of people) expect(said(one.replica)).toEqual(said(then));
      if (JSON.stringify(before) === JSON.stringify(said(then))) continue;
      cleo.undo();
      for (const one of people) expect(said(one.replica)).toEqual(before);
      cleo.redo();
      for (const one of people) expect(said(one.replica)).toEqual(said(then));
    }
  });

  it("leaves everybody's later undo working", () => {
    for (let trial = 1; trial <= 5; trial++) {
      const chance = chances(100 + trial);
      const { log, people, ada, ben, cleo } = begun();
      for (let edit = 0; edit < 20; edit++) act(people[chance(3)] as Someone, chance);
      cleo.make(layout.changesTo(at(layout, log, 1 + chance(log.length)), cleo.replica));
      const restored = said(cleo.replica);
      act(ada, chance);
      if (JSON.stringify(said(ada.replica)) !== JSON.stringify(restored)) {
        ada.undo();
        for (const one of people) expect(said(one.replica)).toEqual(restored);
      }
      // Older edits, some of which the restore took away: nobody's copy differs, and no column is there twice.
      for (let step = 0; step < 8; step++) [ben, ada, cleo][chance(3)]?.undo();
      for (const one of people) expect(said(one.replica)).toEqual(said(ada.replica));
      const { columns } = ada.reading();
      expect(new Set(columns).size).toBe(columns.length);
    }
  });
});

describe("a bar that was deleted and restored by somebody else", () => {
  it("is not there twice when its deletion is undone", () => {
    const log: Uint8Array[] = [];
    const first = CHORALE_LAYOUT.replica();
    first.doc.getArray("columns").push(["a", "b", "c"]);
    log.push(Y.encodeStateAsUpdate(first.doc));
    const people: Someone[] = [];
    const [ada, cleo] = [0, 1].map(() => new Someone(CHORALE_LAYOUT, people, log)) as [
      Someone,
      Someone,
    ];
    ada.edit((edit: import("./gridEdits").DocumentEdit) => edit.deleteColumns(1, 1));
    cleo.make(CHORALE_LAYOUT.changesTo(at(CHORALE_LAYOUT, log, 1), cleo.replica));
    ada.undo();
    expect(ada.replica.doc.getArray("columns").toArray()).toEqual(["a", "b", "c"]);
  });
});
