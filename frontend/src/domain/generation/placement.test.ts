import { describe, expect, it } from "vitest";
import type { CellState } from "../cells";
import { CHORALE_LAYOUT } from "../chorale/layout";
import { TEXT_LAYOUT } from "../text/replica";
import { type PlacementInput, planPlacement } from "./placement";

/** One voice of four sixteenths: held, then three renoisable. */
function input(changes: Partial<PlacementInput> = {}): PlacementInput {
  return {
    frozen: {
      states: [[0, 2, 2, 2]],
      pins: [[true, false, false, false]],
    },
    frozenSymbols: [[60, 62, 64, 65]],
    candidate: [[60, 70, 71, 72]],
    written: CHORALE_LAYOUT.written,
    columnsNow: [0, 1, 2, 3],
    symbols: [[60, 62, 64, 65]],
    states: [[0, 2, 2, 2] as CellState[]],
    pins: [[true, false, false, false]],
    ...changes,
  };
}

describe("placing a candidate", () => {
  it("writes every cell that was free", () => {
    const { toPlace, changedSince } = planPlacement(input());
    expect(toPlace.map(({ column, symbol }) => [column, symbol])).toEqual([
      [1, 70],
      [2, 71],
      [3, 72],
    ]);
    expect(changedSince).toEqual([]);
  });

  it("leaves cells that somebody changed since, and lists them", () => {
    const { toPlace, changedSince } = planPlacement(input({ symbols: [[60, 62, 50, 65]] }));
    expect(toPlace.map((cell) => cell.column)).toEqual([1, 3]);
    expect(changedSince).toEqual([{ row: 0, column: 2, symbol: 71 }]);
  });

  it("leaves cells that somebody holds since", () => {
    const held = input({ states: [[0, 0, 2, 2]], pins: [[true, true, false, false]] });
    expect(planPlacement(held).changedSince).toEqual([{ row: 0, column: 1, symbol: 70 }]);
  });

  it("finds a word that was taken from it already, of whatever pieces it made it", () => {
    const plan = planPlacement(
      input({
        frozenSymbols: [["The", "man", "came", "back"]],
        candidate: [["The", "sea\u2063man", "went", "away"]],
        written: TEXT_LAYOUT.written,
        symbols: [["The", "seaman", "came", "back"]],
        states: [[0, 0, 2, 2]],
        pins: [[true, true, false, false]],
      }),
    );
    expect(plan.changedSince).toEqual([]);
    expect(plan.toPlace.map(({ symbol }) => symbol)).toEqual(["went", "away"]);
  });

  it("finds its cells where they are now, and forgets deleted ones", () => {
    const moved = input({
      columnsNow: [1, undefined, 2, 3],
      symbols: [[0, 60, 64, 65]],
      states: [[0, 0, 2, 2]],
      pins: [[true, true, false, false]],
    });
    const { toPlace } = planPlacement(moved);
    expect(toPlace.map(({ column, symbol }) => [column, symbol])).toEqual([
      [2, 71],
      [3, 72],
    ]);
  });

  it("never writes what was held", () => {
    const sure = input({ candidate: [[50, 62, 64, 65]] });
    expect(planPlacement(sure)).toEqual({
      toPlace: [],
      changedSince: [],
      alike: expect.any(Array),
    });
  });

  it("writes what the person chose in the candidate, also where it was held", () => {
    const chosen = [
      { row: 0, column: 0, symbol: 50 },
      { row: 0, column: 1, symbol: 51 },
    ];
    const { toPlace } = planPlacement(input({ chosen }));
    expect(toPlace).toEqual([
      { row: 0, column: 0, symbol: 50, isByHand: true },
      { row: 0, column: 1, symbol: 51, isByHand: true },
      { row: 0, column: 2, symbol: 71 },
      { row: 0, column: 3, symbol: 72 },
    ]);
  });

  it("tells free cells that have the candidate's symbol already", () => {
    const { toPlace, alike } = planPlacement(input({ candidate: [[60, 62, 71, 72]] }));
    expect(toPlace.map(({ column }) => column)).toEqual([2, 3]);
    expect(alike).toEqual([{ row: 0, column: 1, symbol: 62 }]);
  });
});
