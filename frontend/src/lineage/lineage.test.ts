import { describe, expect, it } from "vitest";
import type { Lineage, LineageNode, LineagePage } from "../protocol";
import { withEarlier, withNewest } from "./pages";
import { EARLIER, folded, nodeAfterKey, treeOf, withEarlierNode } from "./tree";

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

describe("a lineage in pages", () => {
  const at = (id: string, minute: number, kind: LineageNode["kind"] = "take"): LineageNode => ({
    ...node(id, kind),
    at: `2026-11-24T09:${String(minute).padStart(2, "0")}:00Z`,
  });
  const page = (
    nodes: LineageNode[],
    edges: [string, string][],
    earlier: string | null,
    num_earlier = 0,
  ): LineagePage => ({ ...lineage(nodes, edges), earlier, num_earlier });
  const ends = [at("origin", 0, "import"), at("now", 59, "canvas")];
  const newest = page(
    [...ends, at("c", 30), at("d", 40)],
    [
      ["b", "c"],
      ["c", "d"],
      ["d", "now"],
    ],
    "2026-11-24T09:30:00Z take:c",
    2,
  );
  const older = page(
    [at("a", 10), at("b", 20)],
    [
      ["origin", "a"],
      ["a", "b"],
      ["a", "now"],
    ],
    null,
  );
  const ids = (of: { nodes: { id: string }[] }) => of.nodes.map((one) => one.id).sort();

  it("is whole once all pages are there", () => {
    const whole = withEarlier(newest, older);
    expect(ids(whole)).toEqual(["a", "b", "c", "d", "now", "origin"]);
    expect([whole.edges.length, whole.earlier, whole.num_earlier]).toEqual([6, null, 0]);
    expect(withEarlierNode(folded(whole, none), whole.num_earlier).nodes).toHaveLength(6);
  });

  it("keeps earlier pages when the newest comes again, and not what was deleted of the newest", () => {
    const whole = withEarlier(newest, older);
    const again = page(
      [...ends, at("d", 40), at("e", 50)],
      [
        ["b", "d"],
        ["d", "e"],
        ["e", "now"],
      ],
      "2026-11-24T09:30:00Z take:c",
      2,
    );
    const found = withNewest(whole, { ...again, earlier: "2026-11-24T09:25:00Z take:x" });
    expect(ids(found)).toEqual(["a", "b", "d", "e", "now", "origin"]);
    expect(found.edges.map((edge) => edge.slice(0, 2).join(">")).sort()).toEqual(
      ["a>b", "a>now", "b>d", "d>e", "e>now", "origin>a"].sort(),
    );
    expect([found.earlier, found.num_earlier]).toEqual([null, 0]);
    expect(withNewest(whole, older)).toBe(older);
  });

  it("shows what is not loaded as one node, from which the others come", () => {
    const tree = treeOf(withEarlierNode(folded(newest, none), newest.num_earlier));
    const depth = (id: string) => tree.nodes.find((one) => one.id === id)?.depth;
    expect(["origin", EARLIER, "c", "d", "now"].map(depth)).toEqual([0, 1, 2, 3, 4]);
    expect(tree.nodes.find((one) => one.id === EARLIER)?.label).toBe("2 earlier moments");
  });
});
