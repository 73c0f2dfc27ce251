/** Stars that people give a take. Pure. */

import type { Take } from "../protocol";

type Rated = Pick<Take, "ratings" | "rating">;

/** The stars of one person; null where there are none. */
export const starsOf = (take: Rated, name: string | undefined): number | null =>
  take.ratings.find((one) => one.name === name)?.stars ?? null;

/** The take as it is once a person's stars are these; null takes them away. */
export function withRating<T extends Rated>(take: T, name: string, stars: number | null): T {
  const ratings = take.ratings.filter((one) => one.name !== name);
  if (stars !== null) ratings.push({ name, stars });
  const sum = ratings.reduce((total, one) => total + one.stars, 0);
  return { ...take, ratings, rating: ratings.length === 0 ? null : sum / ratings.length };
}

/** "4.5 of 5 by 2", for readers; "" where nobody rated. */
export function ratingWords(take: Rated): string {
  if (take.rating === null || take.rating === undefined) return "";
  const mean = Number(take.rating.toFixed(1));
  return `${mean} of 5${take.ratings.length > 1 ? ` by ${take.ratings.length}` : ""}`;
}
