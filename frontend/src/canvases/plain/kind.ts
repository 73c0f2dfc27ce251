/** What pages and panels know of a kind that has no page of its own. */

import { lazy } from "solid-js";
import { proposalsFor } from "../../domain/plain/proposals";
import {
  cellName,
  cellNames,
  changedCells,
  isText,
  type KindShape,
  layoutOf,
  numFilled,
  symbolLabel,
} from "../../domain/plain/shape";
import { plural } from "../../ui/plural";
import type { CanvasKind } from "../common/kind";
import NewPlain from "./NewPlain";
import Unknown from "./Unknown";

export function plainKind(shape: KindShape): CanvasKind {
  const noun = isText(shape) ? "word" : "cell";
  const column = isText(shape) ? "word" : "column";
  const label = shape.kind.charAt(0).toUpperCase() + shape.kind.slice(1);
  return {
    name: shape.kind,
    label,
    layout: layoutOf(shape),
    Canvas: lazy(async () => ({ default: () => null })),
    Miniature: () => Unknown({ kind: shape.kind }),
    Compared: null,
    Difference: null,
    Excerpt: null,
    player: null,
    TakeAway: null,
    print: async () => window.print(),
    reveal: () => {},
    Steering: null,
    Asking: () => null,
    Rewording: null,
    NewBlank: NewPlain,
    candidateHint: "Place this candidate, or continue with it.",
    contentNoun: noun,
    margin: `a ${column}`,
    cellName: (cell) => cellName(shape, cell),
    cellNames: (cells) => cellNames(shape, cells),
    spanName: (numColumns) => plural(numColumns, column),
    marksNoun: "marks",
    isNothing: (symbol) => symbolLabel(shape, symbol) === "",
    symbolName: (symbol) => symbolLabel(shape, symbol) || "nothing",
    holdsPlaced: false,
    countsHeld: true,
    gradeMeaning: "lower is better",
    figures: (grid) => {
      const { filled, all } = numFilled(shape, grid);
      return `${filled} of ${plural(all, noun)}`;
    },
    numDifferences: (grid, base) => changedCells(grid, base).length,
    freeSentence: (free) =>
      free.length === 0 ? "nothing marked to compose" : `${plural(free.length, noun)} to compose`,
    lack: () => null,
    proposals: (canvas) => proposalsFor(canvas, noun),
    sections: (numColumns) =>
      Array.from({ length: numColumns }, (_, at) => ({
        label: `${column === "word" ? "Word" : "Column"} ${at + 1}`,
        short: String(at + 1),
        first: at,
        last: at,
      })),
    formatLabels: {},
    importEndings: shape.imports,
    importHint: `a ${shape.kind} file (${shape.imports.join(", ")})`,
  };
}

/** A kind of which this studio knows its name alone: a package that is no longer installed had it. */
export const unknownKind = (name: string): CanvasKind => ({
  ...plainKind({
    kind: name,
    layout: "grid",
    num_rows: 1,
    row_names: [],
    symbol_labels: {},
    imports: [],
  }),
  Miniature: () => Unknown({ kind: name }),
});
