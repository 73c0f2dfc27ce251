// What a person does to a chorale: to the open document, each time one undoable edit, or to a candidate.

import { type Cell, RENOISABLE, UNMASKED } from "../../domain/cells";
import { copyPassage, type Passage, pastePassage } from "../../domain/chorale/entry/clipboard";
import { barAt, keyAt, readMeta } from "../../domain/chorale/music/bars";
import {
  moveNotes,
  type Note,
  NoteWriter,
  notesOf,
  type Write,
} from "../../domain/chorale/music/symbols";
import {
  HIGHEST_WRITTEN,
  harmonyRow,
  LOWEST_WRITTEN,
  voicesIn,
} from "../../domain/chorale/music/voices";
import { stavesIn, transposedStaves } from "../../domain/chorale/notation/staves";
import { movedBySteps } from "../../domain/chorale/staff/staffSteps";
import { type CanvasDocument, currentDocument } from "../../state/document/document";
import { rectanglesToIndices, type Tool } from "../../state/stage/createSelection";
import type { TargetEdit } from "../../state/stage/createTarget";
import {
  cursor,
  editCells,
  selectedCells,
  selection,
  setCursor,
  setSelection,
  setTool,
  shownColumnIndex,
  shownColumns,
  shownGrid,
  shownStates,
  target,
  tool,
  voice,
} from "../../state/stage/open";
import { MOD } from "../../ui/keys/hotkeys";
import { toast } from "../../ui/messages/toasts";
import { moveKeys } from "./barMarks";
import {
  allTransposed,
  type CopiedChord,
  copiedChords,
  erasedChords,
  pastedChords,
  transposedChords,
} from "./harmony/bars";
import { writtenAs } from "./letters";
import {
  type CopiedMarks,
  copiedMarks,
  movedMarks,
  pastedMarks,
  removedMarks,
  respelled,
} from "./writing/movedMarks";
import { withTuplets } from "./writing/tupletsInView";

/** Notes, the chords asked for, and the marks of cells. */
type Copied = Passage & { chords: readonly CopiedChord[]; marks: readonly CopiedMarks[] };

let clipboard: Copied | null = null;

/** The document, if the canvas itself is in view and the person may edit it. */
export function openCanvas(): CanvasDocument | null {
  const to = target();
  return to?.kind === "canvas" ? to.document : null;
}

/** Whether states and pins may be painted: on the canvas, and on a candidate. */
export const canPaint = (): boolean => target() !== null;

/** Whether notes may be written: in a candidate with the drawing tool only, so that no stray drag does. */
export const canWrite = (): boolean => openCanvas() !== null || (canPaint() && tool() === "draw");

export function choraleMeta(document: CanvasDocument | null = currentDocument()) {
  return readMeta(document?.meta() ?? {});
}

/** Choose a tool; the brush begins without a selection, so that its keys paint nothing that was selected before. */
export function chooseTool(next: Tool): void {
  if (next === "paint" && tool() !== "paint") setSelection([]);
  setTool(next);
}

// ---- selecting --------------------------------------------------------------------------------

const lastRow = (): number => shownGrid().length - 1;

/** Select a rectangle of column indices and rows; `isAdded` keeps what is selected already. */
export function selectRectangle(
  rectangle: { first: number; last: number; firstRow: number; lastRow: number },
  isAdded = false,
): void {
  const columns = shownColumns();
  const firstColumn = columns[Math.max(0, Math.min(rectangle.first, rectangle.last))];
  const lastColumn =
    columns[Math.min(columns.length - 1, Math.max(rectangle.first, rectangle.last))];
  if (firstColumn === undefined || lastColumn === undefined) return;
  const one = {
    firstColumn,
    lastColumn,
    firstRow: Math.min(rectangle.firstRow, rectangle.lastRow),
    lastRow: Math.max(rectangle.firstRow, rectangle.lastRow),
  };
  setSelection(isAdded ? [...selection(), one] : [one]);
}

/** Take a rectangle out of the selection. */
export function deselectRectangle(taken: {
  first: number;
  last: number;
  firstRow: number;
  lastRow: number;
}): void {
  const columns = shownColumns();
  const rest = rectanglesToIndices(selection(), shownColumnIndex()).flatMap((one) => {
    const pieces = [];
    for (let row = one.firstRow; row <= one.lastRow; row++) {
      const isTouched =
        row >= taken.firstRow &&
        row <= taken.lastRow &&
        taken.first <= one.last &&
        taken.last >= one.first;
      if (!isTouched) pieces.push({ row, first: one.first, last: one.last });
      if (isTouched && one.first < taken.first)
        pieces.push({ row, first: one.first, last: taken.first - 1 });
      if (isTouched && one.last > taken.last)
        pieces.push({ row, first: taken.last + 1, last: one.last });
    }
    return pieces;
  });
  setSelection(
    rest.map(({ row, first, last }) => ({
      firstColumn: columns[first] as string,
      lastColumn: columns[last] as string,
      firstRow: row,
      lastRow: row,
    })),
  );
}

export function selectNote(note: Omit<Note, "pitch">, isAdded = false): void {
  const last = note.start + note.length - 1;
  selectRectangle({ first: note.start, last, firstRow: note.row, lastRow: note.row }, isAdded);
}

export function selectAll(): void {
  const last = shownColumns().length - 1;
  selectRectangle({ first: 0, last, firstRow: 0, lastRow: lastRow() });
}

export function selectVoice(row: number): void {
  const last = shownColumns().length - 1;
  selectRectangle({ first: 0, last, firstRow: row, lastRow: row });
}

/** Whole bars from the one at a sixteenth to the one at another. */
export function selectBars(from: number, to: number, isAdded = false): void {
  const numColumns = shownColumns().length;
  const meta = choraleMeta();
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const firstBar = barAt(Math.max(0, low), numColumns, meta);
  const lastBar = barAt(Math.min(numColumns - 1, high), numColumns, meta);
  const last = lastBar.first + lastBar.length - 1;
  selectRectangle({ first: firstBar.first, last, firstRow: 0, lastRow: lastRow() }, isAdded);
}

/** The cursor as indices of what is in view; null where its column is gone. */
export function cursorCell(): Cell | null {
  const at = cursor();
  const column = at && shownColumnIndex().get(at.column);
  return at && column !== undefined && column !== null ? { row: at.row, column } : null;
}

export function putCursor(cell: Cell): void {
  const columns = shownColumns();
  const column = columns[Math.max(0, Math.min(columns.length - 1, cell.column))];
  if (column !== undefined) {
    setCursor({ column, row: Math.max(0, Math.min(lastRow(), cell.row)) });
  }
}

/** The selected cells; without a selection those of the note under the cursor, or the cell itself in a rest. */
export function actedOnCells(): readonly Cell[] {
  if (selectedCells().length > 0) return selectedCells();
  const at = cursorCell();
  if (!at) return [];
  const note = notesOf(shownGrid()[at.row] ?? [], at.row).find(
    ({ start, length }) => at.column >= start && at.column < start + length,
  );
  return note ? cellsOf(note) : [at];
}

/** The cells of a note or rest. */
export const cellsOf = ({ row, start, length }: Omit<Note, "pitch">): Cell[] =>
  Array.from({ length }, (_, index) => ({ row, column: start + index }));

/** The notes that have a cell among the given ones, whole. */
export function notesIn(cells: readonly Cell[]): Note[] {
  const symbols = shownGrid();
  const byRow = new Map<number, Set<number>>();
  for (const { row, column } of cells) {
    if (!byRow.has(row)) byRow.set(row, new Set());
    byRow.get(row)?.add(column);
  }
  return [...byRow].flatMap(([row, columns]) =>
    notesOf(symbols[row] ?? [], row).filter((note) => {
      for (let column = note.start; column < note.start + note.length; column++) {
        if (columns.has(column)) return true;
      }
      return false;
    }),
  );
}

// ---- notes ------------------------------------------------------------------------------------

/**
 * Write symbols, and on the canvas marks (`markEdits`). There `areKept` unmasks renoisable cells, which would
 * lose what a person just wrote; in a candidate all that is written is held.
 */
export function write(
  writes: readonly Write[],
  {
    areKept = false,
    markEdits = [],
  }: { areKept?: boolean; markEdits?: readonly TargetEdit[] } = {},
): void {
  if (!canWrite()) return;
  const isOnCanvas = openCanvas() !== null;
  const states = shownStates();
  const notes = writes.map(({ row, column, symbol }): TargetEdit => {
    const isLost = areKept && symbol !== 0 && states[row]?.[column] === RENOISABLE;
    if (!isOnCanvas) return { row, column, symbol, state: UNMASKED, pin: true };
    return isLost ? { row, column, symbol, state: UNMASKED } : { row, column, symbol };
  });
  editCells(isOnCanvas ? [...notes, ...withTuplets(writes, markEdits)] : notes);
}

/** Draw a note. replaced: the note as it was before a gesture that made it longer or shorter. */
export function drawNote(note: Note, replaced?: Note): void {
  const writer = new NoteWriter(shownGrid());
  if (replaced) writer.erase(replaced.row, replaced.start, replaced.length);
  write(writer.draw(note).writes(shownGrid()), { areKept: true });
}

/** Erase cells, and change marks with them. */
export function eraseCells(cells: readonly Cell[], markEdits: readonly TargetEdit[] = []): void {
  const writer = new NoteWriter(shownGrid());
  const ordered = [...cells].sort((one, other) => one.row - other.row || one.column - other.column);
  for (const { row, column } of ordered) writer.erase(row, column, 1);
  write(writer.writes(shownGrid()), { markEdits: [...erasedChords(cells), ...markEdits] });
}

/** Erase what is selected or at the cursor, with the marks of each note whose first cell is erased. */
export function eraseChosen(): void {
  const cells = actedOnCells();
  const begun = notesIn(cells).filter(({ row, start }) =>
    cells.some((cell) => cell.row === row && cell.column === start),
  );
  eraseCells(cells, begun.flatMap(removedMarks));
}

/** Erase all cells of a note, or of as long a stretch. */
export function eraseNote(note: Omit<Note, "pitch">): void {
  eraseCells(cellsOf(note));
}

/** Move notes, and write chords with them; the selection goes along. Returns where the notes are now. */
export function shiftNotes(
  notes: readonly Note[],
  by: { pitch: number; time: number },
  chords: readonly TargetEdit[] = [],
): Note[] {
  if (!canWrite() || notes.length === 0) return [];
  const { writes, moved } = moveNotes(shownGrid(), notes, by);
  write(writes, { markEdits: [...chords, ...movedMarks(notes, moved)] });
  if (by.time !== 0) moved.forEach((note, index) => selectNote(note, index > 0));
  return moved;
}

const NO_FURTHER =
  "Some of these notes cannot move further: a canvas holds the pitches of a piano, A0 to C8.";

/** Transpose the notes of some cells, all by the same interval. */
export function transposeCells(cells: readonly Cell[], semitones: number): void {
  const notes = notesIn(cells);
  if (notes.length === 0) return;
  const pitches = notes.map((note) => note.pitch + semitones);
  if (Math.min(...pitches) < LOWEST_WRITTEN || Math.max(...pitches) > HIGHEST_WRITTEN) {
    toast(NO_FURTHER);
    return;
  }
  shiftNotes(notes, { pitch: semitones, time: 0 }, transposedChords(cells, semitones));
}

/** Move the notes of some cells by lines and spaces, as the key signature has them. */
export function moveBySteps(cells: readonly Cell[], steps: number): void {
  const meta = choraleMeta();
  const notes = notesIn(cells);
  const moved = notes.map((note) => ({
    ...note,
    pitch: movedBySteps(note, steps, keyAt(note.start, meta), writtenAs(note)),
  }));
  const isStuck = moved.some(({ pitch }, index) => pitch === notes[index]?.pitch);
  if (!canWrite() || notes.length === 0) return;
  if (isStuck) return void toast(NO_FURTHER);
  const writer = new NoteWriter(shownGrid());
  for (const note of moved) writer.draw(note);
  write(writer.writes(shownGrid()), { areKept: true });
}

/** Transpose the whole chorale, key signature included. */
export function transposeAll(semitones: number): void {
  const document = openCanvas();
  if (!document || semitones === 0) return;
  const symbols = document.symbols();
  const pitches = symbols
    .flat()
    .filter((symbol) => symbol !== 0)
    .map((symbol) => Math.abs(symbol) + semitones);
  if (pitches.some((pitch) => pitch < LOWEST_WRITTEN || pitch > HIGHEST_WRITTEN)) {
    toast("That would move notes outside a piano's range, A0 to C8. Choose a smaller interval.");
    return;
  }
  const before = choraleMeta(document).fifths;
  const fifths = ((((before + 7 * semitones + 5) % 12) + 12) % 12) - 5;
  document.edit((edit) => {
    symbols.forEach((cells, row) => {
      cells.forEach((symbol, column) => {
        if (symbol !== 0) edit.setSymbol(row, column, symbol + Math.sign(symbol) * semitones);
      });
    });
    for (const [column, chord] of allTransposed(semitones))
      edit.setMarks(harmonyRow(voicesIn(document.meta().voices).length), column, { chord });
    for (const marks of respelled(document, fifths - before, semitones))
      edit.setMarks(marks.row, marks.column, marks.marks);
    edit.setMeta("fifths", fifths);
    moveKeys(edit, document, fifths - before);
    const staves = stavesIn(document.meta().staves);
    if (staves.length > 0)
      edit.setMeta("staves", transposedStaves(staves, semitones, fifths - before));
  });
}

// ---- copying ----------------------------------------------------------------------------------

/** What is selected, or at the cursor, as a passage; null where that is nothing. */
function copied(): Copied | null {
  const cells = actedOnCells();
  const passage = copyPassage(shownGrid(), cells);
  const first = Math.min(...cells.map(({ column }) => column));
  return (
    passage && {
      ...passage,
      chords: copiedChords(cells),
      marks: copiedMarks(notesIn(cells), first),
    }
  );
}

export function copy(): void {
  clipboard = copied() ?? clipboard;
}

export function cut(): void {
  copy();
  const cells = actedOnCells();
  eraseCells(cells, notesIn(cells).flatMap(removedMarks));
}

export function canPaste(): boolean {
  return clipboard !== null && canWrite();
}

/** Paste at the beginning of the selection, otherwise at the cursor. */
export function paste(): void {
  if (!canWrite() || !clipboard) return;
  const cells = selectedCells();
  const at =
    cells.length > 0
      ? {
          row: Math.min(...cells.map((cell) => cell.row)),
          column: Math.min(...cells.map((cell) => cell.column)),
        }
      : (cursorCell() ?? { row: voice(), column: 0 });
  put(clipboard, at);
}

/** Write what is selected once more, right behind itself, and select that. The clipboard stays as it is. */
export function repeat(): void {
  const cells = actedOnCells();
  const passage = copied();
  if (!canWrite() || !passage) return;
  const column = Math.max(...cells.map((cell) => cell.column)) + 1;
  if (column + passage.length > shownColumns().length) {
    toast(`There is no room behind it for a repeat. Add bars first (${MOD}B).`);
    return;
  }
  put(passage, { row: Math.min(...cells.map((cell) => cell.row)), column });
  putCursor({ row: passage.rows[0] ?? 0, column });
}

function put(passage: Copied, at: Cell): void {
  const { writes, rows, last } = pastePassage(shownGrid(), passage, at);
  const { chords, length, marks, rows: copiedRows } = passage;
  const rowOf = (row: number) => (copiedRows.length === 1 ? at.row : row);
  write(writes, {
    areKept: true,
    markEdits: [
      ...(chords.length > 0 ? pastedChords(chords, at.column, length) : []),
      ...pastedMarks(marks, { rows, rowOf, column: at.column, last }),
    ],
  });
  rows.forEach((row, index) =>
    selectRectangle({ first: at.column, last, firstRow: row, lastRow: row }, index > 0),
  );
}
