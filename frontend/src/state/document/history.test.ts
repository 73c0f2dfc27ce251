import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { CHORALE_LAYOUT } from "../../domain/chorale/layout";
import { toBase64 } from "../../domain/document/base64";
import type { DocumentEdit } from "../../domain/document/gridEdits";
import type { DocumentLayout } from "../../domain/document/layout";
import type { TextEdit } from "../../domain/text/edits";
import { TEXT_LAYOUT } from "../../domain/text/replica";
import type { Comment, History } from "../../protocol";
import { threadsOf } from "../comments";
import { entriesOf, Replay } from "./history";

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 12, minutes)).toISOString();

describe("the entries of a history", () => {
  it("join what one person did without a long pause", () => {
    const moments = [
      { author: 1, at: at(0), seq: 1 },
      { author: 1, at: at(4), seq: 2 },
      { author: 2, at: at(5), seq: 3 },
      { author: 1, at: at(6), seq: 4 },
      { author: 1, at: at(20), seq: 5 },
    ];
    expect(entriesOf(moments, []).map(({ author, first, last }) => [author, first, last])).toEqual([
      [1, 0, 1],
      [2, 2, 2],
      [1, 3, 3],
      [1, 4, 4],
    ]);
  });

  it("end where somebody named a version, so that nothing before it seems to come after", () => {
    const moments = [4, 6, 9].map((seq) => ({ author: 1, at: at(0), seq }));
    const lasts = (seq: number) => entriesOf(moments, [{ seq }]).map(({ last }) => last);
    expect(lasts(3)).toEqual([2]);
    expect(lasts(4)).toEqual([0, 2]);
    expect(lasts(5)).toEqual([0, 2]);
    expect(lasts(6)).toEqual([1, 2]);
    expect(lasts(9)).toEqual([2]);
  });

  it("are none where nobody did anything", () => {
    expect(entriesOf([], [])).toEqual([]);
  });
});

/** A history of several people's edits over two pages, and what the document said after each. */
function written<Edit>(
  layout: DocumentLayout,
  begin: (edit: Edit) => void,
  ...edits: ((edit: Edit) => void)[]
) {
  const server = layout.replica();
  const write = (act: (edit: Edit) => void) => {
    const now = server.read(null, []);
    void [now.columnIndex, now.authors];
    const changes = server.collect(act as (edit: never) => void, now);
    server.doc.transact(() => {
      for (const change of changes) server.apply(change);
    });
  };
  const said = () => {
    const { symbols, states, pins, columns, meta } = server.read(null, []);
    return structuredClone({ symbols, states, pins, columns, meta });
  };
  write(begin);
  const states = [said()];
  const page = (): History => ({
    seq: 1,
    snapshot: toBase64(Y.encodeStateAsUpdate(server.doc)),
    moments: [],
    people: [],
    has_earlier: false,
  });
  const pages = [page()];
  edits.forEach((edit, index) => {
    if (index === Math.ceil(edits.length / 2)) pages.push(page());
    const before = Y.encodeStateVector(server.doc);
    write(edit);
    const update = toBase64(Y.encodeStateAsUpdate(server.doc, before));
    pages.at(-1)?.moments.push({ seq: index + 2, author: 1, at: at(index), update });
    states.push(said());
  });
  return { pages, states };
}

describe("any moment", () => {
  const music = written<DocumentEdit>(
    CHORALE_LAYOUT,
    (edit) => edit.insertColumns(0, 32),
    (edit) => edit.setSymbol(1, 20, 60),
    (edit) => edit.setState(3, 4, 2),
    (edit) => edit.setPin(3, 5, false),
    (edit) => edit.insertColumns(16, 16),
    (edit) => edit.setState(3, 4, 1),
    (edit) => edit.deleteColumns(0, 16),
    (edit) => edit.setMeta("title", "Evening"),
    (edit) => edit.setSymbol(0, 2, 72),
  );
  const text = written<TextEdit>(
    TEXT_LAYOUT,
    (edit) => edit.type(0, 0, "She went home."),
    (edit) => edit.type(4, 8, "ran"),
    (edit) => edit.setState(0, 1, 2),
    (edit) => edit.setMeta("title", "Evening"),
    (edit) => edit.type(0, 3, "He"),
  );

  it.each([
    ["a chorale", CHORALE_LAYOUT, music],
    ["a text", TEXT_LAYOUT, text],
  ] as const)(
    "of %s is what was there then, whichever was looked at before",
    (_, layout, { pages, states }) => {
      const replay = new Replay(layout, () => pages);
      const last = states.length - 1;
      const up = states.map((_, moment) => moment);
      for (const moment of [...up, ...up.toReversed(), 0, last, last, 1, last - 1]) {
        const { symbols, states: marked, pins, columns, meta } = replay.read(moment);
        expect(
          structuredClone({ symbols, states: marked, pins, columns, meta }),
          `moment ${moment}`,
        ).toEqual(states[moment]);
      }
    },
  );

  it("that was read stays as it was when another one is read", () => {
    const replay = new Replay(CHORALE_LAYOUT, () => music.pages);
    const first = replay.read(0);
    replay.read(3);
    expect(first.symbols).toEqual(music.states[0]?.symbols);
    expect(first.states).toEqual(music.states[0]?.states);
  });
});

describe("threads", () => {
  const said = (id: string, minutes: number, thread: string | null = null): Comment => ({
    id,
    thread,
    canvas: "c",
    text: id,
    column: null,
    last_column: null,
    row: null,
    place: "",
    quote: "",
    mentions: [],
    resolved_at: null,
    resolved_by: null,
    created_by: null,
    created_at: at(minutes),
    edited_at: null,
  });

  it("come with their answers, the one in which somebody spoke last first", () => {
    const threads = threadsOf([
      said("a", 0),
      said("b", 1),
      said("c", 2, "a"),
      said("d", 3, "gone"),
    ]);
    expect(threads.map(({ first, answers }) => [first.id, answers.map(({ id }) => id)])).toEqual([
      ["a", ["c"]],
      ["b", []],
    ]);
  });
});
