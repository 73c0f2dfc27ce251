/** Stars that people give a take. Pure. */

import type { Take } from "../../protocol";

type Rated = Pick<Take, "ratings" | "rating" | "num_ratings">;

/** The stars of one person; null where there are none. */
export const starsOf = (take: Rated, name: string | undefined): number | null =>
  take.ratings.find((one) => one.name === name)?.stars ?? null;

/**
 * The take as it is once a person's stars are these, until the studio says what others gave; null takes them
 * away, and with them the sight of the others'.
 */
export function withRating<T extends Rated>(take: T, name: string, stars: number | null): T {
  const others = take.ratings.filter((one) => one.name !== name);
  const num_ratings =
    take.num_ratings + (stars === null ? 0 : 1) - (starsOf(take, name) === null ? 0 : 1);
  if (stars === null) return { ...take, num_ratings, ratings: [], rating: null };
  const ratings = [...others, { name, stars }];
  const sum = ratings.reduce((total, one) => total + one.stars, 0);
  return { ...take, num_ratings, ratings, rating: sum / ratings.length };
}

/** "4.5 of 5 by 2", for readers; "2 rated" where their stars are hidden; "" where nobody rated. */
export function ratingWords(take: Rated): string {
  if (take.num_ratings === 0) return "";
  if (take.rating === null || take.rating === undefined) return `${take.num_ratings} rated`;
  const mean = Number(take.rating.toFixed(1));
  return `${mean} of 5${take.num_ratings > 1 ? ` by ${take.num_ratings}` : ""}`;
}

/** The same where there is little room: "4.5 (2)", "2 rated". */
export function ratingInShort(take: Rated): string {
  if (take.rating === null || take.rating === undefined) return ratingWords(take);
  return `${Number(take.rating.toFixed(1))}${take.num_ratings > 1 ? ` (${take.num_ratings})` : ""}`;
}
