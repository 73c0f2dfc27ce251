/** What changed in a text, with a few words around, as an editor would quote it, and what is taken at once. Pure. */

/** Words around a change, on each side. */
const AROUND = 4;
/** A text of no more words is quoted whole. */
const WHOLE = 40;

export interface Phrase {
  /** First and last word. */
  first: number;
  last: number;
}

/** The phrases that have the changed words, in order; the whole text where it is short or nothing changed. */
export function phrasesAround(
  numWords: number,
  isChanged: (word: number) => boolean,
  around = AROUND,
): Phrase[] {
  if (numWords === 0) return [];
  const whole = [{ first: 0, last: numWords - 1 }];
  if (numWords <= WHOLE) return whole;
  const phrases: Phrase[] = [];
  for (let word = 0; word < numWords; word++) {
    if (!isChanged(word)) continue;
    const [first, last] = [Math.max(0, word - around), Math.min(numWords - 1, word + around)];
    const before = phrases.at(-1);
    if (before && first <= before.last + 1) before.last = last;
    else phrases.push({ first, last });
  }
  return phrases.length === 0 ? whole : phrases;
}

/** A word that ends a sentence; a quotation mark or bracket may close it after that. */
const ENDS = /^[.!?…]$/u;
const CLOSES = /^["'”’»)\]]$/u;

/** The first offered word from a place on, or from the beginning; null where none is. */
export function nextOffered(
  numWords: number,
  isOffered: (word: number) => boolean,
  from: number,
): number | null {
  for (let step = 0; step < numWords; step++) {
    const word = (Math.max(0, from) + step) % numWords;
    if (isOffered(word)) return word;
  }
  return null;
}

/**
 * The offered words that belong together around one of them: up to a word that is not offered, the end of a
 * sentence or the end of a line.
 *
 * spaces: what stands before each word.
 */
export function offeredPhrase(
  words: readonly string[],
  spaces: readonly string[],
  isOffered: (word: number) => boolean,
  at: number,
): Phrase {
  const is = (pattern: RegExp, word: number) => pattern.test(words[word] ?? "");
  /** Whether the word after this one belongs to another phrase. */
  const isLast = (word: number) =>
    !isOffered(word + 1) ||
    spaces[word + 1]?.includes("\n") === true ||
    (is(ENDS, word) && !is(CLOSES, word + 1)) ||
    (is(CLOSES, word) && is(ENDS, word - 1));
  let [first, last] = [at, at];
  while (last + 1 < words.length && !isLast(last)) last++;
  while (first > 0 && isOffered(first - 1) && !isLast(first - 1)) first--;
  return { first, last };
}

/** Words in which texts of one length differ, by their places; null where no two have the same length. */
export function wordsThatDiffer(
  text: readonly string[],
  among: readonly (readonly string[])[],
): ReadonlySet<number> | null {
  const alike = among.filter((other) => other !== text && other.length === text.length);
  if (alike.length === 0) return null;
  return new Set([...text.keys()].filter((at) => alike.some((other) => other[at] !== text[at])));
}
