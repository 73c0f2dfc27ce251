/** Places of a list from where a range began to where it is now. Pure. */

export function placesBetween(
  from: number,
  to: number,
  total: number,
): { first: number; last: number } {
  const within = (place: number) => Math.max(0, Math.min(total - 1, place));
  return { first: within(Math.min(from, to)), last: within(Math.max(from, to)) };
}
