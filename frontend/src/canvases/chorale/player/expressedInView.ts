// Signs and fermatas of what is in view, by which it is played: those of the canvas, or those that a run began with.
import { createMemo, createRoot } from "solid-js";
import { cellOfKey } from "../../../domain/cells";
import type { Expressed } from "../../../domain/chorale/notation/expression";
import { currentDocument } from "../../../state/document/document";
import { stage } from "../../../state/stage/open";
import { chordsRow, metaInView } from "../inView";

const ofCanvas = createRoot(() =>
  createMemo((): Expressed => {
    const document = currentDocument();
    const columnOf = document?.columnIndex() ?? new Map<string, number>();
    const signs: [number, number, unknown][] = [];
    const fermatas: [number, number][] = [];
    for (const [key, marks] of document?.marks() ?? []) {
      const cell = marks.signs || marks.fermata ? cellOfKey(key, columnOf) : null;
      if (!cell || cell.row >= chordsRow()) continue;
      if (marks.signs) signs.push([cell.row, cell.column, marks.signs]);
      if (marks.fermata) fermatas.push([cell.row, cell.column]);
    }
    return { signs, fermatas };
  }),
);

export const expressedInView = (): Expressed =>
  stage().view === "candidate" ? metaInView() : ofCanvas();
