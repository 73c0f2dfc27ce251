// Two people who change one cell at once: whose value gave way.
import type { Change } from "../../domain/document/layout";
import type { UnsavedEdit } from "./unsaved";

type CellChange = Extract<Change, { map: string }>;

const isOfCell = (change: Change): change is CellChange =>
  "map" in change && (change.map === "symbols" || change.map === "states");

const nameOf = (change: CellChange): string => `${change.map} ${change.key}`;

/** How many cells of this person's edits have another value after somebody else's changes. */
export function numLostCells(mine: readonly UnsavedEdit[], changes: readonly Change[]): number {
  const wanted = new Map<string, unknown>();
  for (const change of mine.flatMap((edit) => edit.changes))
    if (isOfCell(change)) wanted.set(nameOf(change), change.value);
  const lost = changes
    .filter(isOfCell)
    .filter((change) => wanted.has(nameOf(change)) && wanted.get(nameOf(change)) !== change.value);
  return new Set(lost.map((change) => change.key)).size;
}
