// Which words one set of texts has more often than another: what the two runs of a pair differ in.
import { isMark, shownWord } from "./words";

export interface Contrast {
  word: string;
  /** How often each set has it. */
  first: number;
  second: number;
  /** Standard deviations from being as likely in both sets; above 0 where the first has it more often. */
  z: number;
}

/** Half an observation of every word in each set, so that rare words do not win. */
const PRIOR = 0.5;

/**
 * Words of two sets by the log-odds ratio of their frequencies over its deviation (Monroe, Colaresi and
 * Quinn 2008, "Fightin' Words", equations 16 to 22 with an even prior), the strongest for the first set
 * first. Marks and free slots are no words, upper and lower case are one. Pure.
 */
export function contrastOf(first: Iterable<string>, second: Iterable<string>): Contrast[] {
  const [inFirst, inSecond] = [frequencies(first), frequencies(second)];
  const words = [...new Set([...inFirst.keys(), ...inSecond.keys()])];
  const total = (counts: ReadonlyMap<string, number>) =>
    [...counts.values()].reduce((sum, count) => sum + count, 0) + PRIOR * words.length;
  const [allFirst, allSecond] = [total(inFirst), total(inSecond)];
  const found = words.map((word): Contrast => {
    const [one, other] = [inFirst.get(word) ?? 0, inSecond.get(word) ?? 0];
    const [a, b] = [one + PRIOR, other + PRIOR];
    // Where a set has no other word its odds have no end: half an observation of another one keeps them.
    const ratio = Math.log(a / (allFirst - a || PRIOR)) - Math.log(b / (allSecond - b || PRIOR));
    return { word, first: one, second: other, z: ratio / Math.sqrt(1 / a + 1 / b) };
  });
  return found.sort((one, other) => other.z - one.z || (one.word < other.word ? -1 : 1));
}

/**
 * The words that one set (0: the first) has more often, the strongest first, at most so many. Where sets are of
 * different sizes, a word that both have equally often is none of them. Pure.
 */
export function strongestOf(contrast: readonly Contrast[], side: 0 | 1, most: number): Contrast[] {
  const ofSide =
    side === 0
      ? contrast.filter(({ z, first, second }) => z > 0 && first > second)
      : contrast.filter(({ z, first, second }) => z < 0 && second > first).reverse();
  return ofSide.slice(0, most);
}

/** How many places have another word than before, of those where either has a word; a mark is none. Pure. */
export function numChangedWords(
  now: readonly string[],
  before: readonly string[],
): { numChanged: number; numWords: number } {
  const places = Array.from({ length: Math.max(now.length, before.length) }, (_, place) => place);
  const spoken = places.filter(
    (place) => !isMark(now[place] ?? "") || !isMark(before[place] ?? ""),
  );
  return {
    numChanged: spoken.filter((place) => now[place] !== before[place]).length,
    numWords: spoken.length,
  };
}

function frequencies(words: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const symbol of words) {
    const word = shownWord(symbol).toLowerCase();
    if (!isMark(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

const FUNCTION_WORDS = new Set(
  `a about ca wo after again all also am an and any are as at be because been before being but by can could did do
  does down each for from had has have he her here hers him his how i if in into is it its just me more most
  must my no nor not now of off on once one only or other our out over own said same shall she should so some
  such than that the their them then there these they this those through to too under until up upon us very
  was we were what when where which while who whom why will with would you your yours`.split(/\s+/),
);

/** Whether a word has a meaning of its own that can pull at others, as "war" has and "the" has not. */
export const isContentWord = (word: string): boolean =>
  !isMark(word) &&
  word.length > 1 &&
  !FUNCTION_WORDS.has(word.toLowerCase().replace(/n?['’].*$/, ""));
