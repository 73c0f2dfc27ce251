/** The grid of a node of a lineage: a step of a run, the canvas as it is, or as the first run found it. */

import { api } from "../api";
import type { CanvasKind } from "../canvases/common/kind";
import { type Content, contentOf } from "../canvases/content";
import { numRowsIn } from "../domain/document/layout";
import type { Lineage, LineageNode } from "../protocol";
import { stepsOf } from "../takes/runs";

/** Null where there is nothing to show (a job, which has many grids). Rejects with `ApiFailure`. */
export async function contentOfNode(
  node: Pick<LineageNode, "kind" | "generation" | "candidate" | "step">,
  lineage: Lineage,
  canvas: string,
  kind: CanvasKind,
): Promise<Content | null> {
  if (node.kind === "job") return null;
  if (node.generation && node.candidate != null && node.step != null) {
    const frozen = await api.frozen(node.generation);
    const steps = await stepsOf(node.generation, numRowsIn(kind.layout, frozen.content));
    const grid = steps.gridAt(node.candidate, node.step);
    return grid && { kind, grid, content: frozen.content };
  }
  const first = lineage.nodes.find((one) => one.kind === "generation" && one.generation);
  if (node.kind === "import" && first?.generation) {
    const { content } = await api.frozen(first.generation);
    return contentOf({ kind: kind.name, content });
  }
  const { content } = await api.canvasState(canvas);
  return contentOf({ kind: kind.name, content });
}
