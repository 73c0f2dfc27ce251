/** Part-writing of a chorale grid in numbers, as the lists show it: parallels and notes out of range. Pure. */

import { plural } from "../../../ui/plural";
import type { Grid } from "../../cells";
import { allNotes } from "../music/notes";
import { isInRange, STANDARD, type Voice } from "../music/voices";

export interface PartWriting {
  parallelFifths: number;
  parallelOctaves: number;
  outOfRange: number;
  rests: number;
}

/**
 * Parallels: two voices that both move in the same direction, from one fifth (or octave) to the next,
 * counted where either begins a note.
 */
export function partWritingOf(grid: Grid, voices: readonly Voice[] = STANDARD): PartWriting {
  const figures: PartWriting = { parallelFifths: 0, parallelOctaves: 0, outOfRange: 0, rests: 0 };
  for (const note of allNotes(grid)) {
    if (!isInRange(note.row, note.pitch, voices)) figures.outOfRange++;
  }
  for (const row of grid) figures.rests += row.filter((symbol) => symbol === 0).length;
  const numColumns = grid[0]?.length ?? 0;
  for (let upper = 0; upper < grid.length; upper++) {
    for (let lower = upper + 1; lower < grid.length; lower++) {
      for (let column = 1; column < numColumns; column++) {
        const [high, low] = [pitchAt(grid, upper, column), pitchAt(grid, lower, column)];
        const [highBefore, lowBefore] = [
          pitchAt(grid, upper, column - 1),
          pitchAt(grid, lower, column - 1),
        ];
        if (!high || !low || !highBefore || !lowBefore) continue;
        const moved = high - highBefore;
        if (moved === 0 || Math.sign(moved) !== Math.sign(low - lowBefore)) continue;
        const [interval, intervalBefore] = [mod12(high - low), mod12(highBefore - lowBefore)];
        if (interval === 7 && intervalBefore === 7) figures.parallelFifths++;
        if (interval === 0 && intervalBefore === 0) figures.parallelOctaves++;
      }
    }
  }
  return figures;
}

/** The best that a grid can get. */
export const NO_FAULTS = "no parallels";

/** The figures as a few words, NO_FAULTS where there is nothing to say. */
export function partWritingSentence(figures: PartWriting): string {
  const parallels = figures.parallelFifths + figures.parallelOctaves;
  const words: string[] = [];
  if (parallels === 0) words.push(NO_FAULTS);
  else if (figures.parallelOctaves === 0) words.push(plural(parallels, "parallel fifth"));
  else if (figures.parallelFifths === 0) words.push(plural(parallels, "parallel octave"));
  else words.push(plural(parallels, "parallel"));
  if (figures.outOfRange > 0) words.push(`${figures.outOfRange} out of range`);
  return words.join(" · ");
}

const pitchAt = (grid: Grid, row: number, column: number): number =>
  Math.abs(grid[row]?.[column] ?? 0);
const mod12 = (interval: number): number => ((interval % 12) + 12) % 12;
