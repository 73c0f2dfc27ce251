// The tuplets in view, and how an edit of their cells changes them.
import { createMemo, createRoot } from "solid-js";
import { type Cell, cellKey } from "../../../domain/cells";
import type { Write } from "../../../domain/chorale/music/symbols";
import { type Sign, signsIn } from "../../../domain/chorale/notation/signs";
import {
  type PlacedSigns,
  refitted,
  type Tuplet,
  tupletOf,
  tupletsOf,
} from "../../../domain/chorale/notation/tuplets";
import { withSigns } from "../../../domain/document/gridEdits";
import type { CellMarks } from "../../../state/document/document";
import type { TargetEdit } from "../../../state/stage/createTarget";
import { shownColumns, shownGrid, target } from "../../../state/stage/open";
import { shownMeta } from "../inView";
import { expressedInView } from "../player/expressedInView";

const hungInView = (): PlacedSigns => (expressedInView().signs as PlacedSigns | undefined) ?? [];

/** The tuplets of what is in view. */
export const shownTuplets = createRoot(() =>
  createMemo((): readonly Tuplet[] => tupletsOf(hungInView(), shownGrid(), shownMeta())),
);

export const tupletAt = ({ row, column }: Cell): Tuplet | null =>
  shownTuplets().find((one) => one.row === row && one.start <= column && column < one.end) ?? null;

/** The marks of a cell of the canvas. */
export const marksAt = (row: number, column: number): CellMarks => {
  const to = target();
  const key = cellKey(shownColumns()[column] ?? "", row);
  return (to?.kind === "canvas" ? to.document.marks().get(key) : undefined) ?? {};
};

/**
 * The changes of marks after an edit, with those of tuplets: a tuplet whose notes were raised, replaced or erased in their place has the new
 * ones, and one whose rhythm has changed is removed. writes: the new symbols. markEdits: the new signs.
 */
export function withTuplets(
  writes: readonly Write[],
  markEdits: readonly TargetEdit[],
): TargetEdit[] {
  const to = target();
  if (to?.kind !== "canvas") return [...markEdits];
  const grid = shownGrid();
  const after = new Map<number, number[]>();
  for (const { row, column, symbol } of writes) {
    const symbols = after.get(row) ?? [...(grid[row] ?? [])];
    symbols[column] = symbol;
    after.set(row, symbols);
  }
  const marks = new Map<string, TargetEdit>();
  for (const [row, column, here] of hungInView())
    if (hasTuplet(here))
      marks.set(`${row}:${column}`, { row, column, marks: marksAt(row, column) });
  for (const edit of markEdits)
    if (hasTuplet(edit.marks?.signs) || marks.has(`${edit.row}:${edit.column}`))
      marks.set(`${edit.row}:${edit.column}`, edit);
  const edits = new Map(markEdits.map((edit) => [`${edit.row}:${edit.column}`, edit]));
  for (const [key, { row, column, marks: here }] of marks) {
    const symbols = after.get(row);
    const signs = signsIn(here?.signs);
    if (!symbols || !hasTuplet(signs)) continue;
    let isFound = false;
    const now = signs.flatMap((sign): Sign[] => {
      const tuplet = sign.kind === "tuplet" && !isFound ? tupletOf(sign, row, column) : null;
      const fits = tuplet && refitted(tuplet, symbols);
      isFound ||= !!fits;
      return sign.kind === "tuplet" ? (fits ? [fits] : []) : [sign];
    });
    if (JSON.stringify(now) === JSON.stringify(signs)) continue;
    const edit = edits.get(key) ?? { row, column };
    edits.set(key, { ...edit, marks: withSigns(here ?? undefined, now) });
  }
  return [...edits.values()];
}

const hasTuplet = (signs: unknown): boolean => signsIn(signs).some(({ kind }) => kind === "tuplet");
