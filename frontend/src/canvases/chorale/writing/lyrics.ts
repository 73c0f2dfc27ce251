// Writing words under the notes of a voice: which note has the field, and what a press of a key does with it.
import { createSignal } from "solid-js";
import { cellKey } from "../../../domain/cells";
import {
  goesOn,
  MOST_LETTERS,
  MOST_VERSES,
  type Syllable,
  syllabicOf,
  syllableOf,
  withSyllable,
} from "../../../domain/chorale/lyrics";
import { type Note, noteAt, notesOf } from "../../../domain/chorale/symbols";
import type { Wish } from "../../../state/createTarget";
import { selectedCells, shownColumns, shownGrid, voice, wishCells } from "../../../state/open";
import { toast } from "../../../ui/toasts";
import { cursorCell, notesIn, openCanvas, putCursor } from "../acts";
import { showNotation } from "../score/notation";
import { reveal } from "../view";
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

/** Whether a hyphen joins the syllable under the note to the next one. */
export function isJoined(): boolean {
  const now = place();
  return now !== null && goesOn(syllableOf(syllablesAt(now.row, now.column), now.verse));
}

/** Write the syllable, with a hyphen behind it or none, and bring the parts of the word beside it in order. */
export function putSyllable(text: string, isBeforeHyphen: boolean): void {
  const now = place();
  if (!now || !openCanvas()) return;
  const written = text.trim().slice(0, MOST_LETTERS);
  const notes = notesOfVoice(now.row);
  const index = notes.findIndex(({ start }) => start === now.column);
  const [before, after] = [notes[index - 1], notes[index + 1]];
  const syllable = (note: Note | undefined) =>
    note ? syllableOf(syllablesAt(now.row, note.start), now.verse) : null;
  const isAfterHyphen = goesOn(syllable(before));
  const wishes = [
    wish(now, now.column, written, syllabicOf(isAfterHyphen, isBeforeHyphen && written !== "")),
  ];
  const next = syllable(after);
  if (after && next) {
    const isJoinedNow = isBeforeHyphen && written !== "";
    wishes.push(wish(now, after.start, next.text, syllabicOf(isJoinedNow, goesOn(next))));
  }
  wishCells(wishes.filter((one) => one !== null));
}

/** null where it would change nothing. */
function wish(at: Place, column: number, text: string, syllabic: string): Wish | null {
  const marks =
    openCanvas()
      ?.marks()
      .get(cellKey(shownColumns()[column] ?? "", at.row)) ?? {};
  const now = syllableOf(marks.lyrics, at.verse);
  if ((now?.text ?? "") === text && (now === null || now.syllabic === syllabic)) return null;
  const lyrics = withSyllable(marks.lyrics, at.verse, text, syllabic);
  const { lyrics: _, ...others } = marks;
  const hung = lyrics.length > 0 ? { ...others, lyrics } : others;
  return { row: at.row, column, marks: Object.keys(hung).length > 0 ? hung : null };
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
