// What a person does to the bars of the canvas, and to the metres that they are in.

import { cellKey } from "../../domain/cells";
import {
  type Bar,
  barAt,
  barLength,
  barsOf,
  type Metre,
  positionOf,
} from "../../domain/chorale/bars";
import { isBeginning } from "../../domain/chorale/form";
import { stavesIn, withColumns, withoutColumns } from "../../domain/chorale/staves";
import { MAX_SIXTEENTHS } from "../../domain/chorale/symbols";
import type { CellMarks, DocumentEdit } from "../../domain/document/gridEdits";
import type { CanvasDocument } from "../../state/document/document";
import { setSelection } from "../../state/stage/open";
import { toast } from "../../ui/messages/toasts";
import { actedOnCells, choraleMeta, openCanvas } from "./acts";
import { chordsRow } from "./inView";

/** Insert empty bars before a sixteenth (the canvas's length to append), in the metre of the bar before them. */
export function insertBars(column: number, count: number): void {
  const document = openCanvas();
  if (!document) return;
  const numNew = count * barLength(positionOf(Math.max(0, column - 1), choraleMeta(document)));
  if (document.columns().length + numNew > MAX_SIXTEENTHS) {
    toast(`A chorale holds at most ${MAX_SIXTEENTHS} sixteenths. Add fewer than ${count} bars.`);
    return;
  }
  const staves = stavesIn(document.meta().staves);
  document.edit((edit) => {
    edit.insertColumns(column, numNew);
    if (staves.length > 0) edit.setMeta("staves", withColumns(staves, column, numNew));
  });
}

/** Delete the bars that have a selected cell, or the cursor's. */
export function deleteBars(): void {
  const document = openCanvas();
  const cells = actedOnCells();
  if (!document || cells.length === 0) return;
  const numColumns = document.columns().length;
  const meta = choraleMeta(document);
  const first = barAt(Math.min(...cells.map((cell) => cell.column)), numColumns, meta).first;
  const lastBar = barAt(Math.max(...cells.map((cell) => cell.column)), numColumns, meta);
  const end = lastBar.first + lastBar.length;
  if (end - first >= numColumns) {
    toast("A chorale needs at least one bar. Select fewer bars to delete.");
    return;
  }
  document.edit((edit) => {
    // What follows keeps its metre, also where the bar is gone that it began in.
    const { metre } = positionOf(end, meta);
    if (first === 0) {
      if (metre !== meta.metre) edit.setMeta("metre", metre);
      if (meta.pickup > 0) edit.setMeta("pickup", 0);
    } else if (end < numColumns && metre !== positionOf(first - 1, meta).metre) {
      edit.setMarks(chordsRow() + 1, end, { ...withoutMetre(marksBelow(document, end)), metre });
    }
    edit.deleteColumns(first, end - first);
    const staves = stavesIn(document.meta().staves);
    if (staves.length > 0) edit.setMeta("staves", withoutColumns(staves, first, end - first));
  });
  setSelection([]);
}

/** Let a metre hold from a bar on, up to the next change. number: of the bar; 1 is the beginning. */
export function setMetreFrom(number: number, metre: Metre): void {
  const document = openCanvas();
  if (!document) return;
  const meta = choraleMeta(document);
  const bars = barsOf(document.columns().length, meta);
  const at = bars.findIndex((bar) => bar.number === Math.max(1, number));
  const bar = bars[at];
  document.edit((edit) => {
    if (number <= 1 || !bar) {
      forgetChanges(edit, document, [0, meta.pickup]);
      edit.setMeta("metre", metre);
      edit.setMeta("pickup", Math.min(meta.pickup, barLength({ metre }) - 1));
      return;
    }
    const before = bars[at - 1];
    forgetChanges(edit, document, [(before?.first ?? 0) + 1, bar.first]);
    if (metre !== before?.metre)
      edit.setMarks(chordsRow() + 1, bar.first, {
        ...withoutMetre(marksBelow(document, bar.first)),
        metre,
      });
  });
}

/** Take away the changes that hang on columns from the first to the last. */
function forgetChanges(
  edit: DocumentEdit,
  document: CanvasDocument,
  [first, last]: readonly [number, number],
): void {
  const { columns, marks } = document;
  for (let column = first; column <= Math.min(last, columns().length - 1); column++) {
    const here = marks().get(cellKey(columns()[column] ?? "", chordsRow() + 1));
    if (here) edit.setMarks(chordsRow() + 1, column, withoutMetre(here));
  }
}

/** What hangs below the chords of a column: a metre, and signs of form. */
const marksBelow = ({ columns, marks }: CanvasDocument, column: number): CellMarks | undefined =>
  marks().get(cellKey(columns()[column] ?? "", chordsRow() + 1));

const withoutMetre = (marks: CellMarks | undefined): CellMarks | null =>
  marks?.form ? { form: marks.form } : null;

/** Write a sign of form at a bar, or take it away: on its first sixteenth, or on its last. */
export function setForm(bar: Bar, name: string, isThere: boolean): void {
  const document = openCanvas();
  if (!document) return;
  const column = isBeginning(name) ? bar.first : bar.first + bar.length - 1;
  const { form, ...others } = marksBelow(document, column) ?? {};
  const names = (form ?? []).filter((one) => one !== name && !areRivals(one, name));
  const now = isThere ? [...names, name] : names;
  const marks = { ...others, ...(now.length > 0 ? { form: now } : {}) };
  document.edit((edit) =>
    edit.setMarks(chordsRow() + 1, column, Object.keys(marks).length > 0 ? marks : null),
  );
}

/** Whether two signs cannot stand at one place: two jumps, two endings, two repeats. */
function areRivals(one: string, other: string): boolean {
  const kinds = [/^(da-capo|dal-segno)/, /^ending-/, /^end-repeat/];
  return kinds.some((kind) => kind.test(one) && kind.test(other));
}
