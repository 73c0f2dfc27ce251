/** What a kind of canvas is in the browser: everything in which kinds differ. */

import type { Component } from "solid-js";
import type { Sent } from "../../api";
import type { AnyGrid, Cell, StateGrid } from "../../domain/cells";
import type { DocumentLayout, Reading } from "../../domain/document/layout";
import type { Composable, Proposal } from "../../domain/generation/proposals";
import type { Engraving, Frozen, Role, ScoreInView, SettingSpec } from "../../protocol";
import type { Session } from "../../session";
import type { CanvasDocument } from "../../state/document/document";
import type { Values } from "../../state/generations/choices";

export interface CanvasViewProps {
  session: Session;
  document: CanvasDocument;
  /** The reader's role: a canvas is read-only below editor. */
  role: Role;
  kind: CanvasKind;
}

export interface MiniatureProps {
  grid: AnyGrid | null;
  states?: StateGrid;
  /** Draw quietly what this grid has too, strongly what it has not. */
  base?: AnyGrid | null;
  /** The codec's content around the grid (a text's spaces), where it is known. */
  content?: Readonly<Record<string, unknown>> | null;
  height?: number;
  /** Lowest and highest pitch of the picture; left out, those of the grid. */
  span?: [number, number];
  /** Column of a thin line, where playing is. */
  playhead?: number | null;
  /** Where bars begin, as faint lines, for larger pictures. */
  bars?: readonly { first: number }[];
}

/** A candidate among those that are compared. */
export interface ComparedProps {
  grid: AnyGrid | null;
  /** The first of what is compared. */
  base: AnyGrid | null;
  /** The canvas as its generation froze it; null until it is here, and for the canvas itself. */
  frozen: Pick<Frozen, "content" | "columns"> | null;
  /** Whether the person may take parts of it over. */
  canTake: boolean;
  /** All that is compared, so that only where they differ is shown; left out where it is read in full. */
  among?: readonly (AnyGrid | null)[];
}

/** A moment of a canvas, and another one that it is compared with. */
export interface DifferenceProps {
  shown: Reading;
  base: Reading;
}

/** The same of one canvas, as a small picture. */
export interface ExcerptProps extends DifferenceProps {
  canvas: string;
}

export interface NewBlankProps {
  isSending: boolean;
  make: (name: string, options: Record<string, unknown>) => void;
}

/** What files are made of: a canvas, a take of it, or a candidate at a step. */
export interface TakeAwaySource {
  canvas: string;
  /** "the canvas", "candidate 2, step 96", a take's name. */
  name: string;
  what: { take: string } | { generation: string; candidate: number; step: number | null } | null;
  meta: Readonly<Record<string, unknown>>;
  numColumns: number;
}

export interface TakeAwayProps {
  source: TakeAwaySource;
  close: () => void;
}

/** What plays and shows time at the foot of the studio. */
export interface Player {
  Transport: Component;
  /** The time line while the canvas itself is in view. */
  Line: Component;
}

export interface Steering {
  /** "Pull": the name of its tab. */
  label: string;
  Panel: Component;
  /** Whether the canvas that is open is made to show it at first sight. */
  isShownFirst: () => boolean;
}

/** A part of a grid that people choose as a whole: a bar, a word. */
export interface Section {
  /** "Bar 3", "Word 12, harbour". */
  label: string;
  /** The same in a few letters. */
  short: string;
  first: number;
  last: number;
}

export interface PrintedProps {
  grid: AnyGrid;
  meta: Readonly<Record<string, unknown>>;
  /** "Listen to A". */
  label: string;
  /** Ask the studio for a score. */
  engrave: (score: Sent<ScoreInView>) => Promise<Engraving>;
  /** A press on a line, which begins with this column. */
  onPress: (column: number) => void;
}

export interface RewordingProps {
  /** Of the settings, by name. */
  values: Values;
  start: (proposal: Proposal) => void;
}

export interface AskingProps {
  /** Of the settings, by name. */
  values: Values;
  /** Choose another value for a setting. */
  change: (name: string, value: Values[string]) => void;
}

export interface CanvasKind {
  /** Why a candidate cannot be placed, from the metadata that its run began with and the canvas's; null where it can. */
  cannotPlace?: (frozen: Reading["meta"], now: Reading["meta"]) => string | null;
  /** The name in the protocol. */
  name: string;
  /** "Chorale", "Text". */
  label: string;
  layout: DocumentLayout;
  /** A chunk of its own. */
  Canvas: Component<CanvasViewProps> & { preload: () => Promise<unknown> };
  /** A whole grid in a small picture; with `base`, what differs from it stands out. */
  Miniature: Component<MiniatureProps>;
  /** A candidate in full beside others, for kinds that are read rather than seen; null: its picture. */
  Compared: Component<ComparedProps> | null;
  /** What two moments of a canvas differ in, for kinds that are read rather than seen; null: their picture. */
  Difference: Component<DifferenceProps> | null;
  /** What a moment is, where it first differs from another one, small; null for none. */
  Excerpt: Component<ExcerptProps> | null;
  /** The whole as a score to read, for kinds that have one. */
  Printed: Component<PrintedProps> | null;
  /** Null where there is nothing to hear. */
  player: Player | null;
  /** The dialog for sound, print and pictures; null for kinds with nothing but `formatLabels`. */
  TakeAway: Component<TakeAwayProps> | null;
  /** Put what is in view on paper; `name` is the canvas's. */
  print: (name: string) => Promise<void>;
  /** Bring the place of another's cursor, as presence tells it, into view. */
  reveal: (cursor: readonly [string, number]) => void;
  /** A list beside the canvas of its own, for what only this kind has; null for none. */
  Steering: Steering | null;
  /** A choice of its own in the panel, above all settings: of the canvas, or of a setting. */
  Asking: Component<AskingProps>;
  /** Ways to say again what is selected or marked, below the large button; null for none. */
  Rewording: Component<RewordingProps> | null;
  /** The scale that pictures of several grids share (`span` of their miniatures); left out for none. */
  span?: (grids: readonly AnyGrid[]) => [number, number];
  /** The form of a new blank canvas. */
  NewBlank: Component<NewBlankProps>;
  /** What can be done with a finished candidate in view, as a sentence. */
  candidateHint: string;
  /** Steps more that a finished candidate can be gone on with as it is; null where that changes nothing. */
  moreSteps: number | null;
  /** Why a finished candidate may be as the canvas was, in a few words; "" where that says nothing. */
  asItWas: (settings: Readonly<Record<string, unknown>>) => string;
  /** What the step after this one may change, as a sentence; "" where nobody can say. */
  nextStep: (settings: Readonly<Record<string, unknown>>, step: number) => string;
  /** "note", "word": what a person sees of a candidate. */
  contentNoun: string;
  /** What is left free around what is mended: "a beat". */
  margin: string;
  /** Where a cell is: "bar 3 beat 2 alto", "word 12". */
  cellName: (cell: Cell, meta: Readonly<Record<string, unknown>>) => string;
  /** Where several cells are, in a few words: "alto in bar 3; bass in bars 3, 5". */
  cellNames: (cells: readonly Cell[], meta: Readonly<Record<string, unknown>>) => string;
  /** The row that words of a place mean now, where rows can move; `row` is that of the time when they were written. */
  rowNow?: (words: string, row: number, meta: Readonly<Record<string, unknown>>) => number;
  /** So many columns, as people count them: "2 bars", "3 words". */
  spanName: (numColumns: number, meta: Readonly<Record<string, unknown>>) => string;
  /** What the marks of cells are called: "lyrics, signs, chords or metres". */
  marksNoun: string;
  /** Whether a symbol says that nothing stands there. */
  isNothing: (symbol: number | string) => boolean;
  /** A symbol as people read it: "F♯4", "harbour". */
  symbolName: (symbol: number | string, meta: Readonly<Record<string, unknown>>) => string;
  /** Whether what a person holds can be a fault: a parallel is one whoever wrote it, an unlikely word is not. */
  countsHeld: boolean;
  /** What a low grade means, for people: "lower is closer to Bach". */
  gradeMeaning: string;
  /** The figures of a grid in a few words: "no parallels", "42 words". */
  figures: (grid: AnyGrid) => string;
  /** A few words for each candidate that tell it from the others; null for kinds that have none. */
  descriptions:
    | ((grids: readonly AnyGrid[], content: Readonly<Record<string, unknown>>) => string[])
    | null;
  /** How many things of a grid differ from another one, for "3 notes differ". */
  numDifferences: (grid: AnyGrid, base: AnyGrid) => number;
  /** What may change, in a few words: "2 voices to compose". */
  freeSentence: (free: readonly Cell[]) => string;
  /** What this studio lacks to compose well, as a sentence; null for nothing. */
  lack: (settings: readonly SettingSpec[]) => string | null;
  /** What can be composed now, the likeliest first; none where there is nothing to begin with. `values` are
   * chosen for the settings. */
  proposals: (canvas: Composable, values: Values) => Proposal[];
  /** The parts that a splice takes from one or the other: bars, words. */
  sections: (numColumns: number, meta: Readonly<Record<string, unknown>>) => Section[];
  /** Formats of `GET /api/kinds` as menus call them. */
  formatLabels: Readonly<Record<string, string>>;
  /** Endings of files that can become a canvas of this kind. */
  importEndings: readonly string[];
  /** What these are, for sentences: "a MusicXML (.musicxml, .xml, .mxl) or MIDI (.mid) file"; "" where there are none. */
  importHint: string;
}
