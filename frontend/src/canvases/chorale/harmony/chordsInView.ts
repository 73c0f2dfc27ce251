// The chords of what is in view: those that people ask for, and those that the notes make, beat by beat.
import { createMemo, createRoot } from "solid-js";
import { cellKey } from "../../../domain/cells";
import { type Label, readChords } from "../../../domain/chorale/harmony/chordAnalysis";
import {
  type Beat,
  beatsOf,
  byBeat,
  type Chord,
  isHeld,
  readChord,
} from "../../../domain/chorale/harmony/chords";
import { isBarLine } from "../../../domain/chorale/music/bars";
import { concerns } from "../../../domain/generation/plan";
import { currentDocument } from "../../../state/document/document";
import { draftOf, partsOf } from "../../../state/document/drafts";
import { shownColumns, shownGeneration, shownGrid, stage } from "../../../state/stage/open";
import { chordsRow, shownMeta } from "../inView";

const inView = createRoot(() => {
  // These memos outlive the canvas that they were made for, and words have no chords.
  const isChorale = createMemo(() => currentDocument()?.layout.kind === "chorale");
  const beats = createMemo((): Beat[] =>
    isChorale() ? beatsOf(shownColumns().length, shownMeta()) : [],
  );
  const chords = createMemo(
    (): ReadonlyMap<number, Chord> =>
      stage().view === "candidate" ? chordsOfRun() : chordsOfCanvas(),
  );
  const requested = createMemo(() => byBeat(chords(), beats()));
  const made = createMemo((): (Label | null)[] =>
    readChords(shownGrid(), beats()).map((label, number) => {
      const beat = beats()[number];
      return beat && isChord(beat) ? label : null;
    }),
  );
  const goingOn = createMemo(() => {
    const isSame = (number: number) =>
      JSON.stringify(made()[number]) === JSON.stringify(made()[number - 1]);
    const isNew = (column: number) => isBarLine(column, shownMeta());
    return beats().map(
      (beat, number) => isHeld(shownGrid(), beat) && !isNew(beat.first) && isSame(number),
    );
  });
  return { beats, chords, requested, made, goingOn };
});

/** Whether more than one voice sounds in a beat: a note alone makes no chord. */
function isChord({ first, end }: Beat): boolean {
  const sounding = shownGrid().filter((row) => row.slice(first, end).some((one) => one !== 0));
  return sounding.length > 1;
}

/** The beats of what is in view; a beat's number is its place in this list. */
export const shownBeats = inView.beats;
/** Chords that are asked for, by column. */
export const shownChords = inView.chords;
/** Chords that are asked for, by the number of their beat. */
export const requestedChords = inView.requested;
/** The chord that the notes of each beat make; null where nothing sounds. */
export const madeChords = inView.made;

/** Whether a beat only holds the chord before it in its bar, which need not be named again. */
export const goesOn = (number: number): boolean => inView.goingOn()[number] ?? false;

/** The last of the beats that hold the chord of a beat, as long as nothing else is asked for in them. */
export function lastHeld(number: number): number {
  let last = number;
  while (goesOn(last + 1) && !requestedChords().has(last + 1)) last++;
  return last;
}

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
    const chord = readChord(marks.get(cellKey(id, chordsRow()))?.chord);
    if (chord) found.set(column, chord);
  });
  return found;
}

/** Those that the run in view was given when it began, by acts up to the step in view, and for a branch of it. */
function chordsOfRun(): ReadonlyMap<number, Chord> {
  const inView = stage();
  const frozen = shownGeneration()?.frozen()?.content.chords;
  const found = new Map<number, Chord>();
  const hang = (row: number, column: number, value: unknown) => {
    const chord = readChord(value);
    if (row !== chordsRow()) return;
    if (chord) found.set(column, chord);
    else found.delete(column);
  };
  for (const [column, value] of Array.isArray(frozen) ? frozen : [])
    hang(chordsRow(), column, value);
  if (inView.view !== "candidate") return found;
  // The newest step is shown with all that people ask for, also where no worker has taken it up yet.
  const acts = (shownGeneration()?.acts() ?? []).filter((act) => concerns(act, inView.candidate));
  for (const act of acts) {
    if (inView.step !== null && (act.from_step === null || act.from_step > inView.step)) continue;
    for (const [row, column, mark] of act.marks ?? []) hang(row, column, mark?.chord);
  }
  const { marked } = partsOf(draftOf(inView.generation, inView.candidate));
  for (const { row, column, marks } of marked) hang(row, column, marks?.chord);
  return found;
}
