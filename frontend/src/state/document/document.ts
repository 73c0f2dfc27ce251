// The shared document of the open canvas: signals for every kind, one undoable edit at a time.
//
// What is on the screen = the server's document + this person's edits that are not acknowledged yet.
// Those are kept in the browser's database and sent until the server says that it has them.
import { createEffect, createMemo, createRoot, createSignal, onCleanup } from "solid-js";
import type * as Y from "yjs";
import type { Author, Grid, PinGrid, StateGrid } from "../../domain/cells";
import type { CellMarks, DocumentEdit } from "../../domain/document/gridEdits";
import type { DocumentLayout, Reading, Replica } from "../../domain/document/layout";
import type { CellSymbol } from "../../protocol";
import type { Session } from "../../session";
import { LiveDocument, type Restored } from "./liveDocument";
import { openUnsavedStore, type UnsavedStore } from "./unsaved";

export type { CellMarks, DocumentEdit } from "../../domain/document/gridEdits";

export type Saving = "saved" | "saving" | "offline" | "gone";

export interface CanvasDocument {
  readonly canvasId: string;
  readonly layout: DocumentLayout;
  readonly numRows: number;
  /** False until the first snapshot has come. */
  isLoaded(): boolean;
  columns(): readonly string[];
  columnIndex(): ReadonlyMap<string, number>;
  /** Where columns are now, by their ids; undefined where one is gone. */
  locate(columns: readonly string[]): (number | undefined)[];
  /** Rows by columns: numbers in a chorale, words in a text. */
  symbols<S extends CellSymbol = number>(): Grid<S>;
  states(): StateGrid;
  /** The pins in force: the stored ones, otherwise the state's default. */
  pins(): PinGrid;
  /** By cell key (`cellKey`); missing = as imported. */
  authors(): ReadonlyMap<string, Author>;
  meta(): Readonly<Record<string, unknown>>;
  marks(): ReadonlyMap<string, CellMarks>;
  saving(): Saving;
  numUnsaved(): number;
  /** Why the studio's storage takes no edit now; "" while it does. */
  waitsFor(): string;
  canEdit(): boolean;
  /** The studio was restored from a backup while this was open: how many edits were put on top of that again. */
  restored(): Restored | null;
  /** The server has no such canvas any more: what is here is here alone. */
  isGone(): boolean;
  /** Whether the person at this browser has edited it here. */
  hasMade(): boolean;
  /** All that the document says, for canvases that know more of their layout than the grid. */
  reading(): Reading;
  /** One undoable change of the person at this browser; `isTyping` joins it to what was typed just before. */
  edit<Edit = DocumentEdit>(change: (edit: Edit) => void, isTyping?: boolean): void;
  /** One undoable change that makes the document what another copy of it says. */
  restore(then: Replica): void;
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
  /** A cell that the last undo or redo changed; the canvas scrolls to it. */
  lastUndone(): { row: number; column: number } | null;
  readonly doc: Y.Doc;
  close(): void;
}

/** Where the server cannot be asked what it has, keep all edits over the end of the page. */
function keepUnsavedEdits(session: Session, { outbox }: LiveDocument): void {
  const keep = () => {
    const isLeft = session.closedReason() === "";
    if (session.status() !== "live" && !isLeft) outbox.keepAll();
  };
  createEffect(() => {
    if (session.closedReason()) keep();
  });
  window.addEventListener("pagehide", keep);
  onCleanup(() => {
    keep();
    window.removeEventListener("pagehide", keep);
  });
}

const [currentDocument, setCurrentDocument] = createSignal<CanvasDocument | null>(null);

export { currentDocument };

/** Open the document of a canvas and follow it until `close()`. */
export function openDocument(
  session: Session,
  canvasId: string,
  layout: DocumentLayout,
  store: UnsavedStore = openUnsavedStore(),
): CanvasDocument {
  return createRoot((dispose) => {
    const live = new LiveDocument(session, canvasId, layout, store);
    const { reading, isLoaded, lastUndone, restored, isGone } = live;
    const numUnsaved = () => live.outbox.all().length;
    const canEdit = createMemo(
      () => isLoaded() && !isGone() && (session.role() === "editor" || session.role() === "owner"),
    );
    const saving = createMemo((): Saving => {
      if (session.status() !== "live") return "offline";
      if (isGone()) return "gone";
      return numUnsaved() === 0 ? "saved" : "saving";
    });
    const revert = (direction: "undo" | "redo") => {
      if (canEdit()) live.revert(direction);
    };
    const warnBeforeUnload = (leaving: BeforeUnloadEvent) => {
      if (numUnsaved() > 0) leaving.preventDefault();
    };
    window.addEventListener("beforeunload", warnBeforeUnload);
    keepUnsavedEdits(session, live);
    const stopHearing = session.onMessage((message) => live.hear(message));
    void live.open();

    const document: CanvasDocument = {
      canvasId,
      layout,
      get numRows() {
        return isLoaded() ? reading().symbols.length : layout.numRows;
      },
      isLoaded,
      reading,
      columns: () => reading().columns,
      columnIndex: () => reading().columnIndex,
      locate: (columns) => layout.locate(columns, live.replica, reading()),
      symbols: (() => reading().symbols) as CanvasDocument["symbols"],
      states: () => reading().states,
      pins: () => reading().pins,
      authors: createMemo(() => reading().authors),
      meta: createMemo(() => reading().meta),
      marks: createMemo(() => reading().marks as ReadonlyMap<string, CellMarks>),
      saving,
      numUnsaved,
      waitsFor: live.waitsFor,
      canEdit,
      restored,
      isGone,
      hasMade: () => live.outbox.hasMade(),
      edit: (change, isTyping = false) => {
        if (canEdit()) live.edit(change, isTyping);
      },
      restore: (then) => {
        if (canEdit()) live.restore(then);
      },
      undo: () => revert("undo"),
      redo: () => revert("redo"),
      canUndo: () => canEdit() && live.counts().undo > 0,
      canRedo: () => canEdit() && live.counts().redo > 0,
      lastUndone,
      get doc() {
        return live.replica.doc;
      },
      close() {
        stopHearing();
        live.close();
        window.removeEventListener("beforeunload", warnBeforeUnload);
        if (currentDocument() === document) setCurrentDocument(null);
        dispose();
      },
    };
    setCurrentDocument(document);
    return document;
  });
}
