/** What pages and panels know of a chorale. */

import { lazy } from "solid-js";
import type { AnyGrid, Cell, Grid } from "../../domain/cells";
import { positionName, readMeta } from "../../domain/chorale/bars";
import { CHORALE_LAYOUT } from "../../domain/chorale/layout";
import { pitchName } from "../../domain/chorale/spelling";
import { voiceName } from "../../domain/chorale/symbols";
import { figuresOf, figuresSentence, plural } from "../../panels/figures";
import { changedNotes, notesOf } from "../../panels/notes";
import type { CanvasDocument } from "../../state/document";
import type { CanvasKind } from "../registry";
import Miniature from "./Miniature";

type Meta = Readonly<Record<string, unknown>>;

const cellName = (cell: Cell, meta: Meta): string => {
  const { bar, beat } = positionName(cell.column, readMeta(meta));
  return `${bar === 0 ? "pickup" : `bar ${bar}`} beat ${beat} ${voiceName(cell.row)}`;
};

/** "alto bar 3, bass bars 3, 5". */
export function places(cells: readonly Cell[], meta: Meta): string {
  const byVoice = new Map<number, Set<number>>();
  for (const cell of cells) {
    const bars = byVoice.get(cell.row) ?? new Set<number>();
    bars.add(positionName(cell.column, readMeta(meta)).bar);
    byVoice.set(cell.row, bars);
  }
  return [...byVoice]
    .sort(([a], [b]) => a - b)
    .map(
      ([row, bars]) => `${voiceName(row)} bar${bars.size > 1 ? "s" : ""} ${[...bars].join(", ")}`,
    )
    .join("; ");
}

function freeing(document: CanvasDocument): { label: string; cells: Cell[] }[] {
  if (document.symbols().every((row) => row.every((symbol) => symbol === 0))) return [];
  const cellsOf = (rows: readonly number[]): Cell[] =>
    rows.flatMap((row) => document.columns().map((_, column) => ({ row, column })));
  return [
    { label: "Free A, T, B", cells: cellsOf([1, 2, 3]) },
    { label: "Free all voices", cells: cellsOf([0, 1, 2, 3]) },
  ];
}

export const CHORALE: CanvasKind = {
  name: "chorale",
  label: "Chorale",
  layout: CHORALE_LAYOUT,
  Canvas: lazy(() => import("./ChoraleCanvas")),
  Miniature,
  player: {
    Transport: lazy(() => import("../../panels/Transport")),
    Line: lazy(() => import("../../panels/BarLine")),
  },
  Steering: null,
  NewBlank: lazy(() => import("./NewChorale")),
  cellNoun: "cell",
  contentNoun: "note",
  cellName,
  places,
  symbolName: (symbol, meta) =>
    symbol === 0 ? "rest" : pitchName(Math.abs(Number(symbol)), readMeta(meta)),
  figures: (grid: AnyGrid) => figuresSentence(figuresOf(grid as Grid)),
  numDifferences: (grid, base) => changedNotes(notesOf(grid as Grid), base as Grid).size,
  freeSentence: (free) =>
    free.length === 0
      ? "nothing free"
      : `${plural(new Set(free.map(({ row }) => row)).size, "voice")} free · ${plural(free.length, "cell")}`,
  freeing,
  formatLabels: { musicxml: "MusicXML", midi: "MIDI" },
  importEndings: [".musicxml", ".xml", ".mxl", ".mid", ".midi"],
  importHint: "a MusicXML (.musicxml, .xml, .mxl) or MIDI (.mid) file",
};
