/** What people think of a take: stars, and whether they pick or reject it. Pure. */

import type { Stars, Take } from "../../protocol";

type Rated = Pick<Take, "ratings" | "rating" | "num_ratings">;

export type Flag = NonNullable<Stars["flag"]>;

/** One person's rating of a take; null for what they did not say. */
export interface OwnRating {
  stars: number | null;
  flag: Flag | null;
}

export function ownRating(take: Pick<Take, "ratings">, name: string | undefined): OwnRating {
  const { stars, flag } = take.ratings.find((one) => one.name === name) ?? {};
  return { stars: stars ?? null, flag: flag ?? null };
}

/**
 * The take as it is once a person's rating is this one, until the studio says what others gave; without any
 * rating of their own the others' go out of sight.
 */
export function withRating<T extends Rated>(take: T, name: string, now: OwnRating): T {
  const others = take.ratings.filter((one) => one.name !== name);
  const had = ownRating(take, name).stars === null ? 0 : 1;
  const num_ratings = take.num_ratings + (now.stars === null ? 0 : 1) - had;
  if (now.stars === null && now.flag === null)
    return { ...take, num_ratings, ratings: [], rating: null };
  const ratings = [...others, { name, ...now, rated_at: null, saw_others: null }];
  const given = ratings.flatMap(({ stars }) => (stars === null ? [] : [stars]));
  const rating = given.length > 0 ? given.reduce((sum, one) => sum + one, 0) / given.length : null;
  return { ...take, num_ratings, ratings, rating };
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

/** Each person with what they said: "Ana 4 · Ben picked it · Zoe 1, rejected it". */
export const ratingsInFull = (take: Rated): string =>
  take.ratings
    .map(({ name, stars, flag }) => {
      const said = [stars, flag && `${flag}ed it`].filter((part) => part !== null);
      return `${name} ${said.join(", ")}`;
    })
    .join(" · ");
