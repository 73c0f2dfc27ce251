// Symbols of a chorale: 0 a rest, +p the onset of MIDI pitch p, -p its continuation; and notes made of them.
import { CellMap, cellOfKey } from "../../cells";
import type { CellMarks } from "../../document/gridEdits";
import type { CanvasShape } from "../../document/projection";
import { isTempo, temposOf } from "./tempos";
import { HIGHEST_WRITTEN, harmonyRow, LOWEST_WRITTEN, STANDARD, voicesIn } from "./voices";

export const LOWEST_PITCH = 36;
export const HIGHEST_PITCH = 81;
export const MAX_SIXTEENTHS = 4096;
/** The row below four voices and the chords, on whose cells changes of metre hang. */
export const METRE_ROW = harmonyRow(STANDARD.length) + 1;

export interface Note {
  row: number;
  /** First sixteenth and how many. */
  start: number;
  length: number;
  pitch: number;
}

/** A symbol to write into a cell. */
export interface Write {
  row: number;
  column: number;
  symbol: number;
}

export const CHORALE_SHAPE: CanvasShape = {
  numRows: STANDARD.length,
  numRowsOf: (meta) => voicesIn(meta.get("voices")).length,
  isSymbol: (value): value is number =>
    typeof value === "number" &&
    Number.isInteger(value) &&
    (value === 0 || (Math.abs(value) >= LOWEST_WRITTEN && Math.abs(value) <= HIGHEST_WRITTEN)),
  metaOfMarks: (marks, columnIndex, numRows) => {
    const changes: [number, unknown][] = [];
    const form: [number, readonly string[]][] = [];
    const keys: [number, unknown, unknown][] = [];
    const signs: [number, number, readonly unknown[]][] = [];
    for (const [key, mark] of marks) {
      const said = mark as CellMarks | null;
      if (said?.signs?.some(isTempo)) {
        const cell = cellOfKey(key, columnIndex);
        if (cell && cell.row < numRows) signs.push([cell.row, cell.column, said.signs]);
      }
      if (!key.endsWith(`:${harmonyRow(numRows) + 1}`)) continue;
      const cell = cellOfKey(key, columnIndex);
      if (!cell) continue;
      if (said?.form) form.push([cell.column, said.form]);
      if (said?.key) keys.push([cell.column, said.key.fifths, said.key.mode]);
      if (said?.metre !== undefined || !(said?.form || said?.key))
        changes.push([cell.column, said?.metre]);
    }
    for (const list of [changes, form, keys])
      (list as (readonly [number, ...unknown[]])[]).sort(([one], [other]) => one - other);
    const tempos = temposOf(signs);
    return {
      ...(changes.length === 0 ? {} : { metre_changes: changes }),
      ...(keys.length === 0 ? {} : { key_changes: keys }),
      ...(form.length === 0 ? {} : { form }),
      ...(tempos.length === 0 ? {} : { tempos }),
    };
  },
};

/** Whether a note begins at a sixteenth; a continuation after another pitch begins one too. */
export function isOnset(symbols: readonly number[], column: number): boolean {
  const symbol = symbols[column] ?? 0;
  if (symbol > 0) return true;
  return symbol < 0 && Math.abs(symbols[column - 1] ?? 0) !== -symbol;
}

/** The notes of one voice, in order. */
export function notesOf(symbols: readonly number[], row: number): Note[] {
  const notes: Note[] = [];
  let open: Note | null = null;
  symbols.forEach((symbol, column) => {
    if (symbol === 0) {
      open = null;
    } else if (open && !isOnset(symbols, column)) {
      open.length++;
    } else {
      open = { row, start: column, length: 1, pitch: Math.abs(symbol) };
      notes.push(open);
    }
  });
  return notes;
}

/** The note that sounds at a sixteenth of a voice; null at a rest. */
export function noteAt(symbols: readonly number[], row: number, column: number): Note | null {
  const symbol = symbols[column] ?? 0;
  if (symbol === 0) return null;
  let start = column;
  while (start > 0 && !isOnset(symbols, start)) start--;
  let end = column + 1;
  while (end < symbols.length && (symbols[end] ?? 0) < 0 && !isOnset(symbols, end)) end++;
  return { row, start, length: end - start, pitch: Math.abs(symbol) };
}

/** A change of some notes, collected cell by cell: what was written last to a cell counts. */
export class NoteWriter {
  private readonly rows: number[][];
  private readonly written = new CellMap<Write>();

  constructor(symbols: readonly (readonly number[])[]) {
    this.rows = symbols.map((row) => [...row]);
  }

  draw({ row, start, length, pitch }: Note): this {
    const end = Math.min(start + length, this.numColumns);
    const first = Math.max(0, start);
    this.cutBefore(row, end);
    for (let column = first; column < end; column++) {
      this.write(row, column, column === first ? pitch : -pitch);
    }
    return this;
  }

  erase(row: number, start: number, length: number): this {
    const end = Math.min(start + length, this.numColumns);
    this.cutBefore(row, end);
    for (let column = Math.max(0, start); column < end; column++) this.write(row, column, 0);
    return this;
  }

  /** Only cells whose symbol is another one than before. */
  writes(before: readonly (readonly number[])[]): Write[] {
    return this.written
      .values()
      .filter(({ row, column, symbol }) => before[row]?.[column] !== symbol);
  }

  /** The grid as it will be. */
  get grid(): readonly (readonly number[])[] {
    return this.rows;
  }

  private get numColumns(): number {
    return this.rows[0]?.length ?? 0;
  }

  /** What is left of a note behind a change begins with an onset of its own. */
  private cutBefore(row: number, column: number): void {
    const symbol = this.rows[row]?.[column] ?? 0;
    if (symbol < 0) this.write(row, column, -symbol);
  }

  private write(row: number, column: number, symbol: number): void {
    const cells = this.rows[row];
    if (!cells || column >= cells.length) return;
    cells[column] = symbol;
    this.written.set({ row, column }, { row, column, symbol });
  }
}

/** Move notes in pitch and time: pitches stay within those of a piano, times within its columns. */
export function moveNotes(
  symbols: readonly (readonly number[])[],
  notes: readonly Note[],
  by: { pitch: number; time: number },
): { writes: Write[]; moved: Note[] } {
  const numColumns = symbols[0]?.length ?? 0;
  const pitch = clamp(
    by.pitch,
    Math.max(...notes.map((note) => LOWEST_WRITTEN - note.pitch)),
    Math.min(...notes.map((note) => HIGHEST_WRITTEN - note.pitch)),
  );
  const time = clamp(
    by.time,
    Math.max(...notes.map((note) => -note.start)),
    Math.min(...notes.map((note) => numColumns - note.start - note.length)),
  );
  const moved = notes.map((note) => ({
    ...note,
    pitch: note.pitch + pitch,
    start: note.start + time,
  }));
  const writer = new NoteWriter(symbols);
  for (const note of notes) writer.erase(note.row, note.start, note.length);
  for (const note of moved) writer.draw(note);
  return { writes: writer.writes(symbols), moved };
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.max(lowest, Math.min(highest, value));
}
