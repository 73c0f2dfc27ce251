import { describe, expect, it } from "vitest";
import { outcomeOf } from "./votes";

describe("a key of a duel", () => {
  it("is a vote: arrows as they point, or 1 to 4", () => {
    expect(["ArrowLeft", "ArrowRight", "ArrowDown", "ArrowUp"].map(outcomeOf)).toEqual([
      "left",
      "right",
      "tie",
      "both_bad",
    ]);
    expect(["1", "2", "3", "4"].map(outcomeOf)).toEqual(["left", "right", "tie", "both_bad"]);
    expect(outcomeOf("5")).toBeNull();
  });
});
