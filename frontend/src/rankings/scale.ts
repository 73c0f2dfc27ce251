/** Where strengths and their intervals lie on a line, and what they say. Pure. */

import type { Effect, Ranking, Standing, VotesNeeded } from "../protocol";
import { plural } from "../ui/plural";

export interface Scale {
  lowest: number;
  highest: number;
  /** Whole or half logits within, where lines are drawn. */
  ticks: number[];
}

/** A scale on which all intervals have room, 0 among them. */
export function scaleFor(standings: readonly Pick<Standing, "low" | "high">[]): Scale {
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

/** A sentence on how far the ranking is; it promises nothing that the votes do not bear out. */
export function progressWords(ranking: Pick<Ranking, "num_votes" | "sureness">): string {
  const { sureness } = ranking;
  const votes = plural(ranking.num_votes, "vote");
  if (!sureness.is_first_order) {
    const more = sureness.for_first_order;
    return more === null
      ? `${votes}, too few for a first order`
      : `${votes}, about ${about(more)} more for a first order`;
  }
  const more = sureness.for_first_place.votes;
  if (sureness.num_sure === 1) return `${votes}. The first place is sure`;
  if (more === null) return `${votes}. A first order; the first place may stay open`;
  return `${votes}. A first order; about ${about(more)} more until the first place is sure`;
}

/** What is sure of an open order, as its headline. */
export function sureWords({ sureness }: Pick<Ranking, "sureness">): string {
  const { num_sure } = sureness;
  if (!sureness.is_first_order) return "Not an order yet.";
  if (num_sure === 0) return "A first order. No place is sure yet.";
  if (num_sure === 1) return "The first place is sure.";
  return `The first ${counted(num_sure)} are sure. Their order is not.`;
}

const NUMBERS = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
];
const counted = (count: number): string => NUMBERS[count] ?? String(count);

/** A number of votes that nobody knows to the last one: two figures of it. */
export function about(count: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return (Math.round(count / unit) * unit).toLocaleString("en");
}

/** "3" or "2–5". */
export const placeWords = (best: number, worst: number): string =>
  best === worst ? String(best) : `${best}–${worst}`;

/** Wins of 100 at this difference of strengths. */
export const winsOf100 = (logit: number): number => Math.round(100 / (1 + Math.exp(-logit)));

/** "54 of 100", and "51 to 57": how often what has an effect wins against its like. */
export function effectWords(effect: Effect): { share: string; range: string } {
  return {
    share: `${winsOf100(effect.value)} of 100`,
    range: `${winsOf100(effect.low)} to ${winsOf100(effect.high)}`,
  };
}

/** Whether an effect is surely more than nothing. */
export const isSure = (effect: Effect): boolean => effect.low > 0 || effect.high < 0;

/** "maybe 250 to 560", "maybe 250 or many more". */
export function rangeWords({ fewest, most }: VotesNeeded): string {
  if (fewest === null) return "nobody can tell yet";
  return most === null
    ? `maybe ${about(fewest)}, maybe many more`
    : `maybe ${about(fewest)} to ${about(most)}`;
}
