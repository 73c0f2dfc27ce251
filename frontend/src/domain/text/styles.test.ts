import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { collectTextChanges, type TextEdit } from "./edits";
import type { TextReading } from "./reading";
import { TextReplica } from "./replica";
import { hasStyle, inheritedStyle, linesWithin, PLAIN, stretchesOfContent } from "./styles";
import { wordsOf } from "./words";

const BOLD = { ...PLAIN, bold: true };

/** A text with bold words in stars, and headings. */
function replicaOf(...parts: [string, Record<string, unknown>?][]): TextReplica {
  const replica = new TextReplica();
  for (const [piece, format] of parts)
    replica.text.insert(replica.text.length, piece, format ?? {});
  return replica;
}

const read = (replica: TextReplica): TextReading => replica.read(null, []);

function edit(replica: TextReplica, act: (edit: TextEdit) => void): void {
  for (const change of collectTextChanges(act, read(replica))) replica.apply(change);
}

const delta = (replica: TextReplica) => replica.text.toDelta() as unknown[];

describe("styles in a shared text", () => {
  it("stay on a word in whose place the model writes another", () => {
    const replica = replicaOf(["The "], ["old", { bold: true, state: 2 }], [" sea."]);
    edit(replica, (one) => one.setSymbol(0, 1, "grey", "model"));
    expect(read(replica).styles).toEqual([{ ...BOLD, from: 4, to: 8 }]);
  });

  it("go on where one types behind a letter, and not over the end of a heading", () => {
    const replica = replicaOf(
      ["Part", { heading: 1 }],
      ["\nThe "],
      ["old", { italic: true }],
      ["."],
    );
    edit(replica, (one) => one.type(12, 12, "er"));
    edit(replica, (one) => one.type(4, 4, " one"));
    edit(replica, (one) => one.type(8, 8, "\nnew"));
    expect(read(replica).text).toBe("Part one\nnew\nThe older.");
    expect(read(replica).styles).toEqual([
      { ...PLAIN, heading: 1, from: 0, to: 8 },
      { ...PLAIN, italic: true, from: 17, to: 22 },
    ]);
  });

  it("are kept by open places in the middle of bold words", () => {
    const replica = replicaOf(["a bold word", { bold: true }]);
    edit(replica, (one) => one.write(2, 6, "▢ ▢", { state: 2, pin: null, author: null }));
    expect(read(replica).styles).toEqual([{ ...BOLD, from: 0, to: 10 }]);
  });

  it("are put on and taken away", () => {
    const replica = replicaOf(["one two"]);
    edit(replica, (one) => one.style(0, 3, { bold: true }));
    expect(delta(replica)).toEqual([
      { insert: "one", attributes: { bold: true } },
      { insert: " two" },
    ]);
    edit(replica, (one) => one.style(0, 3, { bold: null }));
    expect(delta(replica)).toEqual([{ insert: "one two" }]);
  });

  it("of other clients that are none are passed over", () => {
    const replica = replicaOf(["one", { bold: "yes", heading: 99 }]);
    Y.applyUpdate(replica.doc, Y.encodeStateAsUpdate(replica.doc));
    expect(read(replica).styles).toEqual([]);
  });
});

describe("styles of a content", () => {
  it("are stretches of whole words and of letters", () => {
    const words = wordsOf("The very unbelievable sea");
    expect(
      stretchesOfContent(
        [
          [0, 1, { bold: true }],
          [2, 2, { italic: [[2, 8]] }],
        ],
        words,
      ),
    ).toEqual([
      { ...BOLD, from: 0, to: 8 },
      { ...PLAIN, italic: true, from: 11, to: 17 },
    ]);
  });
});

it("lines and letters are found", () => {
  expect(linesWithin("ab\n\ncd", 1, 5)).toEqual([
    [0, 2],
    [4, 6],
  ]);
  const stretches = [{ ...BOLD, from: 0, to: 1 }];
  expect(hasStyle("a b", stretches, [0, 2], "bold")).toBe(true);
  expect(hasStyle("a b", stretches, [0, 3], "bold")).toBe(false);
  expect(inheritedStyle("a b", stretches, { from: 1, to: 1, inserted: "x" }).bold).toBe(true);
});
