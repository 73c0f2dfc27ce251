import { describe, expect, it } from "vitest";
import type { KindShape } from "../protocol";
import { isKnown, kindOf, kindsOf } from "./registry";
import { shapesIn } from "./shapes";

const shape = (kind: string): KindShape => ({
  kind,
  layout: "grid",
  num_rows: 2,
  row_names: ["warp", "weft"],
  symbol_labels: {},
  imports: [".loom"],
  page: "",
});

describe("the kinds of a studio", () => {
  it("are those with a page of their own, then what else the studio has", () => {
    const kinds = kindsOf(["chorale", "loom", "text"].map(shape));
    expect(kinds.map(({ name }) => name)).toEqual(["chorale", "text", "loom"]);
    expect(kinds[0]).toBe(kindOf("chorale"));
    expect(kinds[2]?.layout.numRows).toBe(2);
    expect(kinds[2]?.importHint).toBe("a loom file (.loom)");
  });

  it("are read from the page, and none where it says nothing", () => {
    expect(shapesIn(JSON.stringify([shape("loom")]))).toEqual([shape("loom")]);
    expect(shapesIn(undefined)).toEqual([]);
  });
});

describe("a kind that the browser does not know", () => {
  it("has a name, and all that lists and panels ask of a kind", () => {
    const kind = kindOf("of a package");
    expect(isKnown("of a package")).toBe(false);
    expect(kind.name).toBe("of a package");
    expect(kind.figures([[0, 1]])).toBe("2 of 2 cells filled");
    expect(kind.layout.gridOf({ kind: "of a package" })).toEqual([]);
  });

  it("is the same each time, so that nothing is drawn anew", () => {
    expect(kindOf("of a package")).toBe(kindOf("of a package"));
  });
});
