// Notes on a staff: a step is a letter in an octave, counted upwards from C0, as lines and spaces are.
import type { KeySignature } from "../music/modes";
import { type SpelledPitch, spell } from "../music/spelling";
import { type Note, notesOf } from "../music/symbols";
import { HIGHEST_WRITTEN, LOWEST_WRITTEN } from "../music/voices";

const LETTERS = "CDEFGAB";
const NATURALS = [0, 2, 4, 5, 7, 9, 11] as const;
const SHARPS = "FCGDAEB";

export const stepOf = ({ letter, octave }: { letter: string; octave: number }): number =>
  7 * octave + LETTERS.indexOf(letter);

export const letterOf = (step: number): string => LETTERS[remainder(step, 7)] as string;

/** The MIDI pitch of a step that is raised or lowered by `alter` semitones. */
export const pitchOfStep = (step: number, alter: number): number =>
  12 * (Math.floor(step / 7) + 1) + (NATURALS[remainder(step, 7)] as number) + alter;

/** The step that a pitch is written at. */
export const stepOfPitch = (pitch: number, key: KeySignature): number => stepOf(spell(pitch, key));

/** The step with a letter that lies next to another step, at most a fourth away. */
export function nearestStep(letter: string, to: number): number {
  const up = remainder(LETTERS.indexOf(letter) - to, 7);
  return up <= 3 ? to + up : to + up - 7;
}

/** What the key signature does to a step: 1 for a sharp, -1 for a flat. */
export function signatureAlter(step: number, fifths: number): number {
  const place = SHARPS.indexOf(letterOf(step));
  if (fifths > 0) return place < fifths ? 1 : 0;
  return place >= 7 + fifths ? -1 : 0;
}

/**
 * The alteration in force at a step: that of the last note at it in the same bar and staff, otherwise the
 * signature's. `rows`: the voices of the staff; `from`: where the bar begins, `to`: where the note will.
 */
export function alterInForce(
  step: number,
  where: {
    symbols: readonly (readonly number[])[];
    rows: readonly number[];
    from: number;
    to: number;
    /** How a note is written; by the key alone where nobody says it. */
    writtenAs?: (note: Note) => SpelledPitch;
  },
  key: KeySignature,
): number {
  const before = where.rows
    .flatMap((row) => notesOf(where.symbols[row] ?? [], row))
    .filter(({ start }) => start >= where.from && start < where.to)
    .map((note) => ({ start: note.start, name: where.writtenAs?.(note) ?? spell(note.pitch, key) }))
    .filter(({ name }) => stepOf(name) === step)
    .sort((one, other) => other.start - one.start)[0];
  return before?.name.alter ?? signatureAlter(step, key.fifths);
}

/**
 * Where a note is after so many lines and spaces, as the signature has it; within what a canvas holds. `name`: how it
 * is written.
 */
export function movedBySteps(
  note: Note,
  steps: number,
  key: KeySignature,
  name: SpelledPitch = spell(note.pitch, key),
): number {
  if (steps === 0) return note.pitch;
  const step = stepOf(name) + steps;
  const pitch = pitchOfStep(step, signatureAlter(step, key.fifths));
  return Math.max(LOWEST_WRITTEN, Math.min(HIGHEST_WRITTEN, pitch));
}

function remainder(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
