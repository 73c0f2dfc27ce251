/** The list of candidates as keys walk through it: the original first, hidden ones left out. Pure. */

import type { AnyGrid, StateGrid } from "../../domain/cells";
import { candidateOrder } from "../../domain/generation/candidateOrder";
import type { InView } from "../../state/stage/createStage";

/** -1 is the original. The order is that of their numbers, also once it is known which are the likeliest. */
export function shownCandidates(numCandidates: number, hidden: ReadonlySet<number>): number[] {
  return [-1, ...candidateOrder(numCandidates, []).filter((index) => !hidden.has(index))];
}

/** The canvas is the original of a generation as long as its symbols are those that were frozen. */
export const isUnchangedSince = (frozen: AnyGrid | null, symbols: AnyGrid): boolean =>
  frozen === null || areSame(frozen, symbols);

/** Whether nothing stands in any cell that was free when the generation began. */
export const isStillOpen = (
  grid: AnyGrid,
  states: StateGrid,
  isNothing: (symbol: number | string) => boolean,
): boolean => {
  const free = grid.flatMap((row, at) =>
    row.filter((_, column) => (states[at]?.[column] ?? 0) > 0),
  );
  return free.length > 0 && free.every(isNothing);
};

/** Whether a candidate has what stood there before, open places left out. */
export const isAsBefore = (
  before: AnyGrid,
  now: AnyGrid,
  isNothing: (symbol: number | string) => boolean,
): boolean => {
  const said = (grid: AnyGrid) => grid.map((row) => row.filter((symbol) => !isNothing(symbol)));
  return areSame(said(before) as AnyGrid, said(now) as AnyGrid);
};

const areSame = (one: AnyGrid, other: AnyGrid): boolean =>
  one.length === other.length &&
  one.every(
    (row, index) =>
      row.length === other[index]?.length &&
      row.every((symbol, column) => symbol === other[index]?.[column]),
  );

/** Which of the candidates that are listed before one came out as the same; null where none did. */
export function twinOf(
  candidate: number,
  listed: readonly number[],
  gridOf: (candidate: number) => AnyGrid | null,
): number | null {
  const own = gridOf(candidate);
  if (own === null) return null;
  const isTwin = (other: number) => {
    const grid = gridOf(other);
    return grid !== null && areSame(grid, own);
  };
  return listed.slice(0, Math.max(0, listed.indexOf(candidate))).find(isTwin) ?? null;
}

/** The candidate before or after the one in view (-1 is the canvas); at either end, the one in view itself. */
export function neighbour(shown: readonly number[], candidate: number, direction: 1 | -1): number {
  const at = shown.indexOf(candidate);
  if (at < 0) return shown[0] ?? -1;
  return shown[Math.min(shown.length - 1, Math.max(0, at + direction))] ?? -1;
}

/** Which candidate of a generation is in view: -1 for the canvas, null for another generation. */
export function candidateInView(now: InView, generationId: string | null): number | null {
  if (now.view === "canvas") return -1;
  return now.generation === generationId ? now.candidate : null;
}
