import { describe, expect, it } from "vitest";
import { faultsOfFree } from "./faults";

const fault = (...cells: number[]) => ({ code: "doubt", message: "", cells, penalty: 0 });

describe("faults of what may change", () => {
  const states = [[0, 2, 1, 1] as (0 | 1 | 2)[]];
  const pins = [[true, false, true, false]];

  it("never are the author's own held words", () => {
    const all = [fault(0), fault(1), fault(2), fault(3)];
    expect(faultsOfFree(all, states, pins)).toEqual([fault(1), fault(3)]);
  });

  it("are those with a free word among them", () => {
    expect(faultsOfFree([fault(0, 1), fault(0, 2)], states, pins)).toEqual([fault(0, 1)]);
  });
});
