import { describe, expect, it } from "vitest";
import { nameOf } from "./personName";

describe("a name on screen", () => {
  it("says who came with an import, whoever has such an account here", () => {
    expect(nameOf({ id: 7, name: "ana" })).toBe("ana");
    expect(nameOf({ id: 0, name: "ana" })).toBe("ana (imported)");
    expect(nameOf(null)).toBe("");
  });
});
