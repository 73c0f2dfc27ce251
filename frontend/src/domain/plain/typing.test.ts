import { describe, expect, it } from "vitest";
import type { KindShape } from "../../protocol";
import type { CellState } from "../cells";
import type { TextEdit } from "../text/edits";
import { TextReplica } from "../text/replica";
import { emptyWords, isTyped, symbolsTyped, typeWords } from "./typing";

const POEM: KindShape = {
  kind: "poem",
  layout: "text",
  num_rows: 1,
  row_names: [],
  symbol_labels: {},
  imports: [],
  page: "",
};
const TUNE: KindShape = { ...POEM, kind: "tune", symbol_labels: { "0": "", "1": "do", "2": "Re" } };
const WEIGHTS: KindShape = { ...POEM, kind: "weights", layout: "grid", num_rows: 2 };
const LOOM: KindShape = { ...WEIGHTS, kind: "loom", symbol_labels: { "0": "", "1": "o" } };

/** The words of a text after an edit, each followed by its state unless it is unmasked. */
function edited(
  text: string,
  act: (edit: TextEdit, now: ReturnType<TextReplica["read"]>) => void,
  painted: Record<number, CellState> = {},
) {
  const replica = new TextReplica();
  replica.text.insert(0, text);
  for (const [index, state] of Object.entries(painted)) {
    const word = replica.read(null, []).words[Number(index)];
    if (word) replica.text.format(word.from, word.to - word.from, { state });
  }
  const now = replica.read(null, []);
  const changes = replica.collect(((edit: TextEdit) => act(edit, now)) as never, now);
  replica.doc.transact(() => {
    for (const change of changes) replica.apply(change);
  });
  const { words } = replica.read(null, []);
  return {
    text: replica.text.toString(),
    words: words.map(({ word, state }) => (state === 0 ? word : `${word}:${state}`)),
    authors: words.map(({ author }) => author),
  };
}
const typed =
  (at: number, text: string, shape = POEM) =>
  (edit: TextEdit, now: unknown) => {
    const found = symbolsTyped(shape, text);
    if ("problem" in found) throw new Error(found.problem);
    typeWords(edit, now as never, at, found);
  };

describe("what is typed into a cell", () => {
  it("is any words where a text names none", () => {
    expect(symbolsTyped(POEM, "  don't go. ")).toEqual({
      symbols: ["don't", "go", "."],
      text: "don't go.",
    });
    expect(symbolsTyped(POEM, " ")).toEqual({ symbols: ["▢"], text: "▢" });
  });

  it("is one of the words that a text names, however it is written", () => {
    expect(symbolsTyped(TUNE, "DO re")).toEqual({ symbols: ["do", "Re"], text: "do Re" });
    expect(symbolsTyped(TUNE, "do fa")).toEqual({
      problem: "Expected one of do, Re, got “fa”.",
    });
    expect(symbolsTyped(TUNE, "")).toEqual({ symbols: ["▢"], text: "▢" });
  });

  it("is a number in a grid that names no symbols", () => {
    expect(symbolsTyped(WEIGHTS, "3, 12 0")).toEqual({ symbols: [3, 12, 0], text: "3 12 0" });
    for (const wrong of ["", "x", "1.5", "-1", "1e9"])
      expect(symbolsTyped(WEIGHTS, wrong)).toEqual({
        problem: `Expected a whole number from 0 on, got “${wrong}”.`,
      });
  });

  it("is chosen, not typed, in a grid that names its symbols", () => {
    expect([POEM, TUNE, WEIGHTS, LOOM].map(isTyped)).toEqual([true, true, true, false]);
  });
});

describe("words typed into a text", () => {
  it("take the place of the words that stand there, which keep their states", () => {
    expect(edited("the old sea", typed(1, "wide"), { 1: 1 }).words).toEqual([
      "the",
      "wide:1",
      "sea",
    ]);
  });

  it("are kept where nothing stood", () => {
    const made = edited("the ▢ sea", typed(1, "wide"));
    expect(made.words).toEqual(["the", "wide", "sea"]);
    expect(made.authors[1]).toBe("human");
  });

  it("fill one cell each, and the text grows by those that have none", () => {
    expect(edited("the ▢ ▢", typed(1, "wide, wide sea.")).text).toBe("the wide, wide sea.");
    expect(edited("", typed(0, "a  sea")).text).toBe("a  sea");
    expect(edited("one two", typed(2, "three")).text).toBe("one two three");
    expect(edited("one two\n", typed(2, "three")).text).toBe("one two\nthree");
    expect(edited("one two", typed(2, ", three")).text).toBe("one two, three");
  });

  it("change nothing where they are the same", () => {
    expect(edited("the old sea", typed(1, "old"), { 1: 2 })).toEqual(
      edited("the old sea", () => {}, { 1: 2 }),
    );
  });

  it("leave an open place where nothing was typed", () => {
    expect(edited("the old sea", typed(1, "")).words).toEqual(["the", "▢:2", "sea"]);
  });
});

describe("emptied cells of a text", () => {
  const emptied =
    (...columns: number[]) =>
    (edit: TextEdit, now: unknown) =>
      emptyWords(edit, now as never, columns);

  it("become open places", () => {
    expect(edited("the old sea", emptied(1, 2)).words).toEqual(["the", "▢:2", "▢:2"]);
    expect(edited("the ▢ sea", emptied(1, 2)).words).toEqual(["the", "▢:2", "▢:2"]);
  });

  it("go where all of them were open places already", () => {
    expect(edited("the ▢ sea", emptied(1)).text).toBe("the sea");
    expect(edited("▢ the ▢ ▢ sea ▢", emptied(0, 2, 3, 5)).text).toBe("the sea");
    expect(edited("▢", emptied(0)).text).toBe("");
  });
});
