/** What the moments of a lineage look like: takes in a few requests, the canvas as it is and as it began. */

import { type Accessor, createEffect, createSignal } from "solid-js";
import type { CanvasKind } from "../canvases/common/kind";
import { type Content, contentOfTake } from "../canvases/content";
import { curation } from "../curation";
import type { Lineage, LineageNode, Take } from "../protocol";
import { createSurroundings } from "../takes/collection/surroundings";
import { contentOfNode } from "./contents";
import type { FoldedNode } from "./tree";

/** Takes that one request may name. */
const AT_ONCE = 100;
const ENDS: readonly string[] = ["import", "canvas"];

/** The picture of a node that is shown; null while there is none. */
export function createPictures(parts: {
  projectId: string;
  canvasId: string;
  kind: Accessor<CanvasKind>;
  lineage: Accessor<Lineage | undefined>;
  shown: Accessor<readonly FoldedNode[]>;
}): (node: FoldedNode) => Content | null {
  const { projectId, canvasId, kind, lineage, shown } = parts;
  const [takes, setTakes] = createSignal<ReadonlyMap<string, Take>>(new Map());
  const [ends, setEnds] = createSignal<ReadonlyMap<string, Content>>(new Map());
  const requested = new Set<string>();
  const around = createSurroundings();

  const fetchTakes = async (ids: readonly string[], isBinned: boolean) => {
    const query = new URLSearchParams({ limit: String(AT_ONCE), binned: String(isBinned) });
    for (const id of ids) query.append("among", id);
    const page = await curation.takes(projectId, query);
    setTakes((all) => new Map([...all, ...page.takes.map((take) => [take.id, take] as const)]));
  };
  const fetchEnd = async (node: FoldedNode, whole: Lineage) => {
    const content = await contentOfNode(node as LineageNode, whole, canvasId, kind());
    if (content) setEnds((all) => new Map(all).set(node.id, content));
  };
  createEffect(() => {
    const whole = lineage();
    if (!whole) return;
    const isNew = (node: FoldedNode) => !requested.has(node.id);
    const fresh = shown().filter(
      (node) => isNew(node) && node.kind !== "more" && node.kind !== "earlier",
    );
    for (const node of fresh) requested.add(node.id);
    for (const isBinned of [false, true]) {
      const ids = fresh.flatMap((node) =>
        node.take && node.is_in_bin === isBinned ? [node.take] : [],
      );
      for (let at = 0; at < ids.length; at += AT_ONCE)
        void fetchTakes(ids.slice(at, at + AT_ONCE), isBinned).catch(() => undefined);
    }
    for (const node of fresh)
      if (ENDS.includes(node.kind)) void fetchEnd(node, whole).catch(() => undefined);
  });
  return (node) => {
    if (["more", "earlier", "export"].includes(node.kind)) return null;
    if (ENDS.includes(node.kind)) return ends().get(node.id) ?? null;
    const take = node.take && takes().get(node.take);
    return take ? contentOfTake(take, kind(), around(canvasId)) : null;
  };
}
