import { describe, expect, it } from "vitest";
import type { Step } from "../../protocol";
import { StepStore } from "./stepStore";

function firstStep(numCells: number, step = 0): Step {
  return {
    step,
    symbols: [new Array(numCells).fill(0), new Array(numCells).fill(40)],
    changes: null,
  };
}

function laterStep(step: number, numCells: number): Step {
  return {
    step,
    symbols: null,
    changes: [
      [step % numCells, 36 + (step % 40)],
      [(7 * step) % numCells, -(36 + (step % 40))],
    ],
  };
}

describe("steps of a generation", () => {
  it("are rebuilt exactly, whichever one is asked for", () => {
    const store = new StepStore(4);
    const cells = [new Array(32).fill(0), new Array(32).fill(40)];
    const wanted = [cells.map((of) => [...of])];
    store.add(firstStep(32));
    for (let step = 1; step <= 300; step++) {
      const next = laterStep(step, 32);
      store.add(next);
      next.changes?.forEach((flat, candidate) => {
        (cells[candidate] as number[])[flat[0] as number] = flat[1] as number;
      });
      wanted.push(cells.map((of) => [...of]));
    }
    for (const step of [0, 1, 63, 64, 65, 200, 299, 300]) {
      for (const candidate of [0, 1]) {
        expect([...(store.cellsAt(candidate, step) ?? [])]).toEqual(wanted[step]?.[candidate]);
      }
    }
  });

  it("are stored once, however often a frame comes", () => {
    const store = new StepStore(4);
    store.add(firstStep(8));
    store.add(laterStep(1, 8));
    store.add(laterStep(1, 8));
    expect(store.lastStep).toBe(1);
  });

  it("are refused with a gap", () => {
    const store = new StepStore(4);
    store.add(firstStep(8));
    expect(() => store.add(laterStep(2, 8))).toThrow("expected step 1, got step 2");
  });

  it("may begin where a branch begins", () => {
    const store = new StepStore(4);
    store.add(firstStep(8, 40));
    store.add(laterStep(41, 8));
    expect(store.cellsAt(0, 39)).toBeNull();
    expect(store.gridAt(1, 40)?.[3]).toEqual([40, 40]);
  });

  it("are found within 100 ms of 2,000 on a canvas of 4,096 sixteenths", () => {
    const store = new StepStore(4);
    store.add(firstStep(4 * 4096));
    for (let step = 1; step <= 2000; step++) store.add(laterStep(step, 4 * 4096));
    const began = performance.now();
    store.gridAt(1, 1983);
    expect(performance.now() - began).toBeLessThan(100);
  });
});
