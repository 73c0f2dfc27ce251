// The shared document of the open canvas: signals for every kind, one undoable edit at a time.
//
// What is on the screen = the server's document + this person's edits that are not acknowledged yet.
// Those are kept in the browser's database and sent until the server says that it has them.
import { batch, createMemo, createRoot, createSignal, untrack } from "solid-js";
import type * as Y from "yjs";
import { fromBase64, toBase64 } from "../domain/base64";
import type { Author, Grid, PinGrid, StateGrid } from "../domain/cells";
import type { CellMarks, DocumentEdit } from "../domain/gridEdits";
import { type Change, type DocumentLayout, EMPTY_READING, type Reading } from "../domain/layout";
import type { CellSymbol, ServerMessage, Event as StreamEvent } from "../protocol";
import type { Session } from "../session";
import { toast } from "../ui/toasts";
import { UndoHistory } from "./undo";
import { openUnsavedStore, type UnsavedEdit, type UnsavedStore } from "./unsaved";

export type { CellMarks, DocumentEdit } from "../domain/gridEdits";

export type Saving = "saved" | "saving" | "offline";

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
  canEdit(): boolean;
  /** All that the document says, for canvases that know more of their layout than the grid. */
  reading(): Reading;
  /** One undoable change of the person at this browser; `isTyping` joins it to what was typed just before. */
  edit<Edit = DocumentEdit>(change: (edit: Edit) => void, isTyping?: boolean): void;
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
  /** A cell that the last undo or redo changed; the canvas scrolls to it. */
  lastUndone(): { row: number; column: number } | null;
  readonly doc: Y.Doc;
  close(): void;
}

/** Cells per message: an update stays far below the server's 256 KiB. */
const CHANGES_PER_UPDATE = 2_000;
/** Updates on their way at once; the rest waits for acknowledgements. */
const MOST_IN_FLIGHT = 8;
const RETRY_MS = 2_000;
/** Two changes of one cell this close together count as made at once. */
const AT_ONCE_MS = 1_500;
const LOCAL = Symbol("an edit of this person");
const REMOTE = Symbol("from the server");

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
    const stream = `canvas:${canvasId}`;
    const [isLoaded, setLoaded] = createSignal(false);
    const [reading, setReading] = createSignal<Reading>(EMPTY_READING);
    const authors = createMemo(() => reading().authors);
    const meta = createMemo(() => reading().meta);
    const marks = createMemo(() => reading().marks as ReadonlyMap<string, CellMarks>);
    const [unsaved, setUnsaved] = createSignal<readonly UnsavedEdit[]>([]);
    const [lastUndone, setLastUndone] = createSignal<{ row: number; column: number } | null>(null, {
      equals: false,
    });

    let replica = layout.replica();
    let history = new UndoHistory(replica, LOCAL, layout.captureMs);
    const [undoCounts, setUndoCounts] = createSignal({ undo: 0, redo: 0 });
    let epoch: number | null = null;
    let lastChanges: Change[] = [];
    let isClosed = false;
    /** True from a refusal until the next snapshot: then every unsaved edit is made again. */
    let isRebuilding = false;
    /** This person's last edits, acknowledged or not. */
    let recent: UnsavedEdit[] = [];
    const inFlight = new Set<string>();
    let stopFollowing = () => {};
    let retryTimer: ReturnType<typeof setTimeout> | undefined;

    const canEdit = createMemo(
      () => isLoaded() && (session.role() === "editor" || session.role() === "owner"),
    );
    const saving = createMemo((): Saving => {
      if (session.status() !== "live") return "offline";
      return unsaved().length === 0 ? "saved" : "saving";
    });

    // ---- reading ------------------------------------------------------------------------------

    function watch(next: ReturnType<typeof layout.replica>): void {
      replica.doc.destroy();
      replica = next;
      next.doc.on("afterTransaction", (transaction) => {
        // Yjs reads what changed in transactions of their own, which change nothing.
        if (replica !== next || transaction.changed.size === 0) return;
        lastChanges = next.describe(transaction, untrack(reading));
        if (lastChanges.length > 0) show(lastChanges);
      });
      next.doc.on("update", (update: Uint8Array, origin: unknown) => {
        if (replica === next && (origin === LOCAL || history.isOrigin(origin))) keep(update);
      });
      history = new UndoHistory(next, LOCAL, layout.captureMs, () => lastChanges);
      history.onChange = () => setUndoCounts(history.counts());
      history.onChange();
    }

    function show(changes: readonly Change[]): void {
      setReading((before) => replica.read(before, changes));
    }

    function showAll(): void {
      batch(() => {
        setReading(replica.read(null, []));
        setLoaded(true);
      });
    }

    function onEvent({ payload }: StreamEvent): void {
      if (payload.kind === "document.snapshot") {
        if (epoch === payload.epoch && !isRebuilding) {
          replica.doc.transact(
            () => history.apply(replica.doc, fromBase64(payload.update), REMOTE),
            REMOTE,
          );
          return;
        }
        begin(payload.epoch, fromBase64(payload.update));
      } else if (payload.kind === "document.update") {
        if (payload.epoch !== epoch) return;
        lastChanges = [];
        history.apply(replica.doc, fromBase64(payload.update), REMOTE);
        if (payload.author !== session.person()?.id) tellOfLostCells(payload.author);
        acknowledge(payload.client_message_id);
      }
    }

    /** Start from a snapshot of the server and put this person's unsaved edits on top. */
    function begin(newEpoch: number, snapshot: Uint8Array): void {
      const edits = unsaved().filter(({ person }) => person === session.person()?.id);
      const mustRemake = isRebuilding;
      isRebuilding = false;
      epoch = newEpoch;
      inFlight.clear();
      watch(layout.replica());
      history.apply(replica.doc, snapshot, REMOTE);
      showAll();
      for (const edit of edits) {
        if (edit.epoch === newEpoch && !mustRemake) {
          history.apply(replica.doc, edit.update, REMOTE);
        } else {
          forget(edit.id);
          makeAgain(edit.changes);
        }
      }
      flush();
    }

    /** Two people changed a cell at once: the one whose value was replaced reads so. */
    function tellOfLostCells(author: number | null): void {
      const since = now() - AT_ONCE_MS;
      const mine = new Map<string, unknown>();
      const isOfCell = (change: Change) =>
        "map" in change && (change.map === "symbols" || change.map === "states");
      for (const edit of [...recent.filter((one) => one.madeAt > since), ...unsaved()]) {
        for (const change of edit.changes) {
          if ("map" in change && isOfCell(change))
            mine.set(`${change.map} ${change.key}`, change.value);
        }
      }
      const cellsLost = new Set<string>();
      for (const change of lastChanges) {
        if (!("map" in change && isOfCell(change))) continue;
        const name = `${change.map} ${change.key}`;
        if (mine.has(name) && mine.get(name) !== change.value) cellsLost.add(change.key);
      }
      const lost = cellsLost.size;
      if (lost === 0) return;
      const person = session.people().find((one) => one.person.id === author)?.person.name;
      const cells = lost === 1 ? "a cell" : `${lost} cells`;
      toast(
        `${person ?? "Somebody"} changed ${cells} at the same moment as you. That change was kept.`,
      );
    }

    function makeAgain(changes: readonly Change[]): void {
      replica.doc.transact(() => {
        for (const change of changes) replica.apply(change);
      }, LOCAL);
    }

    // ---- saving -------------------------------------------------------------------------------

    function keep(update: Uint8Array): void {
      const edit: UnsavedEdit = {
        id: crypto.randomUUID(),
        canvas: canvasId,
        person: session.person()?.id ?? 0,
        epoch: epoch ?? 0,
        update,
        changes: lastChanges,
        madeAt: now(),
      };
      recent = [...recent.filter((one) => one.madeAt > edit.madeAt - AT_ONCE_MS), edit];
      store.add(edit);
      setUnsaved((edits) => [...edits, edit]);
      flush();
    }

    function flush(): void {
      if (session.status() !== "live" || isRebuilding || epoch === null) return;
      for (const edit of unsaved()) {
        if (inFlight.size >= MOST_IN_FLIGHT) return;
        if (inFlight.has(edit.id) || edit.epoch !== epoch || edit.person !== session.person()?.id)
          continue;
        const isSent = session.send({
          type: "document.update",
          canvas: canvasId,
          epoch,
          client_message_id: edit.id,
          update: toBase64(edit.update),
        });
        if (!isSent) return;
        inFlight.add(edit.id);
      }
    }

    function acknowledge(id: string): void {
      // What was sent behind a refused edit builds on it: the server has it and cannot use it.
      if (isRebuilding || !unsaved().some((edit) => edit.id === id)) return;
      forget(id);
      flush();
    }

    function forget(id: string): void {
      inFlight.delete(id);
      store.remove(id);
      setUnsaved((edits) => edits.filter((edit) => edit.id !== id));
    }

    function onMessage(message: ServerMessage): void {
      if (message.type === "welcome") {
        inFlight.clear();
      } else if (message.type === "resumed" && message.stream === stream) {
        flush();
      } else if (message.type === "document.ack" && message.canvas === canvasId) {
        acknowledge(message.client_message_id);
      } else if (message.type === "document.nack" && message.canvas === canvasId) {
        if (!unsaved().some((edit) => edit.id === message.client_message_id)) return;
        if (message.retry) {
          inFlight.delete(message.client_message_id);
          clearTimeout(retryTimer);
          retryTimer = setTimeout(flush, RETRY_MS);
        } else {
          toast(message.message, { tone: "fault" });
          takeBack(message.client_message_id);
        }
      }
    }

    /**
     * A refused edit is in the replica and later edits build on it, so the replica is given up: the
     * server's document is fetched anew and the other unsaved edits are made again.
     */
    function takeBack(id: string): void {
      forget(id);
      isRebuilding = true;
      stopFollowing();
      stopFollowing = session.follow(stream, 0, onEvent);
    }

    // ---- writing ------------------------------------------------------------------------------

    function edit<Edit = DocumentEdit>(act: (edit: Edit) => void, isTyping = false): void {
      if (!canEdit()) return;
      const changes = replica.collect(act as (edit: never) => void, untrack(reading));
      for (let first = 0; first < changes.length; first += CHANGES_PER_UPDATE) {
        history.group(first === 0 && !isTyping, () =>
          makeAgain(changes.slice(first, first + CHANGES_PER_UPDATE)),
        );
      }
    }

    function revert(direction: "undo" | "redo"): void {
      if (!canEdit()) return;
      const { changed, numChangedSince } = history.revert(direction, (changes) => {
        for (const change of changes) {
          const cell = replica.cellOf(change, reading());
          if (cell) return cell;
        }
        return null;
      });
      if (changed) setLastUndone(changed);
      if (numChangedSince > 0) {
        toast(
          numChangedSince === 1
            ? "1 cell was changed since by somebody else, so it was left alone."
            : `${numChangedSince} cells were changed since by somebody else, so they were left alone.`,
        );
      }
    }

    const warnBeforeUnload = (leaving: BeforeUnloadEvent) => {
      if (unsaved().length > 0) leaving.preventDefault();
    };
    window.addEventListener("beforeunload", warnBeforeUnload);
    const stopHearing = session.onMessage(onMessage);

    void store.all(canvasId).then((edits) => {
      if (isClosed) return;
      setUnsaved(edits);
      stopFollowing = session.follow(stream, 0, onEvent);
    });

    const document: CanvasDocument = {
      canvasId,
      layout,
      numRows: layout.numRows,
      isLoaded,
      reading,
      columns: () => reading().columns,
      columnIndex: () => reading().columnIndex,
      locate: (columns) => layout.locate(columns, replica, reading()),
      symbols: (() => reading().symbols) as CanvasDocument["symbols"],
      states: () => reading().states,
      pins: () => reading().pins,
      authors,
      meta,
      marks,
      saving,
      numUnsaved: () => unsaved().length,
      canEdit,
      edit,
      undo: () => revert("undo"),
      redo: () => revert("redo"),
      canUndo: () => canEdit() && undoCounts().undo > 0,
      canRedo: () => canEdit() && undoCounts().redo > 0,
      lastUndone,
      get doc() {
        return replica.doc;
      },
      close() {
        isClosed = true;
        stopFollowing();
        stopHearing();
        clearTimeout(retryTimer);
        window.removeEventListener("beforeunload", warnBeforeUnload);
        replica.doc.destroy();
        if (currentDocument() === document) setCurrentDocument(null);
        dispose();
      },
    };
    setCurrentDocument(document);
    return document;
  });
}

/** Milliseconds, with a fraction that keeps edits of one moment in order. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
