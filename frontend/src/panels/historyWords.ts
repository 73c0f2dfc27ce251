/** What an edit changed, in words. */

import type { CanvasKind } from "../canvases/common/kind";
import { type Changed, changedBetween } from "../domain/changed";
import type { Reading } from "../domain/layout";
import { plural } from "../ui/plural";

/** "wrote alto in bar 3, removed 1 bar"; of two readings the later one's places are named. Pure. */
export function changeWords(before: Reading, after: Reading, kind: CanvasKind): string {
  const changed = changedBetween(before, after);
  const parts = [
    ...written(changed, after, kind),
    ...(changed.numMarked > 0
      ? [`changed ${kind.marksNoun} at ${plural(changed.numMarked, "place")}`]
      : []),
    ...(changed.meta.length > 0 ? [`changed the ${changed.meta.join(", ")}`] : []),
  ];
  return parts.length === 0 ? "nothing that can be seen" : parts.join(", ");
}

function written(
  { written: cells, painted, ...changed }: Changed,
  after: Reading,
  kind: CanvasKind,
) {
  const isOneRow = after.symbols.length === 1;
  const parts: string[] = [];
  if (!isOneRow && changed.numAdded > 0)
    parts.push(`added ${kind.spanName(changed.numAdded, after.meta)}`);
  if (cells.length > 0) parts.push(`wrote ${kind.cellNames(cells, after.meta)}`);
  // A word that is written over is another one; only what has nothing in its place was removed.
  const numGone = changed.numRemoved - (isOneRow ? changed.numAdded : 0);
  if (numGone > 0) parts.push(`removed ${kind.spanName(numGone, after.meta)}`);
  if (painted.length > 0) parts.push(`marked ${kind.cellNames(painted, after.meta)}`);
  return parts;
}
