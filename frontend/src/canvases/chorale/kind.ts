/** What pages and panels know of a chorale. */

import { lazy } from "solid-js";
import type { AnyGrid, Cell, Grid } from "../../domain/cells";
import { CHORALE_LAYOUT } from "../../domain/chorale/layout";
import {
  barLength,
  barName,
  barsOf,
  beatLength,
  positionName,
  readMeta,
} from "../../domain/chorale/music/bars";
import { allNotes, changedNotes, pitchSpan } from "../../domain/chorale/music/notes";
import { pitchName } from "../../domain/chorale/music/spelling";
import { otherVoices } from "../../domain/chorale/music/voiceEdits";
import { type Voice, voiceName, voicesIn } from "../../domain/chorale/music/voices";
import { proposalsFor } from "../../domain/chorale/proposals";
import { descriptionsOf } from "../../domain/chorale/words/description";
import { locationWords, rowNow } from "../../domain/chorale/words/locationWords";
import {
  NO_FAULTS,
  partWritingOf,
  partWritingSentence,
} from "../../domain/chorale/words/partWriting";
import { currentDocument } from "../../state/document/document";
import { plural } from "../../ui/plural";
import type { CanvasKind } from "../common/kind";
import Miniature from "./Miniature";

type Meta = Readonly<Record<string, unknown>>;

const cellName = (cell: Cell, meta: Meta): string => {
  const read = readMeta(meta);
  const { bar, beat } = positionName(cell.column, read);
  return `${barName(bar)} beat ${beat} ${voiceName(cell.row, read.voices)}`;
};

/** "2 bars", "3 beats", "5 sixteenths": in the largest unit that divides it and that all of the piece has. */
const spanName = (numColumns: number, meta: Meta): string => {
  const { metre, metreChanges } = readMeta(meta);
  const metres = [{ metre }, ...metreChanges.map(([, next]) => ({ metre: next }))];
  for (const [lengthOf, name] of [
    [barLength, "bar"],
    [beatLength, "beat"],
  ] as const) {
    const length = lengthOf({ metre });
    const isShared = metres.every((other) => lengthOf(other) === length);
    if (isShared && numColumns % length === 0) return plural(numColumns / length, name);
  }
  return plural(numColumns, "sixteenth");
};

/** Those of the open canvas, where a grid may be of it; without them no range is known. */
const voicesFor = (grid: AnyGrid): readonly Voice[] => {
  const open = voicesIn(currentDocument()?.meta().voices);
  return open.length === grid.length ? open : [];
};

const figures = (grid: AnyGrid): string =>
  partWritingSentence(partWritingOf(grid as Grid, voicesFor(grid)));

/** Columns of the first voice's fermatas, as a codec's JSON has them. */
const fermatasIn = (cells: unknown): number[] =>
  (Array.isArray(cells) ? (cells as [number, number][]) : []).flatMap(([row, column]) =>
    row === 0 ? [column] : [],
  );

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
  TakeAway: lazy(() => import("./takeAway/TakeAway")),
  reveal: (cursor) => void import("./roll/view").then(({ revealCursor }) => revealCursor(cursor)),
  print: () => import("./score/paper/print").then(({ printScore }) => printScore()),
  Steering: null,
  Asking: lazy(() => import("./dialogs/ModeChoice")),
  Rewording: null,
  Compared: null,
  Difference: null,
  Excerpt: lazy(() => import("./score/paper/Excerpt")),
  Printed: lazy(() => import("./score/paper/Printed")),
  span: (grids) => pitchSpan(grids as readonly Grid[]),
  NewBlank: lazy(() => import("./dialogs/NewChorale")),
  candidateHint: "Change a note here, then place this candidate or continue with it.",
  moreSteps: null,
  nextStep: () => "",
  asItWas: () => "",
  contentNoun: "note",
  margin: "a beat",
  cannotPlace: (frozen, now) => otherVoices(readMeta(frozen).voices, readMeta(now).voices),
  cellName,
  cellNames: locationWords,
  rowNow,
  spanName,
  marksNoun: "lyrics, signs, chords or metres",
  isNothing: (symbol) => symbol === 0,
  symbolName: (symbol, meta) =>
    symbol === 0 ? "rest" : pitchName(Math.abs(Number(symbol)), readMeta(meta)),
  countsHeld: true,
  gradeMeaning: "lower is closer to Bach",
  figures,
  descriptions: (grids, content) =>
    descriptionsOf(
      grids as readonly Grid[],
      readMeta((content.meta ?? {}) as Meta),
      fermatasIn(content.fermatas),
    ).map((words, at) => {
      const faults = figures(grids[at] as AnyGrid);
      return faults === NO_FAULTS ? words : `${words} · ${faults}`;
    }),
  numDifferences: (grid, base) => changedNotes(allNotes(grid as Grid), base as Grid).size,
  freeSentence: (free) =>
    free.length === 0
      ? "nothing marked to compose"
      : `${plural(new Set(free.map(({ row }) => row)).size, "voice")} to compose`,
  lack: () => null,
  proposals: proposalsFor,
  sections: (numColumns, meta) =>
    barsOf(numColumns, readMeta(meta)).map(({ number, first, length }) => ({
      label: number === 0 ? "Pickup" : `Bar ${number}`,
      short: number === 0 ? "–" : String(number),
      first,
      last: first + length - 1,
    })),
  formatLabels: { musicxml: "MusicXML", midi: "MIDI" },
  importEndings: [".musicxml", ".xml", ".mxl", ".mid", ".midi"],
  importHint: "a MusicXML (.musicxml, .xml, .mxl) or MIDI (.mid) file",
};
