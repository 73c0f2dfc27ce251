// Writing on the staff by keys: a note by its letter, a rest, a tie, and what a press changes of the last note.
import { createSignal } from "solid-js";
import { audition } from "../../../audio/player";
import { hasTouchSound } from "../../../audio/touch";
import type { Cell } from "../../../domain/cells";
import { inserted, numFreeAtEnd, overwritten } from "../../../domain/chorale/entry/noteEntry";
import { barAt, barLength, positionOf } from "../../../domain/chorale/music/bars";
import { pitchName } from "../../../domain/chorale/music/spelling";
import { type Note, noteAt, notesOf } from "../../../domain/chorale/music/symbols";
import { HIGHEST_WRITTEN, LOWEST_WRITTEN, middlePitch } from "../../../domain/chorale/music/voices";
import {
  alterInForce,
  letterOf,
  nearestStep,
  pitchOfStep,
  stepOf,
  stepOfPitch,
} from "../../../domain/chorale/staff/staffSteps";
import { shownGrid, voice } from "../../../state/stage/open";
import { toast } from "../../../ui/messages/toasts";
import {
  canWrite,
  cellsOf,
  eraseNote,
  moveBySteps,
  openCanvas,
  transposeCells,
  write,
} from "../acts";
import { insertBars } from "../barActs";
import { shownKey, shownMeta, shownVoice } from "../inView";
import { caret, putCaret } from "../keyboard/caret";
import { writtenAs } from "../letters";
import { numColumns } from "../roll/view";
import { writtenLength } from "./length";
import { lettered } from "./movedMarks";
import { restBefore, slotAtCaret, stepInTuplet, writeInTuplet } from "./tuplets";

/** For the next note alone: 1 sharp, -1 flat, 0 natural; null as the bar and the signature have it. */
const [accidental, setAccidental] = createSignal<number | null>(null);
/** Whether what is written moves the rest of its voice on. */
const [isInserting, setIsInserting] = createSignal(false);
/** Where the note begins that was written last. */
const [written, setWritten] = createSignal<Cell | null>(null);

export { accidental, isInserting };

export const toggleInserting = (): void => void setIsInserting((before) => !before);

/** The same sign twice takes it back. */
export const toggleAccidental = (alter: number): void =>
  void setAccidental((before) => (before === alter ? null : alter));

const rowOf = (row: number): readonly number[] => shownGrid()[row] ?? [];

/** The note that was written last, as long as the caret stands behind it. */
export function lastNote(): Note | null {
  const [one, at] = [written(), caret()];
  const note = one && one.row === at.row ? noteAt(rowOf(one.row), one.row, one.column) : null;
  return note && note.start === one?.column && note.start + note.length === at.column ? note : null;
}

/** What keys change: the last note, otherwise the one at the caret. */
export const currentNote = (): Note | null => {
  const { row, column } = caret();
  return lastNote() ?? noteAt(rowOf(row), row, column);
};

/** Write a note by its letter: the nearest one to the note before it. */
export function writeLetter(letter: string): void {
  const { row, column } = caret();
  const before = notesOf(rowOf(row), row).findLast(({ start }) => start < column);
  const near = before ? stepOf(writtenAs(before)) : middleStep(row, column);
  let step = nearestStep(letter, near);
  while (pitchOfStep(step, 0) > HIGHEST_WRITTEN + 1) step -= 7;
  while (pitchOfStep(step, 0) < LOWEST_WRITTEN - 1) step += 7;
  writeStep(step, [row]);
}

/** Where the first note of a voice is looked for. */
const middleStep = (row: number, column: number): number =>
  stepOfPitch(middlePitch(shownVoice(row)), shownKey(column));

/** Write a note at a step of a staff with these voices, with the accidental that was asked for, if any. */
export function writeStep(step: number, rows: readonly number[]): void {
  const meta = shownMeta();
  const { column } = caret();
  const from = barAt(Math.min(column, numColumns() - 1), numColumns(), meta).first;
  const where = { symbols: shownGrid(), rows, from, to: column, writtenAs };
  const chosen = accidental();
  const alter = chosen ?? alterInForce(step, where, shownKey(column));
  const pitch = pitchOfStep(step, alter);
  if (pitch < LOWEST_WRITTEN || pitch > HIGHEST_WRITTEN) {
    toast(`${pitchName(pitch, meta)} was not written: a canvas holds those of a piano, A0 to C8.`);
    return;
  }
  if (!put(pitch, letterOf(step) + (alter > 0 ? "#".repeat(alter) : "b".repeat(-alter)))) return;
  setAccidental(null);
  if (hasTouchSound()) audition(pitch, voice());
}

export const writeRest = (): void => void put(0);

/** Write a note of the chosen length at the caret, or a rest for pitch 0, and go on behind it. */
function put(pitch: number, spelling?: string): boolean {
  const within = slotAtCaret();
  if (within && !isInserting()) {
    if (!canWrite()) return false;
    writeInTuplet(within, pitch, spelling);
    setWritten(null);
    return true;
  }
  const { row, column: start } = caret();
  const note = { row, start, length: writtenLength(), pitch };
  const needed = isInserting()
    ? note.length - numFreeAtEnd(rowOf(row))
    : start + note.length - numColumns();
  if (!canWrite() || !makeRoom(needed)) return false;
  const symbols = shownGrid();
  write(isInserting() ? inserted(symbols, note) : overwritten(symbols, note), {
    areKept: true,
    markEdits: spelling === undefined ? [] : [lettered(row, start, spelling)],
  });
  setWritten(pitch === 0 ? null : { row, column: start });
  putCaret(start + note.length, pitch || undefined);
  return true;
}

/** Write the last note once more, in the chosen length. */
export function writeAgain(): void {
  const { row, column } = caret();
  const note = lastNote() ?? notesOf(rowOf(row), row).findLast(({ start }) => start < column);
  if (!note) return void toast("There is no note before the cursor to repeat.");
  if (put(note.pitch) && hasTouchSound()) audition(note.pitch, voice());
}

/** Move the last note, or the one at the caret, by lines and spaces. */
export function stepCurrent(steps: number): void {
  const note = currentNote();
  if (note) moveBySteps(cellsOf(note), steps);
}

/** New bars at the end for so many sixteenths; false where the music cannot become longer. */
function makeRoom(numSixteenths: number): boolean {
  if (numSixteenths <= 0) return true;
  const before = numColumns();
  if (openCanvas() === null) {
    toast("A candidate ends where its canvas does. Add bars on the canvas.");
    return false;
  }
  const length = barLength(positionOf(before - 1, shownMeta()));
  insertBars(before, Math.ceil(numSixteenths / length));
  return numColumns() > before;
}

/** Tie as long a note again to the last one. */
export function writeTie(): void {
  const { row, column } = caret();
  const note = lastNote() ?? noteAt(rowOf(row), row, column - 1);
  if (!note || note.start + note.length !== column) {
    toast("A tie makes the note before the cursor longer. There is none here.");
    return;
  }
  const length = writtenLength();
  if (!canWrite() || !makeRoom(column + length - numColumns())) return;
  write(overwritten(shownGrid(), { ...note, length: note.length + length }), { areKept: true });
  setWritten({ row, column: note.start });
  putCaret(column + length);
}

/** Erase what is before the caret and go back to where it began. */
export function writeBack(): void {
  const { row, column } = caret();
  if (!canWrite() || column === 0 || restBefore({ row, column })) return;
  const before = noteAt(rowOf(row), row, column - 1);
  if (before) eraseNote({ ...before, length: column - before.start });
  putCaret(before ? before.start : stopBefore(column));
}

/** Move the last note, or the one at the caret, by semitones. */
export function transposeCurrent(semitones: number): void {
  const note = currentNote();
  if (!note) return;
  transposeCells(cellsOf(note), semitones);
  if (hasTouchSound()) audition(note.pitch + semitones, note.row);
}

/** To the next note or rest of the voice, or back. */
export function moveCaret(direction: -1 | 1): void {
  if (stepInTuplet(direction)) return;
  const { column } = caret();
  putCaret(direction < 0 ? stopBefore(column) : stopAfter(column));
}

/** Rests are passed by the chosen length, notes whole. */
function stopAfter(column: number): number {
  const { row } = caret();
  const note = noteAt(rowOf(row), row, column);
  if (note) return note.start + note.length;
  const next = notesOf(rowOf(row), row).find(({ start }) => start > column)?.start ?? numColumns();
  return Math.min(column + writtenLength(), next);
}

function stopBefore(column: number): number {
  const { row } = caret();
  if (column === 0) return 0;
  const note = noteAt(rowOf(row), row, column - 1);
  if (note) return note.start;
  const before = notesOf(rowOf(row), row).findLast(({ start }) => start < column);
  const end = before ? before.start + before.length : 0;
  return Math.max(column - writtenLength(), end);
}
