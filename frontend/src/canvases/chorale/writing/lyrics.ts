// Writing words under the notes of a voice: which note has the field, and what a press of a key does with it.

import { createSignal } from "solid-js";
import { cellKey } from "../../../domain/cells";
import { type Note, noteAt, notesOf } from "../../../domain/chorale/music/symbols";
import {
  type Behind,
  behindOf,
  goesOn,
  MOST_LETTERS,
  MOST_VERSES,
  type Syllable,
  syllableBetween,
  syllableOf,
  withSyllable,
} from "../../../domain/chorale/notation/lyrics";
import { marksOrNone } from "../../../domain/document/gridEdits";
import type { TargetEdit } from "../../../state/stage/createTarget";
import {
  editCells,
  selectedCells,
  shownColumns,
  shownGrid,
  voice,
} from "../../../state/stage/open";
import { toast } from "../../../ui/messages/toasts";
import { cursorCell, notesIn, openCanvas, putCursor } from "../acts";
import { reveal } from "../roll/view";
import { showNotation } from "../score/notation";
import { lastNote } from "./entry";

interface Place {
  row: number;
  column: number;
  verse: number;
}

const [place, setPlace] = createSignal<Place | null>(null);

/** The note whose words are being written; null where none are. */
export { place as lyricPlace };

export const closeLyrics = (): void => void setPlace(null);

const notesOfVoice = (row: number): Note[] => notesOf(shownGrid()[row] ?? [], row);

/** Begin at the selected note, the one that was written last, or the one at the cursor. */
export function openLyrics(): void {
  if (!openCanvas()) {
    toast("Words are written on the canvas. Go back to it first.");
    return;
  }
  const at = cursorCell() ?? { row: voice(), column: 0 };
  const note =
    notesIn(selectedCells())[0] ??
    lastNote() ??
    noteAt(shownGrid()[at.row] ?? [], at.row, at.column) ??
    notesOfVoice(at.row).find(({ start }) => start >= at.column);
  if (!note) {
    toast("Words stand under notes. Write a note first.");
    return;
  }
  showNotation("score");
  goTo(note, 1);
}

function goTo(note: Note, verse: number): void {
  putCursor({ row: note.row, column: note.start });
  reveal(note.start);
  setPlace({ row: note.row, column: note.start, verse });
}

const syllablesAt = (row: number, column: number): readonly Syllable[] =>
  openCanvas()
    ?.marks()
    .get(cellKey(shownColumns()[column] ?? "", row))?.lyrics ?? [];

/** What stands under the note now. */
export function lyricText(): string {
  const now = place();
  return now ? (syllableOf(syllablesAt(now.row, now.column), now.verse)?.text ?? "") : "";
}

/** What stands behind the syllable under the note now. */
export function behindLyric(): Behind {
  const now = place();
  return behindOf(now && syllableOf(syllablesAt(now.row, now.column), now.verse));
}

interface Sung {
  column: number;
  syllable: Syllable;
}

/** The syllables before and behind the note in its voice and verse, whatever is sung on between. */
function beside(at: Place): { before: Sung | null; after: Sung | null } {
  const sung = notesOfVoice(at.row).flatMap(({ start: column }): Sung[] => {
    const syllable = syllableOf(syllablesAt(at.row, column), at.verse);
    return syllable ? [{ column, syllable }] : [];
  });
  return {
    before: sung.findLast(({ column }) => column < at.column) ?? null,
    after: sung.find(({ column }) => column > at.column) ?? null,
  };
}

/** Write the syllable with what stands behind it, and bring the parts of the word beside it in order. */
export function putSyllable(text: string, behind: Behind): void {
  const now = place();
  if (!now || !openCanvas()) return;
  const written = text.trim().slice(0, MOST_LETTERS);
  const { before, after } = beside(now);
  const isAfterHyphen = goesOn(before?.syllable ?? null);
  const put = (column: number, text: string, isAfterHyphen: boolean, behind: Behind) =>
    syllableEdit(now.row, column, syllableBetween(text, now.verse, isAfterHyphen, behind));
  const edits = [put(now.column, written, isAfterHyphen, behind)];
  if (after) {
    const { column, syllable } = after;
    const isJoined = written === "" ? isAfterHyphen : behind === "-";
    edits.push(put(column, syllable.text, isJoined, behindOf(syllable)));
  }
  editCells(edits.filter((one) => one !== null));
}

/** Let the last syllable before the note be sung on over it, with a hyphen or a line. A hyphen stays one. */
export function singOn(behind: "-" | "_"): void {
  const now = place();
  const before = now && beside(now).before;
  if (!now || !before || !openCanvas() || (behind === "_" && goesOn(before.syllable))) return;
  const { text, syllabic } = before.syllable;
  const isAfterHyphen = syllabic === "middle" || syllabic === "end";
  const line = syllableEdit(
    now.row,
    before.column,
    syllableBetween(text, now.verse, isAfterHyphen, behind),
  );
  if (line) editCells([line]);
}

/** null where it would change nothing. */
function syllableEdit(row: number, column: number, syllable: Syllable): TargetEdit | null {
  const marks =
    openCanvas()
      ?.marks()
      .get(cellKey(shownColumns()[column] ?? "", row)) ?? {};
  const now = syllableOf(marks.lyrics, syllable.verse ?? 1);
  const isSame = now
    ? now.syllabic === syllable.syllabic && behindOf(now) === behindOf(syllable)
    : true;
  if ((now?.text ?? "") === syllable.text && isSame) return null;
  const lyrics = withSyllable(marks.lyrics, syllable);
  const { lyrics: _, ...others } = marks;
  return { row, column, marks: marksOrNone(lyrics.length > 0 ? { ...others, lyrics } : others) };
}

/** To the next note of the voice, or back; false at its end. */
export function moveLyrics(direction: -1 | 1): boolean {
  const now = place();
  if (!now) return false;
  const notes = notesOfVoice(now.row);
  const index = notes.findIndex(({ start }) => start === now.column);
  const next = notes[index + direction];
  if (next) goTo(next, now.verse);
  return next !== undefined;
}

/** To another verse of the same note. */
export function moveVerse(direction: -1 | 1): void {
  const now = place();
  if (!now) return;
  const verse = now.verse + direction;
  if (verse >= 1 && verse <= MOST_VERSES) setPlace({ ...now, verse });
}
