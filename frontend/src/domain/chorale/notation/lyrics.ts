// Words under notes: a syllable for each, joined by hyphens. Which part of its word a syllable is follows from
// whether hyphens stand on its two sides.

export interface Syllable {
  text: string;
  syllabic?: string;
  verse?: number;
  /** A line says that it is sung on over the notes behind it. */
  extends?: true;
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

/** What stands between a syllable and the next one: nothing, a hyphen, or a line over the notes it is sung on. */
export type Behind = "" | "-" | "_";

/** What stands behind a syllable. */
export function behindOf(syllable: Syllable | null): Behind {
  if (goesOn(syllable)) return "-";
  return syllable?.extends ? "_" : "";
}

/** A syllable between what stands before and behind it. */
export const syllableBetween = (
  text: string,
  verse: number,
  isAfterHyphen: boolean,
  behind: Behind,
): Syllable => ({
  text,
  syllabic: syllabicOf(isAfterHyphen, behind === "-"),
  verse,
  ...(behind === "_" ? { extends: true } : {}),
});

/** All syllables of a note with another one in its verse; one with an empty text is taken away. */
export function withSyllable(
  syllables: readonly Syllable[] | undefined,
  syllable: Syllable,
): Syllable[] {
  const others = (syllables ?? []).filter((one) => (one.verse ?? 1) !== syllable.verse);
  const own = syllable.text === "" ? [] : [syllable];
  return [...others, ...own].sort((one, other) => (one.verse ?? 1) - (other.verse ?? 1));
}
