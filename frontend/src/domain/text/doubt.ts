/** How strongly a word's doubt is shown, beside the doubt of the other words of its text. Pure. */

export const DOUBT_LEVELS = 6;

/** The share of a text's words, the most doubted first, that may reach each level. */
const SHARES: readonly { level: number; share: number }[] = [
  { level: 6, share: 0.03 },
  { level: 5, share: 0.07 },
  { level: 4, share: 0.12 },
  { level: 3, share: 0.18 },
  { level: 2, share: 0.26 },
  { level: 1, share: 0.4 },
];

/** Of each word: how many others are doubted more. doubts: 1 - the probability of each word. */
export function doubtRanks(doubts: readonly number[]): number[] {
  const order = [...doubts.keys()].sort(
    (one, other) => (doubts[other] as number) - (doubts[one] as number),
  );
  const ranks = new Array<number>(doubts.length).fill(0);
  order.forEach((word, rank) => {
    ranks[word] = rank;
  });
  return ranks;
}

/**
 * A level from 0 to DOUBT_LEVELS for each word. A model doubts most words of good prose, so only those
 * stand out that it doubts more than the rest, and none beyond what it doubts them at all.
 */
export function doubtLevels(
  doubts: readonly number[],
  ranks: readonly number[] = doubtRanks(doubts),
): number[] {
  return doubts.map((doubt, word) => {
    // The most doubted word of a short text may reach the highest level too.
    const mine = levelAt((ranks[word] as number) / doubts.length);
    return Math.min(mine, Math.round(Math.max(0, Math.min(1, doubt)) * DOUBT_LEVELS));
  });
}

/** The level for a word with such a share of the text's words more doubted than it. */
const levelAt = (share: number): number => SHARES.find((one) => share < one.share)?.level ?? 0;

/** What a tooltip says of a word that so many others are doubted more than, of `count` words. */
export function doubtSentence(rank: number, count: number): string {
  if (rank === 0) return "doubted most of all words";
  return `doubted more than ${Math.round((100 * (count - 1 - rank)) / (count - 1))} % of the other words`;
}
