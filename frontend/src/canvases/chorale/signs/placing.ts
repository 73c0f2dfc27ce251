// Where signs hang on the canvas, and edits of them: several signs of one cell become one edit.
import { cellKey, cellOfKey } from "../../../domain/cells";
import type { Note } from "../../../domain/chorale/music/symbols";
import {
  type DrawnLine,
  isEnd,
  isSameSign,
  type LineKind,
  linesOf,
  type Sign,
  signsIn,
} from "../../../domain/chorale/notation/signs";
import { withSigns } from "../../../domain/document/gridEdits";
import type { CanvasDocument } from "../../../state/document/document";
import type { TargetEdit } from "../../../state/stage/createTarget";
import { editCells, selectedCells } from "../../../state/stage/open";
import { toast } from "../../../ui/messages/toasts";
import { actedOnCells, notesIn, openCanvas } from "../acts";
import { lastNote } from "../writing/entry";
import { isWriting } from "../writing/isWriting";

/** A sign where it hangs. */
export interface HungSign {
  row: number;
  column: number;
  sign: Sign;
}

/** The selected notes, the one that was written last, or the one at the cursor. */
export function chosenNotes(): Note[] {
  const written = selectedCells().length === 0 && isWriting() ? lastNote() : null;
  return written ? [written] : notesIn(actedOnCells());
}

/** The chosen notes by voice, each in order; where there are none, a sentence says so. */
export function chosenByRow(what: string): Map<number, Note[]> {
  const byRow = new Map<number, Note[]>();
  for (const note of chosenNotes().sort((one, other) => one.start - other.start))
    byRow.set(note.row, [...(byRow.get(note.row) ?? []), note]);
  if (byRow.size === 0) toast(`${what} is written on notes. Select one first.`);
  return byRow;
}

/** The canvas, where signs can be written on it now; otherwise a sentence says what to do. */
export function canvasForSigns(): CanvasDocument | null {
  const document = openCanvas();
  if (!document) toast("Signs are written on the canvas. Go back to it first.");
  return document;
}

export const signsAt = (document: CanvasDocument, row: number, column: number): Sign[] =>
  signsIn(document.marks().get(cellKey(document.columns()[column] ?? "", row))?.signs);

/** The ends of lines and all other signs of a voice, with their columns. */
function signsOfRow(document: CanvasDocument, row: number): [number, Sign][] {
  const columnOf = document.columnIndex();
  return [...document.marks()].flatMap(([key, { signs }]) => {
    const cell = signs ? cellOfKey(key, columnOf) : null;
    return cell?.row === row
      ? signsIn(signs).map((sign): [number, Sign] => [cell.column, sign])
      : [];
  });
}

/** The slurs or hairpins of a voice. */
export const linesOfRow = (document: CanvasDocument, row: number, kind: LineKind): DrawnLine[] =>
  linesOf(signsOfRow(document, row), kind);

/** The line that a sign begins, null for all others. */
export function lineOf(
  document: CanvasDocument,
  { row, column, sign }: HungSign,
): DrawnLine | null {
  if (sign.kind !== "slur" && sign.kind !== "wedge") return null;
  return (
    linesOfRow(document, row, sign.kind).find(
      ({ first, begins }) => first === column && isSameSign(begins, sign),
    ) ?? null
  );
}

/** Signs that are written and taken away together, as one edit that can be undone. */
export class SignEdit {
  private readonly changed = new Map<string, { row: number; column: number; signs: Sign[] }>();

  constructor(private readonly document: CanvasDocument) {}

  add(row: number, column: number, sign: Sign): this {
    this.cell(row, column).signs.push(sign);
    return this;
  }

  /** Take a sign away; of several that are alike, one. */
  remove(row: number, column: number, sign: Sign): this {
    const { signs } = this.cell(row, column);
    const at = signs.findIndex((one) => isSameSign(one, sign));
    if (at >= 0) signs.splice(at, 1);
    return this;
  }

  replace(row: number, column: number, before: Sign, after: Sign): this {
    const { signs } = this.cell(row, column);
    const at = signs.findIndex((one) => isSameSign(one, before));
    if (at >= 0) signs[at] = after;
    return this;
  }

  addLine(row: number, { first, last, begins }: DrawnLine): this {
    const { kind, number = 1 } = begins;
    return this.add(row, first, begins).add(row, last, {
      kind,
      name: "stop",
      ...(number > 1 ? { number } : {}),
    });
  }

  removeLine(row: number, { first, last, begins }: DrawnLine): this {
    const end = this.cell(row, last).signs.find(
      (one) => one.kind === begins.kind && isEnd(one) && (one.number ?? 1) === (begins.number ?? 1),
    );
    this.remove(row, first, begins);
    return end ? this.remove(row, last, end) : this;
  }

  /** Write it on the canvas. */
  commit(): void {
    editCells(
      [...this.changed.values()].map(({ row, column, signs }): TargetEdit => {
        const key = cellKey(this.document.columns()[column] ?? "", row);
        return { row, column, marks: withSigns(this.document.marks().get(key), signs) };
      }),
    );
  }

  private cell(row: number, column: number) {
    const key = `${column}:${row}`;
    const found = this.changed.get(key) ?? {
      row,
      column,
      signs: signsAt(this.document, row, column),
    };
    this.changed.set(key, found);
    return found;
  }
}
