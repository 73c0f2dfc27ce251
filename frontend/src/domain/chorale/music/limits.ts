/** How low, how high and how far at once the model lets voices sing, by difficulty, and what breaks that. Pure. */

import { type Grid, isHeld, type PinGrid, type StateGrid } from "../../cells";
import { barAndBeat, type ChoraleMeta } from "./bars";
import { allNotes } from "./notes";
import { isInRange, PARTS, STANDARD, type Voice } from "./voices";

/** Semitones of the leaps that can be chosen, and what they are called. */
export const LEAPS: readonly (readonly [number, string])[] = [
  [2, "a step"],
  [4, "a third"],
  [5, "a fourth"],
  [7, "a fifth"],
  [9, "a sixth"],
  [12, "an octave"],
  [16, "a tenth"],
];

export const DIFFICULTIES = ["easy", "medium", "advanced", "usual"] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];
export const DIFFICULTY_NAMES: Readonly<Record<Difficulty, string>> = {
  easy: "Easy",
  medium: "Medium",
  advanced: "Advanced",
  usual: "As usual, any leap",
};

type Limits = Pick<Voice, "low" | "high" | "leap">;
/** From soprano to bass. */
const LIMITS: Readonly<Record<Difficulty, readonly Limits[]>> = {
  easy: [
    { low: 60, high: 76, leap: 5 },
    { low: 57, high: 71, leap: 5 },
    { low: 50, high: 65, leap: 5 },
    { low: 43, high: 60, leap: 7 },
  ],
  medium: [
    { low: 60, high: 79, leap: 7 },
    { low: 55, high: 74, leap: 7 },
    { low: 48, high: 67, leap: 7 },
    { low: 40, high: 62, leap: 12 },
  ],
  advanced: STANDARD.map(({ low, high }) => ({ low, high, leap: 12 })),
  usual: STANDARD.map(({ low, high }) => ({ low, high })),
};

/** Whether they are soprano, alto, tenor and bass, for whom there are usual limits. */
export const haveDifficulties = (voices: readonly Voice[]): boolean =>
  voices.length === PARTS.length && voices.every(({ part }, row) => part === PARTS[row]);

/** The voices with the limits of a difficulty. */
export const withDifficulty = (voices: readonly Voice[], difficulty: Difficulty): Voice[] =>
  voices.map((voice, row) => limited(voice, LIMITS[difficulty][row] as Limits));

/** A voice with other limits; without a largest leap where none is said. */
export function limited({ leap: _, ...voice }: Voice, { low, high, leap }: Limits): Voice {
  return { ...voice, low, high, ...(leap === undefined ? {} : { leap }) };
}

/** The difficulty that the voices have; null for limits of their own. */
export function difficultyOf(voices: readonly Voice[]): Difficulty | null {
  if (!haveDifficulties(voices)) return null;
  const has = (difficulty: Difficulty) =>
    voices.every((voice, row) => {
      const { low, high, leap } = LIMITS[difficulty][row] as Limits;
      return voice.low === low && voice.high === high && voice.leap === leap;
    });
  return DIFFICULTIES.find(has) ?? null;
}

/** A sentence for each voice whose notes that stand are outside of its range. */
export function standingOutside(
  grid: Grid,
  { states, pins }: { states: StateGrid; pins: PinGrid },
  meta: ChoraleMeta,
): string[] {
  const outside = allNotes(grid).filter(
    ({ row, start, pitch }) =>
      !isInRange(row, pitch, meta.voices) &&
      isHeld(states[row]?.[start] ?? 0, pins[row]?.[start] ?? true),
  );
  return meta.voices.flatMap((voice, at) => {
    const notes = outside.filter(({ row }) => row === at).sort((a, b) => a.start - b.start);
    const [first] = notes;
    if (!first) return [];
    const { bar } = barAndBeat(first.start, meta);
    const where = bar === 0 ? "in the pickup" : `in bar ${bar}`;
    return notes.length === 1
      ? `${voice.name}: a note ${where} that you keep is outside this range. It stays.`
      : `${voice.name}: ${notes.length} notes that you keep are outside this range, the first ${where}. They stay.`;
  });
}
