// Syllables, fermatas, written letters and signs of notes go with them, wherever they are moved or copied to.

import { cellKey, cellOfKey } from "../../../domain/cells";
import { placeOf, spellingAt } from "../../../domain/chorale/music/spelling";
import type { Note } from "../../../domain/chorale/music/symbols";
import { isOfNote, type Sign, signsIn } from "../../../domain/chorale/notation/signs";
import { marksOrNone } from "../../../domain/document/gridEdits";
import type { CanvasDocument, CellMarks } from "../../../state/document/document";
import type { TargetEdit } from "../../../state/stage/createTarget";
import { shownColumns, target } from "../../../state/stage/open";

/** The marks of the canvas; none if something else is in view. */
function canvasMarks(): ReadonlyMap<string, CellMarks> {
  const to = target();
  return to?.kind === "canvas" ? to.document.marks() : new Map();
}

/** A tuplet goes where its first note goes; whether it stands there is seen then. */
const goesAlong = (sign: Sign): boolean => isOfNote(sign) || sign.kind === "tuplet";

/** The marks of a note: syllables, letter and signs at its beginning, and a fermata anywhere on it. */
export function marksOf({ row, start, length }: Omit<Note, "pitch">): CellMarks | null {
  const marks = canvasMarks();
  if (marks.size === 0) return null;
  const columns = shownColumns();
  const found: CellMarks = {};
  for (let column = start; column < start + length; column++) {
    const here = marks.get(cellKey(columns[column] ?? "", row));
    if (here?.fermata) found.fermata = true;
    if (here?.lyrics && column === start) found.lyrics = here.lyrics;
    if (here?.spelling && column === start) found.spelling = here.spelling;
    const signs = column === start ? signsIn(here?.signs).filter(goesAlong) : [];
    if (signs.length > 0) found.signs = signs;
  }
  return marksOrNone(found);
}

/** Dynamics, hairpins and texts stay in their place, whatever moves. */
function stayingAt(row: number, column: number): CellMarks {
  const here = canvasMarks().get(cellKey(shownColumns()[column] ?? "", row))?.signs;
  const signs = signsIn(here).filter((sign) => !isOfNote(sign));
  return signs.length > 0 ? { signs } : {};
}

/** Take away the syllables, fermatas, letters and signs of notes that hang on the cells of a note. */
export function removedMarks({ row, start, length }: Omit<Note, "pitch">): TargetEdit[] {
  const marks = canvasMarks();
  const columns = shownColumns();
  return Array.from({ length }, (_, index) => start + index)
    .filter((column) => {
      const here = marks.get(cellKey(columns[column] ?? "", row));
      return (
        here?.fermata !== undefined ||
        here?.lyrics !== undefined ||
        here?.spelling !== undefined ||
        signsIn(here?.signs).some(isOfNote)
      );
    })
    .map((column) => {
      const stays = stayingAt(row, column);
      return { row, column, marks: stays.signs ? stays : null };
    });
}

const together = (staying: unknown[] = [], coming: unknown[] = []): CellMarks =>
  staying.length + coming.length > 0 ? { signs: [...staying, ...coming] } : {};

const hangs = (row: number, column: number, marks: CellMarks): TargetEdit => ({
  row,
  column,
  marks: { ...marks, ...together(stayingAt(row, column).signs, marks.signs) },
});

/** The marks of notes that were moved, at their new places. before, after: the same notes in the same order. */
export function movedMarks(before: readonly Note[], after: readonly Note[]): TargetEdit[] {
  const gone = before.flatMap((note, index) => {
    const now = after[index];
    const stays = now?.start === note.start && now.row === note.row && now.length === note.length;
    return stays ? [] : [{ note, now, marks: marksOf(note) }];
  });
  return [
    ...gone.flatMap(({ note }) => removedMarks(note)),
    ...gone.flatMap(({ now, marks }): TargetEdit[] =>
      now && marks ? [hangs(now.row, now.start, marks)] : [],
    ),
  ];
}

/** A note that begins here is written with this letter; what else hangs here stays. */
export function lettered(row: number, column: number, spelling: string): TargetEdit {
  const here = canvasMarks().get(cellKey(shownColumns()[column] ?? "", row));
  return { row, column, marks: { ...here, spelling } };
}

/** The letters of all notes, so many places further on the line of fifths; a third sharp or flat is left to the key.
 * The notes of tuplets and grace notes move by semitones with them. */
export function respelled(
  document: CanvasDocument,
  fifths: number,
  semitones: number,
): { row: number; column: number; marks: CellMarks | null }[] {
  const columnOf = document.columnIndex();
  return [...document.marks()].flatMap(([key, { spelling, signs, ...others }]) => {
    const cell = cellOfKey(key, columnOf);
    const own = signsIn(signs);
    const hasNotes = own.some(({ notes }) => notes);
    if (!cell || (spelling === undefined && !hasNotes)) return [];
    const letter = movedLetter(spelling ?? "", fifths);
    const marks: CellMarks = {
      ...others,
      ...(signs ? { signs: own.map((sign) => movedSign(sign, fifths, semitones)) } : {}),
      ...(letter ? { spelling: letter } : {}),
    };
    return [{ ...cell, marks: marksOrNone(marks) }];
  });
}

/** A letter moved along the line of fifths; "" where it has none, or would have three signs. */
function movedLetter(letter: string, fifths: number): string {
  const place = placeOf(letter);
  return place === null ? "" : (spellingAt(place + fifths) ?? "");
}

/** A sign whose own notes, if it has any, are moved. */
export const movedSign = (sign: Sign, fifths: number, semitones: number): Sign =>
  sign.notes
    ? {
        ...sign,
        notes: sign.notes.map(([length, pitch, letter]) => [
          length,
          pitch === 0 ? 0 : pitch + Math.sign(pitch) * semitones,
          movedLetter(letter, fifths),
        ]),
      }
    : sign;

/** The marks of copied notes, by sixteenths from the beginning of what is copied. */
export interface CopiedMarks {
  row: number;
  start: number;
  marks: CellMarks;
}

export const copiedMarks = (notes: readonly Note[], first: number): CopiedMarks[] =>
  notes.flatMap((note) => {
    const marks = note.start >= first ? marksOf(note) : null;
    return marks ? [{ row: note.row, start: note.start - first, marks }] : [];
  });

/** Copied marks at the places of their pasted notes; they replace the marks there. */
export function pastedMarks(
  copied: readonly CopiedMarks[],
  pasted: { rows: readonly number[]; rowOf: (row: number) => number; column: number; last: number },
): TargetEdit[] {
  const length = pasted.last - pasted.column + 1;
  return [
    ...pasted.rows.flatMap((row) => removedMarks({ row, start: pasted.column, length })),
    ...copied
      .filter(({ start }) => pasted.column + start <= pasted.last)
      .map(({ row, start, marks }) => hangs(pasted.rowOf(row), pasted.column + start, marks)),
  ];
}
