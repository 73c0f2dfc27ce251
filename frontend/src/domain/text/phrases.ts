/** What changed in a text, with a few words around, as an editor would quote it. Pure. */

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
export function phrasesAround(numWords: number, isChanged: (word: number) => boolean): Phrase[] {
  if (numWords === 0) return [];
  const whole = [{ first: 0, last: numWords - 1 }];
  if (numWords <= WHOLE) return whole;
  const phrases: Phrase[] = [];
  for (let word = 0; word < numWords; word++) {
    if (!isChanged(word)) continue;
    const [first, last] = [Math.max(0, word - AROUND), Math.min(numWords - 1, word + AROUND)];
    const before = phrases.at(-1);
    if (before && first <= before.last + 1) before.last = last;
    else phrases.push({ first, last });
  }
  return phrases.length === 0 ? whole : phrases;
}
