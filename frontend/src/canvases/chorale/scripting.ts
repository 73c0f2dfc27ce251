// For tests and scripts: `window.sunmaskStudio` reads what the studio shows. It changes nothing.

import { columnX, pitchY } from "../../domain/chorale/rollGeometry";
import type { Session } from "../../session";
import type { CanvasDocument } from "../../state/document/document";
import {
  isRunning,
  selectedCells,
  shownColumns,
  shownGrid,
  shownStates,
  shownStep,
  stage,
} from "../../state/stage/open";
import { isPlaying, loop, playhead } from "../../state/stage/playhead";
import { GUTTER, laneHeight, rulerHeight, view } from "./roll/view";

declare global {
  interface Window {
    sunmaskStudio?: StudioReader;
  }
}

export interface StudioReader {
  status(): string;
  saving(): string;
  numUnsaved(): number;
  columns(): readonly string[];
  symbols(): readonly (readonly number[])[];
  states(): readonly (readonly number[])[];
  pins(): readonly (readonly boolean[])[];
  authors(): Record<string, string>;
  meta(): Readonly<Record<string, unknown>>;
  stage(): unknown;
  step(): number | null;
  isRunning(): boolean;
  shownGrid(): readonly (readonly number[])[];
  shownStates(): readonly (readonly number[])[];
  shownColumns(): readonly string[];
  selected(): { row: number; column: number }[];
  people(): unknown[];
  isPlaying(): boolean;
  /** The sixteenth that sounds, with a fraction; null before anything was played. */
  playhead(): number | null;
  loop(): { first: number; last: number } | null;
  /** The middle of a cell in pixels of the roll's element, and of the lanes' music. */
  rollPoint(column: number, pitch: number): { x: number; y: number };
  lanePoint(column: number, row: number): { x: number; y: number };
}

/** Offer the reader; returns the function that takes it away. */
export function openToScripts(session: Session, document: CanvasDocument): () => void {
  window.sunmaskStudio = {
    status: session.status,
    saving: document.saving,
    numUnsaved: document.numUnsaved,
    columns: document.columns,
    symbols: document.symbols,
    states: document.states,
    pins: document.pins,
    authors: () => Object.fromEntries(document.authors()),
    meta: document.meta,
    stage,
    step: shownStep,
    isRunning,
    shownGrid,
    shownStates,
    shownColumns,
    selected: selectedCells,
    people: session.people,
    isPlaying,
    playhead,
    loop,
    rollPoint: (column, pitch) => ({
      x: GUTTER + columnX(view(), column) + view().columnWidth / 2,
      y: rulerHeight() + pitchY(view(), pitch) + view().rowHeight / 2,
    }),
    lanePoint: (column, row) => ({
      x: GUTTER + columnX(view(), column) + view().columnWidth / 2,
      y: (row + 0.5) * laneHeight(),
    }),
  };
  return () => {
    delete window.sunmaskStudio;
  };
}
