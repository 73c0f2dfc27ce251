/** What a take is, in few words. Pure. */

import type { Take } from "../protocol";
import { ago } from "../ui/ago";
import { ratingWords } from "./rating";

/** A grade with one decimal; a dash where it is not graded yet. */
export const gradeWords = (grade: number | null | undefined): string =>
  grade === null || grade === undefined ? "–" : grade.toFixed(1);

/** "parallel_error" as it is read. */
export const featureWords = (name: string): string => {
  const words = name.replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Who kept a take, when, and its tags. */
export function takeSentence(take: Take): string {
  const parts = [ago(take.created_at)];
  if (take.created_by) parts.unshift(take.created_by.name);
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
