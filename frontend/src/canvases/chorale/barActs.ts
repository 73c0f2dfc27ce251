// What a person does to the bars of the canvas, and to the metres that they are in.

import { cellKey, cellOfKey } from "../../domain/cells";
import {
  type Bar,
  barAt,
  barLength,
  barsOf,
  keyAt,
  type Metre,
  positionOf,
} from "../../domain/chorale/music/bars";
import { isBeginning } from "../../domain/chorale/music/form";
import type { KeySignature } from "../../domain/chorale/music/modes";
import { MAX_SIXTEENTHS } from "../../domain/chorale/music/symbols";
import { isTempo, quartersOf, tempoAt, temposIn } from "../../domain/chorale/music/tempos";
import { stavesIn, withColumns, withoutColumns } from "../../domain/chorale/notation/staves";
import { type CellMarks, type DocumentEdit, withSigns } from "../../domain/document/gridEdits";
import type { CanvasDocument } from "../../state/document/document";
import { setSelection } from "../../state/stage/open";
import { toast } from "../../ui/messages/toasts";
import { actedOnCells, choraleMeta, openCanvas } from "./acts";
import { forgetBelow, marksBelow, writeBelow } from "./barMarks";
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
    // What follows keeps its metre, key and tempo, also where the bar is gone that they began in.
    const { metre } = positionOf(end, meta);
    const [key, before] = [keyAt(end, meta), keyAt(Math.max(0, first - 1), meta)];
    if (first === 0) {
      if (metre !== meta.metre) edit.setMeta("metre", metre);
      if (meta.pickup > 0) edit.setMeta("pickup", 0);
      if (key.fifths !== meta.fifths) edit.setMeta("fifths", key.fifths);
      if (key.mode !== meta.mode) edit.setMeta("mode", key.mode);
    } else if (end < numColumns) {
      const isOtherKey = key.fifths !== before.fifths || key.mode !== before.mode;
      const isOtherMetre = metre !== positionOf(first - 1, meta).metre;
      const kept = { ...(isOtherMetre ? { metre } : {}), ...(isOtherKey ? { key } : {}) };
      if (isOtherMetre || isOtherKey) writeBelow(edit, document, end, kept);
    }
    keepTempo(edit, document, first, end);
    edit.deleteColumns(first, end - first);
    const staves = stavesIn(document.meta().staves);
    if (staves.length > 0) edit.setMeta("staves", withoutColumns(staves, first, end - first));
  });
  setSelection([]);
}

/** What follows on bars that go keeps its tempo. */
function keepTempo(edit: DocumentEdit, document: CanvasDocument, first: number, end: number): void {
  const changes = temposIn(document.meta().tempos);
  const { tempo } = choraleMeta(document);
  const [before, now] = [tempoAt(first - 1, tempo, changes), tempoAt(end, tempo, changes)];
  if (before === now || end >= document.columns().length) return;
  if (first === 0) edit.setMeta("tempo", now);
  else if (!changes.some(([at]) => at === end))
    writeTempo(edit, document, [end, end + 1], { value: now, text: "" });
}

/** Let a metre hold from a bar on, up to the next change. number: of the bar; 1 is the beginning. */
export function setMetreFrom(number: number, metre: Metre): void {
  const document = openCanvas();
  if (!document) return;
  const meta = choraleMeta(document);
  const { bar, before } = barNumbered(document, number);
  document.edit((edit) => {
    if (number <= 1 || !bar) {
      forgetBelow(edit, document, "metre", [0, meta.pickup]);
      edit.setMeta("metre", metre);
      edit.setMeta("pickup", Math.min(meta.pickup, barLength({ metre }) - 1));
      return;
    }
    forgetBelow(edit, document, "metre", [(before?.first ?? 0) + 1, bar.first]);
    if (metre !== before?.metre) writeBelow(edit, document, bar.first, { metre });
  });
}

/** Let a key hold from a bar on, up to the next change. number: of the bar; the first one is the beginning. */
export function setKeyFrom(number: number, key: KeySignature): void {
  const document = openCanvas();
  if (!document) return;
  const { bar, before } = barNumbered(document, number);
  document.edit((edit) => {
    if (!bar || !before) {
      forgetBelow(edit, document, "key", [0, 0]);
      edit.setMeta("fifths", key.fifths);
      edit.setMeta("mode", key.mode);
      return;
    }
    forgetBelow(edit, document, "key", [before.first + 1, bar.first]);
    const was = keyAt(bar.first - 1, choraleMeta(document));
    if (was.fifths !== key.fifths || was.mode !== key.mode)
      writeBelow(edit, document, bar.first, { key });
  });
}

/** The bar of a number, and the one before it. */
function barNumbered(document: CanvasDocument, number: number) {
  const bars = barsOf(document.columns().length, choraleMeta(document));
  const at = bars.findIndex((bar) => bar.number === number);
  return { bar: bars[at], before: bars[at - 1] };
}

/** A tempo, and words over it, "" for none. value: quarter notes a minute. */
export interface TempoMark {
  value: number;
  text: string;
}

/** The tempo marks behind the beginning, each with its column. */
export function tempoMarksIn(document: CanvasDocument): (TempoMark & { column: number })[] {
  const index = document.columnIndex();
  const found = new Map<number, TempoMark & { row: number }>();
  for (const [key, { signs = [] }] of document.marks()) {
    const cell = cellOfKey(key, index);
    const sign = signs.find(isTempo);
    if (!cell || !sign || cell.column === 0 || cell.row >= chordsRow()) continue;
    const before = found.get(cell.column);
    if (!before || cell.row < before.row)
      found.set(cell.column, { row: cell.row, value: quartersOf(sign), text: sign.text ?? "" });
  }
  return [...found]
    .map(([column, { value, text }]) => ({ column, value, text }))
    .sort((one, other) => one.column - other.column);
}

/** Let a tempo hold from a column on, up to the next mark, instead of what stands in its bar; null for none. */
export function setTempoFrom(column: number, tempo: TempoMark | null): void {
  const document = openCanvas();
  if (!document || column <= 0) return;
  const bar = barAt(column, document.columns().length, choraleMeta(document));
  document.edit((edit) => writeTempo(edit, document, [bar.first, bar.first + bar.length], tempo));
}

/** The tempo mark of some columns, from the first up to, and without, the last. */
function writeTempo(
  edit: DocumentEdit,
  document: CanvasDocument,
  [first, end]: readonly [number, number],
  tempo: TempoMark | null,
): void {
  const index = document.columnIndex();
  const top = cellKey(document.columns()[first] ?? "", 0);
  const kept = new Map<string, CellMarks>([[top, document.marks().get(top) ?? {}]]);
  for (const [key, marks] of document.marks()) {
    const cell = cellOfKey(key, index);
    const isHere = cell && cell.column >= first && cell.column < end && cell.row < chordsRow();
    if (isHere && marks.signs?.some(isTempo)) kept.set(key, marks);
  }
  for (const [key, marks] of kept) {
    const cell = cellOfKey(key, index);
    const now = (marks.signs ?? []).filter((sign) => !isTempo(sign));
    if (key === top && tempo) now.push({ kind: "metronome", name: "quarter", ...spoken(tempo) });
    if (cell) edit.setMarks(cell.row, cell.column, withSigns(marks, now));
  }
}

const spoken = ({ value, text }: TempoMark) => (text ? { value, text } : { value });

/** Write a sign of form at a bar, or take it away: on its first sixteenth, or on its last. */
export function setForm(bar: Bar, name: string, isThere: boolean): void {
  const document = openCanvas();
  if (!document) return;
  const column = isBeginning(name) ? bar.first : bar.first + bar.length - 1;
  const names = (marksBelow(document, column)?.form ?? []).filter(
    (one) => one !== name && !areRivals(one, name),
  );
  const now = isThere ? [...names, name] : names;
  document.edit((edit) =>
    writeBelow(edit, document, column, { form: now.length > 0 ? now : undefined }),
  );
}

/** Whether two signs cannot stand at one place: two jumps, two endings, two repeats. */
function areRivals(one: string, other: string): boolean {
  const kinds = [/^(da-capo|dal-segno)/, /^ending-/, /^end-repeat/];
  return kinds.some((kind) => kind.test(one) && kind.test(other));
}
