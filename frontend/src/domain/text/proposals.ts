// What can be written of a text: what is selected or marked, or all of it.

import { plural } from "../../ui/plural";
import { MASKED } from "../cells";
import { type Composable, isAllMarked, type Proposal } from "../generation/proposals";
import { rewordingSteps } from "./stages";
import { FREE, isMark, shownWord } from "./words";

/** Words by which a text is continued. */
export const NUM_CONTINUED = 12;

/** As many doubted words in a row make no sense any more where each is rewritten by itself. */
const LONG_RUN = 4;

/**
 * continueHere: makes room at the caret; null where there is none. canSayAgain: whether a language model can
 * say whole phrases again, and nobody chose how. values: of the settings.
 */
export function proposalsFor(
  { symbols, states, free, selected }: Omit<Composable, "composed">,
  continueHere: (() => void) | null = null,
  canSayAgain = false,
  values: Readonly<Record<string, unknown>> = {},
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
  const doubted = new Set(
    free.filter(({ row, column }) => states[row]?.[column] === MASKED).map(({ column }) => column),
  );
  const isSaidAgain = canSayAgain && longestRun(words, doubted) >= LONG_RUN;
  const inOtherWords = isSaidAgain
    ? { values: { wording: "other", num_steps: rewordingSteps(values) } }
    : {};
  if (free.length > doubted.size)
    found.push({ label: `Write ${plural(count(free), "word")}`, cells: null, ...inOtherWords });
  else if (free.length > 0) {
    const these = plural(count(free), "doubted word");
    if (isSaidAgain) found.push({ label: `Reword ${these}`, cells: null, ...inOtherWords });
    found.push({ label: isSaidAgain ? "Rewrite word by word" : `Rewrite ${these}`, cells: null });
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

/** Most words in a row of which all are among these, marks and open places not counted. */
function longestRun(words: readonly unknown[], among: ReadonlySet<number>): number {
  let [run, longest] = [0, 0];
  for (const [column, symbol] of words.entries()) {
    const word = String(symbol);
    if (!among.has(column)) run = 0;
    else if (word !== FREE && !isMark(shownWord(word))) run++;
    longest = Math.max(longest, run);
  }
  return longest;
}
