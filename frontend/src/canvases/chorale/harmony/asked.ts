// The chords of what is in view: those that people ask for, and those that the notes make, beat by beat.
import { createMemo, createRoot } from "solid-js";
import { cellKey } from "../../../domain/cells";
import {
  type Beat,
  beatsOf,
  byBeat,
  type Chord,
  HARMONY_ROW,
  readChord,
} from "../../../domain/chorale/chords";
import { type Label, readChords } from "../../../domain/chorale/harmony";
import { currentDocument } from "../../../state/document";
import { shownColumns, shownGeneration, shownGrid, stage } from "../../../state/stage";
import { shownMeta } from "../shown";

const shown = createRoot(() => {
  const beats = createMemo((): Beat[] => beatsOf(shownColumns().length, shownMeta()));
  const chords = createMemo(
    (): ReadonlyMap<number, Chord> =>
      stage().view === "candidate" ? chordsOfRun() : chordsOfCanvas(),
  );
  const asked = createMemo(() => byBeat(chords(), beats()));
  const made = createMemo((): (Label | null)[] => readChords(shownGrid(), beats()));
  return { beats, chords, asked, made };
});

/** The beats of what is in view; a beat's number is its place in this list. */
export const shownBeats = shown.beats;
/** Chords that are asked for, by column. */
export const shownChords = shown.chords;
/** Chords that are asked for, by the number of their beat. */
export const askedChords = shown.asked;
/** The chord that the notes of each beat make; null where nothing sounds. */
export const madeChords = shown.made;

/** The number of the beat that a column lies in. */
export const beatAt = (column: number): number =>
  Math.max(
    0,
    shownBeats().findIndex(({ end }) => column < end),
  );

function chordsOfCanvas(): ReadonlyMap<number, Chord> {
  const document = currentDocument();
  const found = new Map<number, Chord>();
  if (!document || document.marks().size === 0) return found;
  const marks = document.marks();
  document.columns().forEach((id, column) => {
    const chord = readChord(marks.get(cellKey(id, HARMONY_ROW))?.chord);
    if (chord) found.set(column, chord);
  });
  return found;
}

/** Those that the run in view was given when it began. */
function chordsOfRun(): ReadonlyMap<number, Chord> {
  const frozen = shownGeneration()?.frozen()?.content.chords;
  const found = new Map<number, Chord>();
  for (const [column, value] of Array.isArray(frozen) ? frozen : []) {
    const chord = readChord(value);
    if (chord) found.set(column, chord);
  }
  return found;
}
