/** A lineage as far as it is loaded: its newest page, and earlier ones put before it. Pure. */

import type { LineageNode, LineagePage } from "../protocol";

type Edge = LineagePage["edges"][number];

/** With the page before what is loaded. */
export function withEarlier(known: LineagePage, page: LineagePage): LineagePage {
  return {
    ...page,
    nodes: unique([...page.nodes, ...known.nodes], (node) => node.id),
    edges: unique([...page.edges, ...known.edges], (edge) => edge.join("\n")),
  };
}

/** With the newest page as it is by now: what is older than it stays, and with it where the next page begins. */
export function withNewest(known: LineagePage, page: LineagePage): LineagePage {
  if (page.earlier === null) return page;
  const begins = Date.parse(page.earlier.slice(0, page.earlier.lastIndexOf(" ")));
  const isEnd = (node: LineageNode) => node.kind === "import" || node.kind === "canvas";
  const older = known.nodes.filter((node) => !isEnd(node) && Date.parse(node.at) <= begins);
  if (older.length === 0) return page;
  const isOlder = new Set(older.map((node) => node.id));
  const edges = known.edges.filter(
    ([from, to]) => isOlder.has(to) || (isOlder.has(from) && isCanvas(to, page.nodes)),
  );
  return {
    nodes: unique([...older, ...page.nodes], (node) => node.id),
    edges: unique([...edges, ...page.edges], (edge: Edge) => edge.join("\n")),
    earlier: known.earlier,
    num_earlier: known.num_earlier,
  };
}

function isCanvas(id: string, nodes: readonly LineageNode[]): boolean {
  return nodes.some((node) => node.id === id && node.kind === "canvas");
}

/** The last of those that are alike, at the place of the first. */
function unique<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
