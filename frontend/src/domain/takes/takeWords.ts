/** What a take is, in few words. Pure. */

import type { Take } from "../../protocol";
import { ago } from "../../ui/ago";
import { nameOf } from "../people/personName";
import { ratingWords } from "./rating";

/** A grade with one decimal, never "-0.0"; a dash where it is not graded yet. */
export const gradeWords = (grade: number | null | undefined): string =>
  grade === null || grade === undefined ? "–" : (Math.round(grade * 10) / 10 + 0).toFixed(1);

/** The numbers that a take's name ends with, and its step if it has one: " 6.2, step 40"; "" without them. */
export const numbersAtEnd = (name: string): string =>
  / \d+\.\d+(, step \d+)?$/.exec(name)?.[0] ?? "";

/** By how much a grade changed, lower being better: "−0.4", "+1.2"; null where it reads the same. */
export function gradeChange(
  before: number,
  now: number,
): { words: string; isBetter: boolean } | null {
  const tenths = Math.round(10 * (now - before));
  if (tenths === 0) return null;
  const sign = tenths < 0 ? "−" : "+";
  return { words: sign + (Math.abs(tenths) / 10).toFixed(1), isBetter: tenths < 0 };
}

/** Whether none of the variants reads better than what they began from. */
export const isNoneBetter = (before: number, variants: readonly number[]): boolean =>
  variants.every((now) => !gradeChange(before, now)?.isBetter);

/** What the parts of a grade measure, in a musician's or a writer's words. */
const FEATURE_WORDS: Readonly<Record<string, string>> = {
  note: "Choice of notes",
  rhythm: "Rhythm",
  parallel_error: "Parallel fifths and octaves",
  harmonic_quality: "Choice of chords",
  S_interval: "Soprano leaps",
  A_interval: "Alto leaps",
  T_interval: "Tenor leaps",
  B_interval: "Bass leaps",
  repeated_sequence: "Repeated passages",
  doubt: "Doubtful words",
  repetition: "Repeated phrases",
  sameness: "Repeated words",
};

/** A part of a grade as it is read; the name in the data where there are no words for it. */
export const featureWords = (name: string): string => {
  const known = FEATURE_WORDS[name];
  if (known) return known;
  const words = name.replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Who kept a take, when, and its tags. */
export function takeSentence(take: Take): string {
  const parts = [ago(take.created_at)];
  if (take.created_by) parts.unshift(nameOf(take.created_by));
  if (take.tags.length > 0) parts.push(take.tags.map((tag) => `#${tag}`).join(" "));
  return parts.join(" · ");
}

/** All of it for those who hear it. */
export function takeAloud(take: Take): string {
  const parts = [take.name];
  if (take.grade !== null && take.grade !== undefined)
    parts.push(`grade ${gradeWords(take.grade)}`);
  const rating = ratingWords(take);
  if (rating) parts.push(`rated ${rating}`);
  if (take.is_starred) parts.push("starred");
  parts.push(takeSentence(take));
  return parts.join(", ");
}

/** What others said of it that is hidden until one's own rating: "Others' ratings and tags show once ...". */
export function hiddenSentence(hides: Take["hides"]): string {
  const [last, ...others] = [...hides].reverse();
  const what = others.length > 0 ? `${others.reverse().join(", ")} and ${last}` : last;
  return `Others’ ${what} show once you have rated, picked or rejected it.`;
}
