// The shared document of the open canvas: signals for every kind, one undoable edit at a time.
import { createSignal } from "solid-js";
import type * as Y from "yjs";
import type { Author, Grid, PinGrid, StateGrid } from "../domain/cells";
import type { Session } from "../session";

export type Saving = "saved" | "saving" | "offline";

/** What hangs on a cell besides its symbol; a chorale's fermata and syllables. */
export interface CellMarks {
  fermata?: boolean;
  lyrics?: { text: string; syllabic?: string; verse?: number }[];
}

/** The verbs of one edit; cells are named by row and column index of the grid as it is. */
export interface DocumentEdit {
  setSymbol(row: number, column: number, symbol: number, author?: Author): void;
  setState(row: number, column: number, state: 0 | 1 | 2): void;
  /** null takes the pin away, so that the state's default holds. */
  setPin(row: number, column: number, pin: boolean | null): void;
  setMarks(row: number, column: number, marks: CellMarks | null): void;
  setMeta(name: string, value: unknown): void;
  /** New columns before `index`, filled with rests; returns nothing that later verbs could address. */
  insertColumns(index: number, count: number): void;
  deleteColumns(index: number, count: number): void;
}

export interface CanvasDocument {
  readonly canvasId: string;
  readonly numRows: number;
  /** False until the first snapshot came. */
  isLoaded(): boolean;
  columns(): readonly string[];
  columnIndex(): ReadonlyMap<string, number>;
  symbols(): Grid;
  states(): StateGrid;
  /** The pins in force: the stored ones, else the state's default. */
  pins(): PinGrid;
  /** By cell key (`cellKey`); missing = as imported. */
  authors(): ReadonlyMap<string, Author>;
  meta(): Readonly<Record<string, unknown>>;
  marks(): ReadonlyMap<string, CellMarks>;
  saving(): Saving;
  numUnsaved(): number;
  canEdit(): boolean;
  /** One undoable change of the person at this browser. */
  edit(change: (edit: DocumentEdit) => void): void;
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
  /** The cells that the last undo or redo changed; the canvas scrolls to them. */
  lastUndone(): { row: number; column: number } | null;
  readonly doc: Y.Doc;
  close(): void;
}

const [currentDocument, setCurrentDocument] = createSignal<CanvasDocument | null>(null);

export { currentDocument };

export function openDocument(_session: Session, _canvasId: string, _numRows = 4): CanvasDocument {
  setCurrentDocument(null);
  throw new Error("not yet");
}
