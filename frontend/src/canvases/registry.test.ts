import { describe, expect, it } from "vitest";
import { isKnown, kindOf } from "./registry";

describe("a kind that the browser does not know", () => {
  it("has a name, and all that lists and panels ask of a kind", () => {
    const kind = kindOf("of a package");
    expect(isKnown("of a package")).toBe(false);
    expect(kind.name).toBe("of a package");
    expect(kind.figures([[0, 1]])).toBe("2 of 2 cells");
    expect(kind.layout.gridOf({ kind: "of a package" })).toEqual([]);
  });

  it("is the same each time, so that nothing is drawn anew", () => {
    expect(kindOf("of a package")).toBe(kindOf("of a package"));
  });
});
