/** The order of takes. Pure. */

import type { Take } from "../../protocol";

/** The positions to write so that `moved` comes before the take at `to`; unchanged ones are left out. */
export function reordered(
  takes: readonly Pick<Take, "id" | "position">[],
  moved: string,
  to: number,
): { id: string; position: number }[] {
  const rest = takes.filter((take) => take.id !== moved);
  const one = takes.find((take) => take.id === moved);
  if (!one) return [];
  rest.splice(Math.max(0, Math.min(to, rest.length)), 0, one);
  return rest
    .map((take, index) => ({ id: take.id, position: index + 1, was: take.position }))
    .filter((take) => take.was !== take.position)
    .map(({ id, position }) => ({ id, position }));
}
