// A text as words and the white space around them, as the studio takes it apart: a word is letters and
// digits with inner apostrophes or hyphens, or any one other character that is no white space.

export const MOST_LETTERS = 64;
export const MOST_WORDS = 20_000;
/** Words with all marks; what comes after them is not read. */
export const MOST_CELLS = 40_000;
export const MOST_CHARACTERS = 400_000;
/** The word of a slot where nothing stands yet. */
export const FREE = "▢";
/** The word of a place that a rewriting leaves empty: it prints as nothing. */
export const NOTHING = "";
/** Invisible; in a running generation it stands between the pieces of which the model made a word. */
const SEPARATOR = /\u2063/g;

// Controls, overrides of direction, separators, lone surrogates: no text needs them, and they hide or turn
// what stands beside them.
const STRAY =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffc\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const LETTER = "[\\p{L}\\p{N}][\\u0300-\\u036f]*";
const WORD = new RegExp(`(?:${LETTER})+(?:['’\\-‐‑](?:${LETTER})+)*|\\S`, "gu");
const LETTERS = new RegExp(`^${LETTER}`, "u");

export interface WordPlace {
  word: string;
  /** Where it begins and ends in the text, counted in UTF-16 as Yjs and editors do. */
  from: number;
  to: number;
}

/** The words of a text, in order. Pure. */
export function wordsOf(text: string): WordPlace[] {
  const kept = STRAY.test(text) ? withoutStrayAt(text) : null;
  STRAY.lastIndex = 0;
  const clean = kept ? kept.text : text;
  const words: WordPlace[] = [];
  for (const found of clean.matchAll(WORD)) {
    for (const [first, part] of cut(found[0])) {
      const from = found.index + first;
      const to = from + part.length;
      if (words.length >= MOST_CELLS) return words;
      words.push(
        kept
          ? {
              word: part,
              from: kept.places[from] as number,
              to: (kept.places[to - 1] as number) + 1,
            }
          : { word: part, from, to },
      );
    }
  }
  return words;
}

/**
 * Single words of at most `MOST_LETTERS` characters (code points), each with where it begins. What a word
 * cannot begin with, such as a combining mark, then stands alone.
 */
function cut(word: string): [number, string][] {
  if (word.length <= MOST_LETTERS) return [[0, word]];
  const characters = [...word];
  const parts: [number, string][] = [];
  let at = 0;
  for (let first = 0; first < characters.length; ) {
    const most = characters.slice(first, first + MOST_LETTERS).join("");
    const part = most.match(WORD)?.[0] ?? most;
    parts.push([at, part]);
    at += part.length;
    first += [...part].length;
  }
  return parts;
}

/** A text without stray characters, and where each of its characters stood. */
function withoutStrayAt(text: string): { text: string; places: number[] } {
  const places: number[] = [];
  let clean = "";
  let from = 0;
  STRAY.lastIndex = 0;
  for (const found of [...text.matchAll(STRAY), null]) {
    const to = found ? found.index : text.length;
    for (let at = from; at < to; at++) places.push(at);
    clean += text.slice(from, to);
    from = to + 1;
  }
  return { text: clean, places };
}

/** What somebody pasted or typed, as a text may hold it. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(STRAY, "");
}

/** White space between words: one longer than them, the first before the first word. */
export function spacesOf(text: string, words: readonly WordPlace[]): string[] {
  const ends = [0, ...words.map((word) => word.to)];
  return ends.map((end, index) => text.slice(end, words[index]?.from ?? text.length));
}

/** Whether a word is a punctuation mark or another sign, not letters or digits. */
export const isMark = (word: string): boolean => !LETTERS.test(word);

/** Whether there are more words and open places than a text holds; marks do not count. */
export function hasTooMany(words: readonly WordPlace[]): boolean {
  if (words.length >= MOST_CELLS) return true;
  return words.filter(({ word }) => word === FREE || !isMark(word)).length > MOST_WORDS;
}

/** A word as people see it. */
export const shownWord = (word: string): string => word.replace(SEPARATOR, "");

/** Index of the word that a place in the text lies in or touches; the one before wins at a border. */
export function wordIndexAt(words: readonly WordPlace[], at: number): number | null {
  const index = firstEndingFrom(words, at);
  const word = words[index];
  return word && word.from <= at ? index : null;
}

/** Indices of the words that a stretch of the text covers, in part or whole: [first, last]. */
export function wordsWithin(
  words: readonly WordPlace[],
  from: number,
  to: number,
): [number, number] | null {
  const first = firstEndingFrom(words, from + 1);
  let last = firstEndingFrom(words, to);
  const touched = words[last];
  if (!touched || touched.from >= to) last--;
  return first <= last ? [first, last] : null;
}

/** The first word that ends at `at` or after it (binary search). */
export function firstEndingFrom(words: readonly WordPlace[], at: number): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle] as WordPlace).to < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
