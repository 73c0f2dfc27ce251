// Words under notes: a syllable for each, joined by hyphens. Which part of its word a syllable is follows from
// whether hyphens stand on its two sides.

export interface Syllable {
  text: string;
  syllabic?: string;
  verse?: number;
}

/** As many letters as a syllable may have, and as many verses. */
export const MOST_LETTERS = 100;
export const MOST_VERSES = 20;

export const syllableOf = (
  syllables: readonly Syllable[] | undefined,
  verse: number,
): Syllable | null => syllables?.find((one) => (one.verse ?? 1) === verse) ?? null;

/** Whether a hyphen follows a syllable. */
export const goesOn = (syllable: Syllable | null): boolean =>
  syllable?.syllabic === "begin" || syllable?.syllabic === "middle";

/** The part of its word that a syllable is, from the hyphens before and behind it. */
export function syllabicOf(isAfterHyphen: boolean, isBeforeHyphen: boolean): string {
  if (isAfterHyphen) return isBeforeHyphen ? "middle" : "end";
  return isBeforeHyphen ? "begin" : "single";
}

/** All syllables of a note with another one in a verse; an empty text takes it away. */
export function withSyllable(
  syllables: readonly Syllable[] | undefined,
  verse: number,
  text: string,
  syllabic: string,
): Syllable[] {
  const others = (syllables ?? []).filter((one) => (one.verse ?? 1) !== verse);
  const own = text === "" ? [] : [{ text, syllabic, verse }];
  return [...others, ...own].sort((one, other) => (one.verse ?? 1) - (other.verse ?? 1));
}
