import { describe, expect, it } from "vitest";
import type { Act } from "../../protocol";
import { actsFromEdits, pendingCells, planInForce, withPainted } from "./plan";

const frozen = {
  states: [
    [0, 0, 0],
    [2, 2, 2],
  ],
  pins: [
    [true, true, true],
    [false, false, false],
  ],
};

const act = (over: Partial<Act>): Act => ({
  id: "a",
  generation: "g",
  number: 1,
  kind: "cells",
  candidate: null,
  cells: [],
  state: null,
  pinned: null,
  symbols: null,
  settings: null,
  marks: null,
  from_step: 81,
  author: null,
  created_at: "",
  ...over,
});

describe("the plan in force at a step", () => {
  const held = act({ cells: [3, 4], state: 0, pinned: true });

  it("is the frozen one before an act holds, and the act's from its step on", () => {
    expect(planInForce(frozen, [held], 0, 80)).toEqual(frozen);
    expect(planInForce(frozen, [held], 0, 81)).toEqual({
      states: [
        [0, 0, 0],
        [0, 0, 2],
      ],
      pins: [
        [true, true, true],
        [true, true, false],
      ],
    });
  });

  it("leaves rows that nobody touched as they are", () => {
    expect(planInForce(frozen, [held], 0, 90).states[0]).toBe(frozen.states[0]);
  });

  it("heeds acts on other candidates, and pending ones, not at all", () => {
    const others = [act({ ...held, candidate: 1 }), act({ ...held, from_step: null })];
    expect(planInForce(frozen, others, 0, 200)).toEqual(frozen);
    expect(planInForce(frozen, others, 1, 200).states[1]).toEqual([0, 0, 2]);
    expect([...pendingCells(others, 0)]).toEqual([3, 4]);
  });

  it("lets a later act overrule an earlier one", () => {
    const freed = act({ cells: [4], state: 2, pinned: false, from_step: 120, number: 2 });
    expect(planInForce(frozen, [held, freed], 0, 119).states[1]).toEqual([0, 0, 2]);
    expect(planInForce(frozen, [held, freed], 0, 120).states[1]).toEqual([0, 2, 2]);
    expect(planInForce(frozen, [held, freed], 0, 120).pins[1]).toEqual([true, false, false]);
  });

  it("never pins a renoisable cell", () => {
    const plan = withPainted(frozen as never, [0, 3], null, true);
    expect(plan.pins[1]?.[0]).toBe(false);
    expect(withPainted(frozen as never, [0], 2, null).pins[0]?.[0]).toBe(false);
  });
});

describe("edits as acts", () => {
  it("are one act for each state and pin, with the state's own pin", () => {
    const edits = [
      { row: 1, column: 1, state: 0 as const, pin: null },
      { row: 1, column: 0, state: 0 as const, pin: null },
      { row: 0, column: 2, state: 2 as const, pin: null },
      { row: 0, column: 1, pin: false },
    ];
    expect(actsFromEdits(edits, 3)).toEqual([
      { cells: [3, 4], state: 0, pinned: true },
      { cells: [2], state: 2, pinned: false },
      { cells: [1], pinned: false },
    ]);
  });

  it("carry new values in the order of their cells", () => {
    const edits = [
      { row: 1, column: 2, symbol: -60, state: 0 as const },
      { row: 1, column: 1, symbol: 60, state: 0 as const },
    ];
    expect(actsFromEdits(edits, 3)).toEqual([
      { cells: [4, 5], state: 0, pinned: true, symbols: [60, -60] },
    ]);
  });
});
