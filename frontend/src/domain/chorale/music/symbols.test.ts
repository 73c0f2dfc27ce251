import { describe, expect, it } from "vitest";
import { CHORALE_SHAPE, moveNotes, NoteWriter, noteAt, notesOf } from "./symbols";
import { isInRange } from "./voices";

const soprano = [60, -60, 60, -60, 62, -64, 0, 0];
const rest = [0, 0, 0, 0, 0, 0, 0, 0];
const grid = [soprano, rest, rest, rest];

describe("notes of a voice", () => {
  it("tells a repeated note from a long one", () => {
    expect(notesOf(soprano, 0).slice(0, 2)).toEqual([
      { row: 0, start: 0, length: 2, pitch: 60 },
      { row: 0, start: 2, length: 2, pitch: 60 },
    ]);
  });

  it("reads a continuation after another pitch as an onset", () => {
    expect(notesOf(soprano, 0).at(-1)).toEqual({ row: 0, start: 5, length: 1, pitch: 64 });
  });

  it("finds the whole note at any of its sixteenths, and none at a rest", () => {
    expect(noteAt(soprano, 0, 3)).toEqual({ row: 0, start: 2, length: 2, pitch: 60 });
    expect(noteAt(soprano, 0, 6)).toBeNull();
  });
});

describe("writing notes", () => {
  it("leaves the rest of a note that was cut as a note of its own", () => {
    const writes = new NoteWriter([[60, -60, -60, -60], [], [], []])
      .draw({ row: 0, start: 0, length: 2, pitch: 64 })
      .writes([[60, -60, -60, -60], [], [], []]);
    const after = [60, -60, -60, -60];
    for (const { column, symbol } of writes) after[column] = symbol;
    expect(after).toEqual([64, -64, 60, -60]);
  });

  it("does not join a note to an older one of the same pitch behind it", () => {
    const before = [[60, -60, -60, -60]];
    const writer = new NoteWriter(before).draw({ row: 0, start: 0, length: 2, pitch: 60 });
    expect(notesOf(writer.grid[0] ?? [], 0)).toHaveLength(2);
  });

  it("writes only cells that change", () => {
    const writer = new NoteWriter(grid).draw({ row: 0, start: 0, length: 2, pitch: 60 });
    expect(writer.writes(grid)).toEqual([]);
  });

  it("moves notes no further than the canvas goes", () => {
    const [note] = notesOf([107, -107, 0, 0], 0);
    const { moved } = moveNotes([[107, -107, 0, 0]], [note as never], { pitch: 12, time: 9 });
    expect(moved).toEqual([{ row: 0, start: 2, length: 2, pitch: 108 }]);
  });
});

describe("what a cell may hold", () => {
  it("is a rest or a pitch of a piano, begun or continuing", () => {
    expect([0, 21, -108].every((symbol) => CHORALE_SHAPE.isSymbol(symbol))).toBe(true);
    expect([20, 109, 60.5, "60", null].some((symbol) => CHORALE_SHAPE.isSymbol(symbol))).toBe(
      false,
    );
  });

  it("is marked when it lies outside the voice's range", () => {
    expect(isInRange(3, 64)).toBe(true);
    expect(isInRange(3, 65)).toBe(false);
  });
});
