import { describe, expect, it } from "vitest";
import { headAt, headsOf } from "./noteHeads";

describe("heads of a score", () => {
  const heads = headsOf(["n-A-16", "E0A4", "r-S-0", "n-A-0", "n-S-8", "n-A-12"], 32);

  it("last to the next head of their voice, the last one to the end", () => {
    expect(heads[0]).toEqual([
      { id: "r-S-0", row: 0, start: 0, length: 8 },
      { id: "n-S-8", row: 0, start: 8, length: 24 },
    ]);
    expect(heads[1]?.map(({ start, length }) => [start, length])).toEqual([
      [0, 12],
      [12, 4],
      [16, 16],
    ]);
    expect(heads[3]).toEqual([]);
  });

  it("are found by any of their cells", () => {
    expect(headAt(heads, 1, 15)?.id).toBe("n-A-12");
    expect(headAt(heads, 0, 0)?.id).toBe("r-S-0");
    expect(headAt(heads, 0, 32)).toBeNull();
    expect(headAt(heads, 3, 0)).toBeNull();
  });
});
