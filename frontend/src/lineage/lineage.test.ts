import { describe, expect, it } from "vitest";
import type { Lineage, LineageNode } from "../protocol";
import { folded, nodeAfterKey, treeOf } from "./tree";

const node = (id: string, kind: LineageNode["kind"] = "generation"): LineageNode => ({
  id,
  kind,
  label: id,
  at: "2026-11-24T09:00:00Z",
  by: "Ana",
  generation: null,
  take: kind === "take" ? id : null,
  candidate: null,
  step: null,
  job: null,
  grade: null,
  is_in_bin: false,
});
const lineage = (nodes: LineageNode[], edges: [string, string][]): Lineage => ({
  nodes,
  edges: edges.map(([from, to]) => [from, to, ""]),
});
const none = new Set<string>();

describe("the tree of a lineage", () => {
  const family = lineage(
    [node("origin", "import"), node("g1"), node("a", "take"), node("b", "take"), node("splice")],
    [
      ["origin", "g1"],
      ["g1", "a"],
      ["g1", "b"],
      ["a", "splice"],
      ["b", "splice"],
    ],
  );

  it("puts a child further right than all its parents", () => {
    const tree = treeOf(folded(family, none));
    for (const edge of tree.edges) expect(edge.to.depth).toBeGreaterThan(edge.from.depth);
    expect([tree.numDepths, tree.numRows]).toEqual([4, 2]);
  });

  it("puts no two nodes in one place, and a child of two between them", () => {
    const tree = treeOf(folded(family, none));
    const places = tree.nodes.map((one) => `${one.depth}:${one.row}`);
    expect(new Set(places).size).toBe(places.length);
    expect(tree.nodes.find((one) => one.id === "splice")?.row).toBe(0.5);
  });

  it("ends where something claims to be its own ancestor, and leaves out unknown ends", () => {
    const odd = lineage(
      [node("a"), node("b")],
      [
        ["a", "b"],
        ["b", "a"],
        ["a", "gone"],
      ],
    );
    expect(treeOf(folded(odd, none)).nodes).toHaveLength(2);
  });

  it("is empty for nothing", () => {
    expect(treeOf({ nodes: [], edges: [] })).toMatchObject({ numDepths: 0, numRows: 0 });
  });

  it("goes by arrows to children, parents and neighbours", () => {
    const tree = treeOf(folded(family, none));
    expect(nodeAfterKey(tree, "g1", "ArrowRight")).toBe("a");
    expect(nodeAfterKey(tree, "a", "ArrowDown")).toBe("b");
    expect(nodeAfterKey(tree, "b", "ArrowUp")).toBe("a");
    expect(nodeAfterKey(tree, "splice", "ArrowLeft")).toBe("a");
    expect(nodeAfterKey(tree, "splice", "ArrowRight")).toBeNull();
  });
});

describe("many takes of one parent", () => {
  const takes = Array.from({ length: 12 }, (_, index) => node(`t${index}`, "take"));
  const many = lineage(
    [node("origin", "import"), node("job", "job"), ...takes],
    [["origin", "job"], ...takes.map((take): [string, string] => ["job", take.id])],
  );

  it("are folded into one node that says how many", () => {
    const graph = folded(many, none);
    expect(graph.nodes.map((one) => one.id)).toEqual([
      "origin",
      "job",
      "t0",
      "t1",
      "t2",
      "more:job",
    ]);
    expect(graph.nodes.at(-1)).toMatchObject({ label: "9 more takes", folds: { parent: "job" } });
  });

  it("are all there once unfolded, and one that is looked at stays out of the fold", () => {
    expect(folded(many, new Set(["job"])).nodes).toHaveLength(14);
    expect(folded(many, none, new Set(["t9"])).nodes.map((one) => one.id)).toContain("t9");
  });

  it("are never folded where something was made from them", () => {
    const child = node("g2");
    const grown = {
      nodes: [...many.nodes, child],
      edges: [...many.edges, ["t11", "g2", "placed"] as [string, string, string]],
    };
    expect(folded(grown, none).nodes.map((one) => one.id)).toContain("t11");
  });
});
