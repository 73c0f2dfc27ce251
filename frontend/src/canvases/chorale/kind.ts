/** What pages and panels know of a chorale. */

import { lazy } from "solid-js";
import type { AnyGrid, Cell, Grid } from "../../domain/cells";
import { barAt, positionName, readMeta } from "../../domain/chorale/bars";
import { figuresOf, figuresSentence } from "../../domain/chorale/figures";
import { CHORALE_LAYOUT } from "../../domain/chorale/layout";
import { allNotes, changedNotes, pitchSpan } from "../../domain/chorale/notes";
import { pitchName } from "../../domain/chorale/spelling";
import { VOICES, voiceName, voicesToFree } from "../../domain/chorale/symbols";
import type { CanvasDocument } from "../../state/document";
import { plural } from "../../ui/plural";
import type { CanvasKind, Section } from "../common/kind";
import Miniature from "./Miniature";

type Meta = Readonly<Record<string, unknown>>;

const cellName = (cell: Cell, meta: Meta): string => {
  const { bar, beat } = positionName(cell.column, readMeta(meta));
  return `${bar === 0 ? "pickup" : `bar ${bar}`} beat ${beat} ${voiceName(cell.row)}`;
};

/** "alto, tenor bar 3; bass bars 3, 5 to 8". */
export function places(cells: readonly Cell[], meta: Meta): string {
  const byVoice = new Map<number, Set<number>>();
  for (const cell of cells) {
    const bars = byVoice.get(cell.row) ?? new Set<number>();
    bars.add(positionName(cell.column, readMeta(meta)).bar);
    byVoice.set(cell.row, bars);
  }
  // Voices that have the same bars are named together.
  const byBars = new Map<string, number[]>();
  for (const [row, bars] of [...byVoice].sort(([a], [b]) => a - b)) {
    const words = barWords([...bars].sort((a, b) => a - b));
    byBars.set(words, [...(byBars.get(words) ?? []), row]);
  }
  return [...byBars]
    .map(
      ([words, rows]) =>
        `${rows.length === 4 ? "all voices" : rows.map(voiceName).join(", ")} ${words}`,
    )
    .join("; ");
}

/** "bar 3", "bars 3, 5 to 8"; 0 is the pickup. */
function barWords(bars: readonly number[]): string {
  const numbered = bars.filter((bar) => bar > 0);
  const runs: [number, number][] = [];
  for (const bar of numbered) {
    const run = runs.at(-1);
    if (run && run[1] === bar - 1) run[1] = bar;
    else runs.push([bar, bar]);
  }
  const words = runs.map(([first, last]) =>
    first === last ? `${first}` : last === first + 1 ? `${first}, ${last}` : `${first} to ${last}`,
  );
  const told = words.length === 0 ? "" : `bar${numbered.length > 1 ? "s" : ""} ${words.join(", ")}`;
  return [bars.includes(0) ? "pickup" : "", told].filter(Boolean).join(", ");
}

function freeing(document: CanvasDocument): { label: string; cells: Cell[] }[] {
  const all = [...VOICES.keys()];
  return voicesToFree(document.symbols()).map((rows) => ({
    label:
      rows.length === all.length
        ? "Compose all voices"
        : `Compose ${rows.map((row) => VOICES[row]).join(", ")}`,
    cells: rows.flatMap((row) => document.columns().map((_, column) => ({ row, column }))),
  }));
}

export const CHORALE: CanvasKind = {
  name: "chorale",
  label: "Chorale",
  layout: CHORALE_LAYOUT,
  Canvas: lazy(() => import("./ChoraleCanvas")),
  Miniature,
  player: {
    Transport: lazy(() => import("./player/Transport")),
    Line: lazy(() => import("./player/BarLine")),
  },
  reveal: (cursor) => void import("./view").then(({ revealCursor }) => revealCursor(cursor)),
  print: () => import("./score/print").then(({ printScore }) => printScore()),
  Steering: null,
  Compared: null,
  span: (grids) => pitchSpan(grids as readonly Grid[]),
  NewBlank: lazy(() => import("./NewChorale")),
  cellNoun: "cell",
  contentNoun: "note",
  margin: "a beat",
  cellName,
  places,
  symbolName: (symbol, meta) =>
    symbol === 0 ? "rest" : pitchName(Math.abs(Number(symbol)), readMeta(meta)),
  holdsPlaced: false,
  countsHeld: true,
  gradeMeaning: "lower is closer to Bach",
  figures: (grid: AnyGrid) => figuresSentence(figuresOf(grid as Grid)),
  numDifferences: (grid, base) => changedNotes(allNotes(grid as Grid), base as Grid).size,
  freeSentence: (free) =>
    free.length === 0
      ? "nothing marked to compose"
      : `${plural(new Set(free.map(({ row }) => row)).size, "voice")} to compose · ${plural(free.length, "cell")}`,
  freeing,
  sections: (numColumns, meta) => {
    const sections: Section[] = [];
    for (let column = 0; column < numColumns; ) {
      const bar = barAt(column, numColumns, readMeta(meta));
      const label = bar.number === 0 ? "Pickup" : `Bar ${bar.number}`;
      const short = bar.number === 0 ? "–" : String(bar.number);
      sections.push({ label, short, first: bar.first, last: bar.first + bar.length - 1 });
      column = bar.first + bar.length;
    }
    return sections;
  },
  formatLabels: { musicxml: "MusicXML", midi: "MIDI" },
  importEndings: [".musicxml", ".xml", ".mxl", ".mid", ".midi"],
  importHint: "a MusicXML (.musicxml, .xml, .mxl) or MIDI (.mid) file",
};
