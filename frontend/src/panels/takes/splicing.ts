/** Which columns of two takes a splice takes from which. Pure. */

import type { Section } from "../../canvases/common/kind";
import type { AnyGrid } from "../../domain/cells";

/** Spans of columns that come from the first take, neighbours joined: what the studio is sent. */
export function spansOf(
  sections: readonly Section[],
  isFirst: readonly boolean[],
): [number, number][] {
  const spans: [number, number][] = [];
  sections.forEach((section, index) => {
    if (!isFirst[index]) return;
    const last = spans.at(-1);
    if (last && last[1] === section.first - 1) last[1] = section.last;
    else spans.push([section.first, section.last]);
  });
  return spans;
}

/** The grid as it is before its seams are healed. */
export function spliced(
  first: AnyGrid,
  second: AnyGrid,
  spans: readonly (readonly [number, number])[],
): AnyGrid {
  const isFirst = (column: number) => spans.some(([from, to]) => column >= from && column <= to);
  return second.map((row, index) =>
    row.map((symbol, column) => (isFirst(column) ? (first[index]?.[column] ?? symbol) : symbol)),
  );
}
