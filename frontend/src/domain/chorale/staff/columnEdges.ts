// Where columns begin and end along a line of staves, so that what stands beneath it is in step with its notes.
import { columnToX, type StaffPlace } from "./staffGeometry";

/** From the middle of a head to where its column begins. */
const HALF_COLUMN = 190;

/** One bar of a line, and where it begins with its clef and signatures. */
export type LineBar = StaffPlace & { begin: number };

/** Where each column of a line begins, from its first to the one after its last, in the units of its drawing. */
export function columnEdges(bars: readonly LineBar[]): number[] {
  const edges: number[] = [];
  bars.forEach((place, index) => {
    const { first, length } = place.bar;
    for (let column = first; column < first + length; column++) {
      const before = columnToX(place, column) - HALF_COLUMN;
      const begins = column === first && index > 0 ? place.begin : before;
      edges.push(Math.max(edges.at(-1) ?? begins, begins));
    }
  });
  const last = bars.at(-1);
  return last ? [...edges, last.right] : [];
}

/** How many columns of a line begin at an x or before it; at least one, so that it is one column's number from 1. */
export function columnsUpTo(edges: readonly number[], x: number): number {
  let low = 1;
  let high = Math.max(1, edges.length - 1);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle - 1] as number) <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}
