/** What the nodes of a lineage are called. */

import type { FoldedNode } from "./tree";

export const KIND_WORDS: Record<FoldedNode["kind"], string> = {
  import: "the beginning",
  canvas: "canvas",
  generation: "generation",
  job: "job",
  take: "take",
  placed: "placed take",
  export: "export",
  more: "grouped takes",
  earlier: "not loaded yet",
};
