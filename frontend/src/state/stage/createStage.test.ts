import { createRoot, createSignal } from "solid-js";
import { describe, expect, it } from "vitest";
import { CellMap } from "../../domain/cells";
import type { CellEdit } from "../../domain/generation/plan";
import { StepStore } from "../../domain/generation/stepStore";
import type { Frozen, Generation } from "../../protocol";
import { createStage } from "./createStage";

const CANVAS = {
  columns: () => ["a", "b"],
  symbols: () => [[1, 2]],
  states: () => [[0, 0] as const],
  pins: () => [[true, true]],
};

/** A run of two steps of two candidates, frozen from one row of three columns. */
function runOf(id: string) {
  const steps = new StepStore(1);
  steps.add({
    step: 0,
    symbols: [
      [5, 5, 5],
      [6, 6, 6],
    ],
  } as never);
  steps.add({
    step: 1,
    changes: [
      [0, 7],
      [2, 8],
    ],
  } as never);
  const [frozen, setFrozen] = createSignal<Frozen | null>(null);
  const [state, setState] = createSignal("running");
  let numReleased = 0;
  return {
    generation: () => ({ id, state: state() }) as Generation,
    frozen,
    acts: () => [],
    firstStep: () => 0,
    lastStep: () => steps.lastStep,
    gridAt: steps.gridAt.bind(steps),
    steps,
    release: () => void numReleased++,
    setState,
    arrive: () =>
      setFrozen({
        columns: ["x", "y", "z"],
        states: [[2, 2, 0]],
        pins: [[false, false, true]],
      } as never),
    numReleased: () => numReleased,
  };
}

function staged(drafted = new CellMap<CellEdit>()) {
  return createRoot((dispose) => {
    const runs = new Map<string, ReturnType<typeof runOf>>();
    const stage = createStage({
      document: () => CANVAS as never,
      draft: () => drafted,
      follow(id) {
        const run = runOf(id);
        runs.set(id, run);
        return run;
      },
    });
    return { stage, runs, dispose };
  });
}

describe("a stage", () => {
  it("shows the canvas until a candidate is brought into view", () => {
    const { stage } = staged();
    expect(stage.inView()).toEqual({ view: "canvas" });
    expect([stage.columns(), stage.grid(), stage.step()]).toEqual([["a", "b"], [[1, 2]], null]);
    expect([stage.isRunning(), stage.isLoading()]).toEqual([false, false]);
    expect(stage.shows({ generation: "g" })).toBe(false);
  });

  it("shows a candidate at its newest step, or at the one that is asked for", () => {
    const { stage, runs } = staged();
    stage.showCandidate("g", 1);
    expect(stage.isLoading()).toBe(true);
    runs.get("g")?.arrive();
    expect(stage.isLoading()).toBe(false);
    expect([stage.step(), stage.grid(), stage.columns()]).toEqual([
      1,
      [[6, 6, 8]],
      ["x", "y", "z"],
    ]);
    expect([stage.states(), stage.pins()]).toEqual([[[2, 2, 0]], [[false, false, true]]]);
    stage.showCandidate("g", 1, 0);
    expect([stage.step(), stage.grid()]).toEqual([0, [[6, 6, 6]]]);
    expect(stage.isRunning()).toBe(true);
    runs.get("g")?.setState("done");
    expect(stage.isRunning()).toBe(false);
  });

  it("knows what it shows, in all that is named", () => {
    const { stage } = staged();
    stage.showCandidate("g", 1, 0);
    expect(stage.shows({ generation: "g" })).toBe(true);
    expect(stage.shows({ generation: "g", candidate: 1, step: 0 })).toBe(true);
    expect(stage.shows({ generation: "g", candidate: 0 })).toBe(false);
    expect(stage.shows({ generation: "g", candidate: 1, step: null })).toBe(false);
  });

  it("puts what was written for a branch on top", () => {
    const cell = { row: 0, column: 2 };
    const { stage, runs } = staged(new CellMap<CellEdit>().set(cell, { ...cell, symbol: 9 }));
    stage.showCandidate("g");
    runs.get("g")?.arrive();
    expect(stage.grid()).toEqual([[7, 5, 9]]);
  });

  it("follows a generation once, and releases it when another comes into view", () => {
    const { stage, runs, dispose } = staged();
    stage.showCandidate("g", 0);
    stage.showCandidate("g", 1);
    expect(runs.get("g")?.numReleased()).toBe(0);
    stage.showCandidate("h");
    expect(runs.get("g")?.numReleased()).toBe(1);
    dispose();
    expect(runs.get("h")?.numReleased()).toBe(1);
  });
});
