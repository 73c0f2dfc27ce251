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

/**
 * A level from 0 to DOUBT_LEVELS for each word. A model doubts most words of good prose, so only those
 * stand out that it doubts more than the rest, and none beyond what it doubts them at all.
 *
 * doubts: 1 - the probability of each word.
 */
export function doubtLevels(doubts: readonly number[]): number[] {
  const order = [...doubts.keys()].sort(
    (one, other) => (doubts[other] as number) - (doubts[one] as number),
  );
  const levels = new Array<number>(doubts.length).fill(0);
  order.forEach((word, rank) => {
    // The most doubted word of a short text may reach the highest level too.
    const mine = levelAt(rank / doubts.length);
    const most = Math.round(Math.max(0, Math.min(1, doubts[word] as number)) * DOUBT_LEVELS);
    levels[word] = Math.min(mine, most);
  });
  return levels;
}

/** The level for a word with such a share of the text's words more doubted than it. */
const levelAt = (share: number): number => SHARES.find((one) => share < one.share)?.level ?? 0;
