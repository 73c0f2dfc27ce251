/** A picture of a lineage: what comes later stands further right, children beside their parents. Pure. */

import type { Lineage, LineageNode } from "../protocol";

/** Leaves of one parent beyond these are folded into one node. */
export const MOST_LEAVES = 5;
const SHOWN_LEAVES = 3;

export interface FoldedNode extends Omit<LineageNode, "kind"> {
  kind: LineageNode["kind"] | "more" | "earlier";
  /** Of a node that stands for others: whose they are, and how many. */
  folds: { parent: string; count: number } | null;
}

export interface PlacedNode extends FoldedNode {
  /** Column and row, from 0; rows may lie between whole ones. */
  depth: number;
  row: number;
}

export interface Tree {
  nodes: PlacedNode[];
  edges: { from: PlacedNode; to: PlacedNode; label: string }[];
  numDepths: number;
  numRows: number;
}

type Edge = Lineage["edges"][number];

/** The lineage with many leaves of one parent as one node, unless that parent is unfolded. */
export function folded(
  lineage: Lineage,
  unfolded: ReadonlySet<string>,
  kept: ReadonlySet<string> = new Set(),
): { nodes: FoldedNode[]; edges: Edge[] } {
  const numChildren = new Map<string, number>();
  const numParents = new Map<string, number>();
  for (const [from, to] of lineage.edges) {
    numChildren.set(from, (numChildren.get(from) ?? 0) + 1);
    numParents.set(to, (numParents.get(to) ?? 0) + 1);
  }
  const byId = new Map(lineage.nodes.map((node) => [node.id, node]));
  const leaves = new Map<string, string[]>();
  for (const [from, to] of lineage.edges) {
    const isLeaf = !numChildren.get(to) && numParents.get(to) === 1 && byId.get(to)?.take != null;
    if (isLeaf) leaves.set(from, [...(leaves.get(from) ?? []), to]);
  }
  const hidden = new Set<string>();
  const added: { nodes: FoldedNode[]; edges: Edge[] } = { nodes: [], edges: [] };
  for (const [parent, all] of leaves) {
    if (all.length <= MOST_LEAVES || unfolded.has(parent)) continue;
    const away = all.slice(SHOWN_LEAVES).filter((id) => !kept.has(id));
    for (const id of away) hidden.add(id);
    const last = byId.get(away.at(-1) ?? "");
    if (!last) continue;
    const id = `more:${parent}`;
    added.nodes.push({
      ...last,
      id,
      kind: "more",
      label: `${away.length} more takes`,
      by: null,
      take: null,
      generation: null,
      grade: null,
      folds: { parent, count: away.length },
    });
    added.edges.push([parent, id, ""]);
  }
  return {
    nodes: [
      ...lineage.nodes
        .filter((node) => !hidden.has(node.id))
        .map((node): FoldedNode => ({ ...node, folds: null })),
      ...added.nodes,
    ],
    edges: [...lineage.edges.filter(([, to]) => !hidden.has(to)), ...added.edges],
  };
}

/** The id of the node that stands for all moments not loaded yet. */
export const EARLIER = "earlier";

/** The graph with one node for earlier moments, from which all come whose parents are not loaded. */
export function withEarlierNode(
  graph: { nodes: FoldedNode[]; edges: Edge[] },
  numEarlier: number,
): { nodes: FoldedNode[]; edges: Edge[] } {
  const origin = graph.nodes.find((node) => node.kind === "import");
  if (numEarlier === 0 || !origin) return graph;
  const known = new Set(graph.nodes.map((node) => node.id));
  const hasParent = new Set(graph.edges.flatMap(([from, to]) => (known.has(from) ? [to] : [])));
  const orphans = graph.nodes.filter((node) => node !== origin && !hasParent.has(node.id));
  const earlier: FoldedNode = {
    ...origin,
    id: EARLIER,
    kind: "earlier",
    label: earlierWords(numEarlier),
    by: null,
    folds: null,
  };
  return {
    nodes: [earlier, ...graph.nodes],
    edges: [
      ...graph.edges,
      [origin.id, EARLIER, ""],
      ...orphans.map((node): Edge => [EARLIER, node.id, ""]),
    ],
  };
}

export function earlierWords(count: number): string {
  return count === 1 ? "1 earlier moment" : `${count.toLocaleString("en")} earlier moments`;
}

/** Where every node stands. */
export function treeOf(graph: { nodes: FoldedNode[]; edges: Edge[] }): Tree {
  const known = new Set(graph.nodes.map((node) => node.id));
  const edges = graph.edges.filter(([from, to]) => known.has(from) && known.has(to) && from !== to);
  const parents = new Map<string, string[]>();
  for (const [from, to] of edges) parents.set(to, [...(parents.get(to) ?? []), from]);

  const depths = new Map<string, number>();
  const depthOf = (id: string, onTheWay: ReadonlySet<string>): number => {
    const before = depths.get(id);
    if (before !== undefined) return before;
    const depth = Math.max(
      0,
      ...(parents.get(id) ?? [])
        // Nothing is its own ancestor; a picture of what claims to be must still end.
        .filter((parent) => !onTheWay.has(parent))
        .map((parent) => 1 + depthOf(parent, new Set(onTheWay).add(id))),
    );
    depths.set(id, depth);
    return depth;
  };
  for (const node of graph.nodes) depthOf(node.id, new Set());

  const numDepths = graph.nodes.length === 0 ? 0 : 1 + Math.max(...depths.values());
  const rows = new Map<string, number>();
  for (let depth = 0; depth < numDepths; depth++) {
    const column = graph.nodes
      .filter((node) => depths.get(node.id) === depth)
      .map((node, index) => {
        const above = (parents.get(node.id) ?? []).map((id) => rows.get(id) ?? 0);
        const mean =
          above.length === 0 ? 0 : above.reduce((sum, row) => sum + row, 0) / above.length;
        return { node, index, mean };
      })
      // The canvas as it is now is where all leads to: it stands last.
      .sort((a, b) => a.mean - b.mean || a.index - b.index);
    let next = 0;
    for (const { node, mean } of column) {
      const row = Math.max(next, Math.round(mean * 2) / 2);
      rows.set(node.id, row);
      next = row + 1;
    }
  }
  const placed = new Map(
    graph.nodes.map((node) => [
      node.id,
      { ...node, depth: depths.get(node.id) ?? 0, row: rows.get(node.id) ?? 0 },
    ]),
  );
  return {
    nodes: [...placed.values()],
    edges: edges.map(([from, to, label]) => ({
      from: placed.get(from) as PlacedNode,
      to: placed.get(to) as PlacedNode,
      label,
    })),
    numDepths,
    numRows: graph.nodes.length === 0 ? 0 : 1 + Math.max(...rows.values()),
  };
}

/** The node that an arrow leads to: the nearest child, parent, or neighbour of the same column. */
export function nodeAfterKey(tree: Tree, id: string, key: string): string | null {
  const now = tree.nodes.find((node) => node.id === id);
  if (!now) return tree.nodes[0]?.id ?? null;
  const nearest = (nodes: readonly PlacedNode[]): string | null =>
    [...nodes].sort((a, b) => Math.abs(a.row - now.row) - Math.abs(b.row - now.row))[0]?.id ?? null;
  switch (key) {
    case "ArrowRight":
      return nearest(tree.edges.filter((edge) => edge.from.id === id).map((edge) => edge.to));
    case "ArrowLeft":
      return nearest(tree.edges.filter((edge) => edge.to.id === id).map((edge) => edge.from));
    case "ArrowDown":
      return nearest(tree.nodes.filter((node) => node.depth === now.depth && node.row > now.row));
    case "ArrowUp":
      return nearest(tree.nodes.filter((node) => node.depth === now.depth && node.row < now.row));
    default:
      return null;
  }
}
