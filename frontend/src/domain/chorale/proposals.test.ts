import { describe, expect, it } from "vitest";
import { type Cell, type CellState, MASKED, RENOISABLE } from "../cells";
import { proposalsFor } from "./proposals";

const NUM_COLUMNS = 64;
const META = { metre: "4/4", pickup: 0 };

const rest = new Array<number>(NUM_COLUMNS).fill(0);
/** Quarter notes up to a column. */
const sung = (end = NUM_COLUMNS) =>
  rest.map((_, column) => (column >= end ? 0 : column % 4 === 0 ? 67 : -67));

const cellsOf = (rows: number[], first = 0, last = NUM_COLUMNS - 1): Cell[] =>
  rows.flatMap((row) =>
    Array.from({ length: last - first + 1 }, (_, at) => ({ row, column: first + at })),
  );

function labels(
  symbols: number[][],
  {
    marked = [] as Cell[],
    state = RENOISABLE as CellState,
    selected = [] as Cell[],
    composed = [] as Cell[],
    meta = META as Readonly<Record<string, unknown>>,
  } = {},
): string[] {
  const states = symbols.map((row) => row.map(() => 0 as CellState));
  for (const { row, column } of marked) (states[row] as CellState[])[column] = state;
  return proposalsFor({ symbols, states, free: marked, composed, selected, meta }).map(
    ({ label }) => label,
  );
}

const MELODY = [sung(), rest, rest, rest];
const FULL = [sung(), sung(), sung(), sung()];

describe("what the large button offers", () => {
  it.each([
    [MELODY, "Harmonise alto, tenor, bass"],
    [[sung(), rest, rest, sung()], "Harmonise alto, tenor"],
    [[rest, sung(), rest, rest], "Harmonise soprano, tenor, bass"],
    [[rest, rest, rest, sung()], "Harmonise soprano, alto, tenor"],
    [[rest, rest, rest, rest], "Compose all four voices"],
    [FULL, "Compose alto, tenor, bass anew"],
    [[sung(), sung(32), sung(32), sung(32)], "Continue from bar 3"],
    [[sung(32), sung(32), sung(32), sung(32)], "Continue from bar 3"],
  ])("names the voices that are empty, or what is still to be written", (symbols, first) => {
    expect(labels(symbols)[0]).toBe(first);
  });

  it("composes exactly the empty voices", () => {
    const [first] = proposalsFor({
      symbols: MELODY,
      states: MELODY.map((row) => row.map(() => 0)),
      free: [],
      composed: [],
      selected: [],
      meta: META,
    });
    expect(first?.cells).toEqual(cellsOf([1, 2, 3]));
  });

  it("keeps a melody that ends early, or continues it with the rest", () => {
    const symbols = [sung(32), rest, rest, rest];
    expect(labels(symbols)).toEqual([
      "Harmonise alto, tenor, bass",
      "Harmonise and continue from bar 3",
    ]);
    const continued = proposalsFor({
      symbols,
      states: [],
      free: [],
      composed: [],
      selected: [],
      meta: META,
    })[1];
    expect(continued?.cells).toEqual([...cellsOf([0], 32), ...cellsOf([1, 2, 3])]);
  });

  it("names a selection by its bars and voices", () => {
    const of = (selected: Cell[]) => labels(FULL, { selected })[0];
    expect(of(cellsOf([0, 1, 2, 3], 16, 47))).toBe("Compose bars 2 and 3");
    expect(of(cellsOf([1, 2], 0, 15))).toBe("Compose alto, tenor in bar 1");
    expect(of(cellsOf([1], 0, 7))).toBe("Compose selection, alto in bar 1");
    expect(of([...cellsOf([0], 0, 7), ...cellsOf([1], 20, 23), ...cellsOf([2], 40, 43)])).toBe(
      "Compose the selection",
    );
  });

  it("leaves the large button to the whole where one note was only clicked", () => {
    expect(labels(MELODY, { selected: cellsOf([0], 4, 7) })).toEqual([
      "Harmonise alto, tenor, bass",
      "Compose the selected note anew",
    ]);
  });

  it("says what is marked where something is", () => {
    const of = (symbols: number[][], marked: Cell[], state?: CellState) =>
      labels(symbols, { marked, state })[0];
    expect(of(MELODY, cellsOf([1, 2, 3]))).toBe("Harmonise alto, tenor, bass");
    expect(of(FULL, cellsOf([1, 2, 3]))).toBe("Compose alto, tenor, bass anew");
    expect(of(FULL, cellsOf([0, 1, 2, 3]))).toBe("Compose all four voices");
    expect(of(FULL, cellsOf([2], 16, 31))).toBe("Compose tenor in bar 2");
    expect(of(FULL, cellsOf([2], 16, 31), MASKED)).toBe("Rewrite tenor in bar 2");
    const scattered = [...cellsOf([0], 0, 3), ...cellsOf([1], 20, 23), ...cellsOf([3], 40, 43)];
    expect(of(FULL, scattered, MASKED)).toBe("Rewrite what is doubted");
    expect(of(FULL, scattered)).toBe("Compose what is marked");
  });

  it("offers what is marked beside a selection", () => {
    const two = labels(FULL, { marked: cellsOf([3]), selected: cellsOf([0, 1, 2, 3], 0, 15) });
    expect(two).toEqual(["Compose bar 1", "Compose bass anew"]);
  });

  it("leaves the large button to all that is marked where the selection was only painted last", () => {
    const marked = [...cellsOf([1], 0, 15), ...cellsOf([1], 32, 47)];
    expect(labels(FULL, { marked, selected: cellsOf([1], 32, 47) })).toEqual([
      "Compose alto in bars 1, 3",
      "Compose alto in bar 3",
    ]);
  });

  it("offers to rework what was composed and placed, and nothing that a person wrote", () => {
    const of = (composed: Cell[], symbols = FULL) => labels(symbols, { composed });
    expect(of(cellsOf([1, 3]))).toEqual(["Rework alto, bass", "Compose all four voices anew"]);
    expect(of(cellsOf([1], 16, 47))[0]).toBe("Rework alto in bars 2 and 3");
    expect(of(cellsOf([1], 0, 31), [sung(), sung(32), sung(), sung()])).toEqual([
      "Continue from bar 3",
      "Rework alto",
      "Compose all four voices anew",
    ]);
  });

  it("names the voices of other choirs by their own names, and those alone that are free", () => {
    const voices = ["Soprano", "Alto", "Men"].map((name, at) => ({
      name,
      clef: "treble",
      low: 48,
      high: 79,
      part: ["S", "A", "B"][at],
    }));
    const meta = { ...META, voices };
    const three = [sung(), sung(), sung()];
    expect(labels(three, { meta, marked: cellsOf([1, 2]) })[0]).toBe("Compose alto, men anew");
    expect(labels(three, { meta, composed: cellsOf([1, 2]) })[0]).toBe("Rework alto, men");
    expect(labels(three, { meta })[0]).toBe("Compose alto, men anew");
  });

  it("offers nothing where there is no bar", () => {
    expect(labels([[], [], [], []])).toEqual([]);
  });
});
