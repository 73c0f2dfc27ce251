/** What pages and panels know of a kind that has no page of its own. */

import { lazy } from "solid-js";
import { proposalsFor } from "../../domain/plain/proposals";
import {
  cellName,
  cellNames,
  changedCells,
  isText,
  layoutOf,
  numFilled,
  symbolLabel,
} from "../../domain/plain/shape";
import type { KindShape } from "../../protocol";
import { plural } from "../../ui/plural";
import type { CanvasKind, CanvasViewProps } from "../common/kind";
import Miniature from "./Miniature";
import NewPlain from "./NewPlain";
import Unknown from "./Unknown";
import { Words } from "./Words";

export function plainKind(shape: KindShape): CanvasKind {
  const noun = isText(shape) ? "word" : "cell";
  const column = isText(shape) ? "word" : "column";
  const label = shape.kind.charAt(0).toUpperCase() + shape.kind.slice(1);
  return {
    name: shape.kind,
    label,
    layout: layoutOf(shape),
    Canvas: lazy(async () => {
      const { default: PlainCanvas } = await import("./PlainCanvas");
      return { default: (props: CanvasViewProps) => <PlainCanvas {...props} shape={shape} /> };
    }),
    Miniature: (props) => <Miniature {...props} shape={shape} />,
    Compared: isText(shape) ? (props) => <Words {...props} shape={shape} /> : null,
    Difference: null,
    Excerpt: null,
    Printed: null,
    player: null,
    TakeAway: null,
    print: (name) => import("./print").then(({ printPlain }) => printPlain(name)),
    reveal: ([column, row]) => void import("./acts").then(({ revealId }) => revealId(column, row)),
    Steering: null,
    Asking: () => null,
    Rewording: null,
    NewBlank: NewPlain,
    candidateHint: "Place this candidate, or continue with it.",
    moreSteps: null,
    nextStep: () => "",
    asItWas: () => "",
    contentNoun: noun,
    margin: `a ${column}`,
    cellName: (cell) => cellName(shape, cell),
    cellNames: (cells) => cellNames(shape, cells),
    spanName: (numColumns) => plural(numColumns, column),
    marksNoun: "marks",
    isNothing: (symbol) => symbolLabel(shape, symbol) === "",
    symbolName: (symbol) => symbolLabel(shape, symbol) || "nothing",
    countsHeld: true,
    gradeMeaning: "lower is better",
    descriptions: null,
    figures: (grid) => {
      const { filled, all } = numFilled(shape, grid);
      return `${filled} of ${plural(all, noun)} filled`;
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
    importHint:
      shape.imports.length > 0 ? `a ${shape.kind} file (${shape.imports.join(", ")})` : "",
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
    page: "",
  }),
  Miniature: () => <Unknown kind={name} />,
});
