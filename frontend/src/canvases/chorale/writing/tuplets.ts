// Tuplets by hand: a note or rest is divided, and what is typed goes on within it.
import { createSignal } from "solid-js";
import type { Cell } from "../../../domain/cells";
import { barAt } from "../../../domain/chorale/music/bars";
import { type Note, NoteWriter, type Write } from "../../../domain/chorale/music/symbols";
import { type Sign, signName, signsIn } from "../../../domain/chorale/notation/signs";
import {
  divided,
  type OwnNote,
  ratioOf,
  type Tuplet,
  tupletOf,
  withNote,
} from "../../../domain/chorale/notation/tuplets";
import { spanAt } from "../../../domain/chorale/staff/noteSpans";
import { withSigns } from "../../../domain/document/gridEdits";
import type { TargetEdit } from "../../../state/stage/createTarget";
import { selectedCells, setStates, shownColumns, shownGrid } from "../../../state/stage/open";
import { toast } from "../../../ui/messages/toasts";
import { actedOnCells, cellsOf, openCanvas, selectNote, write } from "../acts";
import { shownMeta } from "../inView";
import { caret, putCaret } from "../keyboard/caret";
import { isWriting } from "./isWriting";
import { chooseLength, writtenLength } from "./length";
import { marksAt, shownTuplets, tupletAt } from "./tupletsInView";

/** Paint states, but for cells under tuplets, which are held whatever is painted. */
export function paintStates(cells: readonly Cell[], state: Parameters<typeof setStates>[1]): void {
  const free = cells.filter((cell) => !tupletAt(cell));
  setStates(free, state);
  if (free.length === 0 && cells.length > 0)
    toast(
      "A tuplet is held: the model composes in sixteenths. Remove it first, then mark its notes.",
    );
}

// ---- writing within one -----------------------------------------------------------------------

/** The note that is written next in a tuplet; one without a place on the grid shares its column with another. */
const [slot, setSlot] = createSignal<{ row: number; start: number; number: number } | null>(null);

/** The tuplet at the caret, and the number of the note there. */
export function slotAtCaret(): { tuplet: Tuplet; number: number } | null {
  const at = caret();
  const tuplet = tupletAt(at);
  if (!tuplet) return null;
  const chosen = slot();
  const isChosen = chosen?.row === at.row && chosen.start === tuplet.start;
  if (isChosen && columnOf(tuplet, chosen.number) === at.column)
    return { tuplet, number: chosen.number };
  const number = tuplet.columns.findLastIndex((column) => column !== null && column <= at.column);
  return { tuplet, number: Math.max(0, number) };
}

/** Where the caret stands for a note of a tuplet. */
const columnOf = (tuplet: Tuplet, number: number): number =>
  tuplet.columns[number] ?? Math.floor(tuplet.moments[number] ?? tuplet.start);

/** Put the caret at a note of a tuplet, or behind its last one. */
export function putInTuplet(tuplet: Tuplet, number: number, pitch?: number): void {
  const isWithin = number < tuplet.notes.length;
  setSlot(isWithin ? { row: tuplet.row, start: tuplet.start, number } : null);
  putCaret(isWithin ? columnOf(tuplet, number) : tuplet.end, pitch);
}

/** Write a note in a tuplet, or a rest for pitch 0: of the chosen length where there is room for it. */
export function writeInTuplet(
  { tuplet, number }: { tuplet: Tuplet; number: number },
  pitch: number,
  letter = "",
): void {
  const own = tuplet.notes[number]?.[0] ?? 8;
  const isFine = tuplet.notes.some(([length]) => length < 4);
  const asked: OwnNote = [isFine ? own : 4 * writtenLength(), pitch, letter];
  const notes =
    withNote(tuplet.notes, number, asked) ?? withNote(tuplet.notes, number, [own, pitch, letter]);
  const after = notes && replaceTuplet(tuplet, { ...tuplet.sign, notes });
  if (after) putInTuplet(after, number + 1, pitch || undefined);
}

/** While the caret is in a tuplet it goes from note to note; false where it leaves it. */
export function stepInTuplet(direction: -1 | 1): boolean {
  const within = slotAtCaret();
  const next = within ? within.number + direction : -1;
  if (!within || next < 0) return false;
  putInTuplet(within.tuplet, next);
  return true;
}

/** Make the note of a tuplet before the caret a rest, and go back to it; false where none is before it. */
export function restBefore(at: Cell): boolean {
  const within = slotAtCaret();
  const ended = shownTuplets().find(({ row, end }) => row === at.row && end === at.column);
  const tuplet = within?.tuplet ?? ended;
  const number = (within?.number ?? tuplet?.notes.length ?? 0) - 1;
  if (!tuplet || number < 0) return false;
  const notes = tuplet.notes.map(
    ([length, pitch, letter], index): OwnNote =>
      index === number
        ? [length, 0, ""]
        : [length, index === number + 1 ? Math.abs(pitch) : pitch, letter],
  );
  const after = replaceTuplet(tuplet, { ...tuplet.sign, notes });
  if (after) putInTuplet(after, number);
  return true;
}

/** Write another tuplet in place of one, with the cells beneath it. */
function replaceTuplet(before: Tuplet, sign: Sign): Tuplet | null {
  const after = tupletOf(sign, before.row, before.start);
  if (!after || after.end !== before.end) return null;
  write(writesOf(after), { areKept: true, markEdits: [hangTuplet(after.row, after.start, sign)] });
  return after;
}

/** The symbols of a tuplet; a note that was tied to its first one stays so. */
function writesOf({ row, start, end, symbols }: Tuplet): Write[] {
  const now = shownGrid();
  const writer = new NoteWriter(now);
  writer.erase(row, start, end - start);
  const writes = new Map(writer.writes(now).map((one) => [one.column, one]));
  symbols.forEach((symbol, index) => {
    const column = start + index;
    const here = now[row]?.[column] ?? 0;
    const isTied = index === 0 && here < 0 && -here === symbol;
    writes.set(column, { row, column, symbol: isTied ? here : symbol });
  });
  return [...writes.values()].filter(({ column, symbol }) => now[row]?.[column] !== symbol);
}

/** The edit that puts this tuplet on a cell in place of the one there; null takes that away. */
function hangTuplet(row: number, column: number, sign: Sign | null): TargetEdit {
  const here = marksAt(row, column);
  const kept = signsIn(here.signs).filter(({ kind }) => kind !== "tuplet");
  return { row, column, marks: withSigns(here, sign ? [...kept, sign] : kept) };
}

// ---- making and removing ----------------------------------------------------------------------

/** The note or rest that a tuplet divides: the chosen one, or while writing the chosen length at the caret. */
function chosenSpan(): Note {
  const symbols = shownGrid();
  if (isWriting() && selectedCells().length === 0) {
    const { row, column } = caret();
    return { row, start: column, length: writtenLength(), pitch: 0 };
  }
  const cells = actedOnCells();
  const row = cells[0]?.row ?? caret().row;
  const columns = cells.filter((cell) => cell.row === row).map(({ column }) => column);
  const start = Math.min(...columns, shownColumns().length - 1);
  const length =
    columns.length > 1
      ? Math.max(...columns) - start + 1
      : spanAt(symbols[row] ?? [], row, start, shownMeta()).length;
  return { row, start, length, pitch: Math.abs(symbols[row]?.[start] ?? 0) };
}

/** Divide the chosen note or rest into so many, of which it is the first; on such a tuplet, take it away. */
export function toggleTuplet(actual: number): void {
  if (!openCanvas()) return void toast("Tuplets are written on the canvas. Go back to it first.");
  const span = chosenSpan();
  const there = tupletAt({ row: span.row, column: span.start });
  if (there) {
    if (ratioOf(there.sign)?.actual === actual) removeTuplet(there);
    else toast(`A ${signName(there.sign)} is here already. Remove it first.`);
    return;
  }
  const numColumns = shownColumns().length;
  const bar = barAt(Math.min(span.start, numColumns - 1), numColumns, shownMeta());
  const parts = divided(span.length, actual);
  if (!parts) {
    const rule = "A tuplet divides one note value, as a quarter or a half.";
    return void toast(`${rule} ${span.length} sixteenths cannot be divided into ${actual}.`);
  }
  if (span.start + span.length > bar.first + bar.length)
    return void toast("A tuplet stands within a bar. This note goes on over the bar line.");
  const notes = Array.from(
    { length: actual },
    (_, index): OwnNote => [parts.unit, index === 0 ? span.pitch : 0, ""],
  );
  const sign: Sign = { kind: "tuplet", name: `${actual}:${parts.normal}`, notes };
  const made = tupletOf(sign, span.row, span.start);
  if (!made) return;
  write(writesOf(made), { areKept: true, markEdits: [hangTuplet(span.row, span.start, sign)] });
  if (parts.unit >= 4) chooseLength(parts.unit / 4);
  if (isWriting()) putInTuplet(made, span.pitch === 0 ? 0 : 1);
}

/** Take a tuplet away: its first note lasts as long as all of it, and where that was a rest it rests. */
export function removeTuplet({ row, start, end, symbols }: Tuplet): void {
  const now = shownGrid();
  const writer = new NoteWriter(now);
  const note = { row, start, length: end - start, pitch: Math.abs(symbols[0] ?? 0) };
  writer.erase(row, start, note.length);
  if (note.pitch > 0) writer.draw(note);
  write(writer.writes(now), { markEdits: [hangTuplet(row, start, null)] });
  const free = { ...note, pitch: 0 };
  if (!isWriting()) selectNote(free);
  else putCaret(cellsOf(free)[0]?.column ?? start);
}
