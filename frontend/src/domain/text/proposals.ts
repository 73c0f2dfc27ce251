// What can be written of a text: what is selected or marked, or all of it.

import { plural } from "../../ui/plural";
import { MASKED } from "../cells";
import { type Composable, isAllMarked, type Proposal } from "../proposals";
import { FREE, isMark, shownWord } from "./words";

/** Words by which a text is continued. */
export const NUM_CONTINUED = 12;

/** continueHere: makes room at the caret; null where there is none. */
export function proposalsFor(
  { symbols, states, free, selected }: Composable,
  continueHere: (() => void) | null = null,
): Proposal[] {
  const words = symbols[0] ?? [];
  /** Slots and words, marks left out. */
  const count = (cells: readonly { column: number }[]) =>
    cells.filter(({ column }) => {
      const word = String(words[column] ?? "");
      return word === FREE || !isMark(shownWord(word));
    }).length;
  const found: Proposal[] = [];
  const selection =
    selected.length === 0
      ? []
      : [{ label: `Write ${plural(count(selected), "selected word")} anew`, cells: selected }];
  const isFirst = !isAllMarked({ free, selected });
  if (isFirst) found.push(...selection);
  const areDoubted = free.every(({ row, column }) => states[row]?.[column] === MASKED);
  if (free.length > 0) {
    const label = areDoubted
      ? `Rewrite ${plural(count(free), "doubted word")}`
      : `Write ${plural(count(free), "word")}`;
    found.push({ label, cells: null });
  } else if (words.length > 0 && selected.length === 0) {
    if (continueHere) {
      const label = `Continue here: ${NUM_CONTINUED} words`;
      found.push({ label, cells: null, prepare: continueHere });
    }
    const cells = words.map((_, column) => ({ row: 0, column }));
    found.push({ label: "Write the whole text anew", cells });
  }
  if (!isFirst) found.push(...selection);
  return found;
}
