/** What pages and panels know of a text. */

import { lazy } from "solid-js";
import type { AnyGrid, Cell } from "../../domain/cells";
import { looksForeign, OTHER_LANGUAGE } from "../../domain/text/language";
import { proposalsFor } from "../../domain/text/proposals";
import { TEXT_LAYOUT } from "../../domain/text/replica";
import { MORE_STEPS, nextStepWords } from "../../domain/text/stages";
import { numChangedWords } from "../../domain/text/wordContrast";
import { FREE, isMark, NOTHING, shownWord } from "../../domain/text/words";
import { plural } from "../../ui/plural";
import type { CanvasKind } from "../common/kind";
import { continueFromCaret } from "./editor/continuing";
import { textReading } from "./inView";
import Miniature from "./Miniature";
import { isWriting } from "./mode";
import { pairOf } from "./steering/pair";

const MOST_NAMED = 6;

/** "words 3, 9, 10 to 12". */
export function cellNames(cells: readonly Cell[]): string {
  const columns = [...new Set(cells.map(({ column }) => column + 1))].sort((a, b) => a - b);
  const runs: string[] = [];
  for (let at = 0; at < columns.length; ) {
    let last = at;
    while ((columns[last + 1] as number) === (columns[last] as number) + 1) last++;
    const [from, to] = [columns[at], columns[last]];
    runs.push(from === to ? String(from) : `${from} to ${to}`);
    at = last + 1;
  }
  const shown = runs.slice(0, MOST_NAMED).join(", ");
  const more = runs.length > MOST_NAMED ? " and more" : "";
  return `${columns.length === 1 ? "word" : "words"} ${shown}${more}`;
}

const wordsIn = (grid: AnyGrid): string[] =>
  (grid[0] ?? []).map((symbol) => shownWord(String(symbol)));

/** How many of some cells of the canvas are words, or slots for one, and no marks. */
function numSpoken(cells: readonly Cell[]): number {
  const { words } = textReading();
  return cells.filter(({ column }) => {
    const word = words[column]?.word ?? "";
    return word === FREE || !isMark(word);
  }).length;
}

/** A trusted and a doubted word, both held, and words around them that are free. */
function hasPair(): boolean {
  const reading = textReading();
  const { trusted, doubted } = pairOf(reading);
  return trusted !== null && doubted !== null && reading.words.some(({ isPinned }) => !isPinned);
}

const NO_LANGUAGE_MODEL =
  "No language model is installed here, so phrases seldom make sense. " +
  "Whoever runs the studio gets one by “python -m sunmask fetch”.";

export const TEXT: CanvasKind = {
  name: "text",
  label: "Text",
  layout: TEXT_LAYOUT,
  Canvas: lazy(() => import("./TextCanvas")),
  Miniature,
  Compared: lazy(() => import("./comparing/ComparedText")),
  Difference: lazy(() => import("./comparing/TextDifference")),
  Excerpt: null,
  Printed: null,
  player: null,
  TakeAway: null,
  reveal: ([place]) =>
    void import("./editor/presence").then(({ revealPlace }) => revealPlace(place)),
  print: (name) => import("./styling/print").then(({ printText }) => printText(name)),
  Asking: lazy(() => import("./steering/LengthChoice")),
  Rewording: lazy(() => import("./steering/Rewriting")),
  Steering: { label: "Pull", Panel: lazy(() => import("./steering/Pull")), isShownFirst: hasPair },
  NewBlank: lazy(() => import("./NewText")),
  get candidateHint() {
    return matchMedia("(pointer: coarse)").matches
      ? "Touch a word to take it into your text."
      : "Tab takes a word, Shift+Tab the phrase. A press takes a word, too.";
  },
  moreSteps: MORE_STEPS,
  nextStep: nextStepWords,
  asItWas: (settings) =>
    (settings.wording ?? "single") === "single" ? "" : "as it was: no other words keep its facts",
  contentNoun: "word",
  margin: "three words",
  cellName: (cell) => `word ${cell.column + 1}`,
  cellNames,
  spanName: (numColumns) => plural(numColumns, "word"),
  marksNoun: "marks",
  isNothing: (symbol) => symbol === FREE || symbol === NOTHING,
  symbolName: (symbol) => {
    if (symbol === NOTHING) return "nothing";
    return symbol === FREE ? "an open place" : `“${shownWord(String(symbol))}”`;
  },
  countsHeld: false,
  gradeMeaning: "lower has fewer doubtful words and repeats",
  descriptions: null,
  figures: (grid) => {
    const words = wordsIn(grid).filter((word) => !isMark(word));
    return words.length === 0 ? "no words" : plural(words.length, "word");
  },
  numDifferences: (grid, base) => numChangedWords(wordsIn(grid), wordsIn(base)).numChanged,
  freeSentence: (free) =>
    free.length === 0 ? "nothing marked to write" : `${plural(numSpoken(free), "word")} to write`,
  lack: (settings) => {
    if (settings.some((spec) => spec.name === "fluency" && spec.default === 0))
      return NO_LANGUAGE_MODEL;
    return looksForeign(textReading().words.map(({ word }) => word)) ? OTHER_LANGUAGE : null;
  },
  proposals: (canvas, values) =>
    proposalsFor(
      canvas,
      isWriting() ? continueFromCaret : null,
      Number(values.fluency ?? 0) > 0 && values.wording === "single",
      values,
    ),
  sections: (numColumns) =>
    Array.from({ length: numColumns }, (_, column) => ({
      label: `Word ${column + 1}`,
      short: String(column + 1),
      first: column,
      last: column,
    })),
  formatLabels: { text: "text", markdown: "Markdown", docx: "Word (.docx)", json: "JSON" },
  importEndings: [".txt", ".md", ".markdown", ".docx"],
  importHint: "a text (.txt, .md, .docx)",
};
