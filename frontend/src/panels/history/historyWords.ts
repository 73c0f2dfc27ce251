/** What an edit changed, and what is different between two moments, in words. */

import type { CanvasKind } from "../../canvases/common/kind";
import type { Reading } from "../../domain/document/layout";
import { diffReadings, type ReadingDiff } from "../../domain/document/readingDiff";
import { plural } from "../../ui/plural";

interface Wording {
  added: (span: string) => string;
  wrote: (cells: string) => string;
  removed: (span: string) => string;
  marked: (cells: string) => string;
  changedMarks: (noun: string, places: string) => string;
  meta: (names: string) => string;
  nothing: string;
}

const OF_AN_EDIT: Wording = {
  added: (span) => `added ${span}`,
  wrote: (cells) => `wrote ${cells}`,
  removed: (span) => `removed ${span}`,
  marked: (cells) => `marked ${cells}`,
  changedMarks: (noun, places) => `changed ${noun} at ${places}`,
  meta: (names) => `changed the ${names}`,
  nothing: "nothing that can be seen",
};

const OF_A_COMPARISON: Wording = {
  added: (span) => `${span} more`,
  wrote: (cells) => `different ${cells}`,
  removed: (span) => `${span} fewer`,
  marked: (cells) => `marked differently: ${cells}`,
  changedMarks: (noun, places) => `different ${noun} at ${places}`,
  meta: (names) => `different ${names}`,
  nothing: "the same",
};

/** "wrote alto in bar 3, removed 1 bar"; of two readings the later one's places are named. Pure. */
export const changeWords = (before: Reading, after: Reading, kind: CanvasKind): string =>
  worded(before, after, kind, OF_AN_EDIT);

/** "compared with now: different alto in bar 3, 1 bar fewer": who wrote what is another question. Pure. */
export const comparisonWords = (
  base: Reading,
  shown: Reading,
  kind: CanvasKind,
  name: string,
): string => `compared with ${name}: ${worded(base, shown, kind, OF_A_COMPARISON)}`;

function worded(before: Reading, after: Reading, kind: CanvasKind, words: Wording): string {
  const changed = diffReadings(before, after);
  const parts = [
    ...written(changed, after, kind, words),
    ...(changed.numMarked > 0
      ? [words.changedMarks(kind.marksNoun, plural(changed.numMarked, "place"))]
      : []),
    ...(changed.meta.length > 0 ? [words.meta(changed.meta.join(", "))] : []),
  ];
  return parts.length === 0 ? words.nothing : parts.join(", ");
}

function written(
  { written: cells, painted, ...changed }: ReadingDiff,
  after: Reading,
  kind: CanvasKind,
  words: Wording,
) {
  const isOneRow = after.symbols.length === 1;
  const parts: string[] = [];
  if (!isOneRow && changed.numAdded > 0)
    parts.push(words.added(kind.spanName(changed.numAdded, after.meta)));
  if (cells.length > 0) parts.push(words.wrote(kind.cellNames(cells, after.meta)));
  // A word that is written over is another one; only what has nothing in its place was removed.
  const numGone = changed.numRemoved - (isOneRow ? changed.numAdded : 0);
  if (numGone > 0) parts.push(words.removed(kind.spanName(numGone, after.meta)));
  if (painted.length > 0) parts.push(words.marked(kind.cellNames(painted, after.meta)));
  return parts;
}
