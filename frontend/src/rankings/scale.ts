/** Where strengths and their intervals lie on a line, and what they say. Pure. */

import type { Ranking, Standing } from "../protocol";
import { plural } from "../ui/plural";

export interface Scale {
  lowest: number;
  highest: number;
  /** Whole or half logits within, where lines are drawn. */
  ticks: number[];
}

/** A scale on which all intervals have room, 0 among them. */
export function scaleFor(standings: readonly Standing[]): Scale {
  const finite = (value: number) => (Number.isFinite(value) ? value : 0);
  const lowest = Math.floor(Math.min(-1, ...standings.map((one) => finite(one.low))));
  const highest = Math.ceil(Math.max(1, ...standings.map((one) => finite(one.high))));
  const gap = Math.max(1, Math.ceil((highest - lowest) / 8));
  const ticks: number[] = [];
  for (let at = Math.ceil(lowest / gap) * gap; at <= highest; at += gap) ticks.push(at);
  return { lowest, highest, ticks };
}

/** The share of the line at which a strength lies, 0 to 1. */
export const shareOf = (scale: Scale, strength: number): number =>
  Math.max(0, Math.min(1, (strength - scale.lowest) / (scale.highest - scale.lowest)));

export const strengthWords = (strength: number): string =>
  `${strength > 0 ? "+" : strength < 0 ? "−" : ""}${Math.abs(strength).toFixed(2)}`;

/** How well judges agree, after Krippendorff: from 0.8 on reliable, from 0.667 on good enough to go by. */
export function agreementWords(alpha: number | null | undefined): string {
  if (alpha === null || alpha === undefined)
    return "not known yet: no pair was judged by two people";
  const figure = alpha.toFixed(2);
  if (alpha >= 0.8) return `${figure}, strong`;
  if (alpha >= 0.667) return `${figure}, fair`;
  return alpha > 0.2 ? `${figure}, weak` : `${figure}, hardly any`;
}

/** Votes after which a first order of this many takes is worth looking at. */
export const votesForFirstOrder = (numTakes: number): number => Math.max(30, 3 * numTakes);

/** A sentence on how far the ranking is. */
export function progressWords(
  ranking: Pick<Ranking, "num_votes" | "num_takes" | "num_unsettled">,
): string {
  const wanted = votesForFirstOrder(ranking.num_takes);
  const votes = plural(ranking.num_votes, "vote");
  if (ranking.num_votes < wanted) return `${votes} of about ${wanted} needed for a first order`;
  return ranking.num_unsettled === 0
    ? `${votes}. The order is settled`
    : `${votes}. ${ranking.num_unsettled} of ${ranking.num_takes - 1} neighbours may still swap places`;
}

/** Votes for one side before it is worth saying how they fall. */
const FEWEST_FOR_SIDES = 10;

/** How often the left side won, which should be about half the time; null while there are few votes. */
export function sidesWords(ranking: Pick<Ranking, "num_left" | "num_right">): string | null {
  const { num_left, num_right } = ranking;
  const decided = num_left + num_right;
  return decided < FEWEST_FOR_SIDES ? null : `${Math.round((100 * num_left) / decided)} %`;
}
