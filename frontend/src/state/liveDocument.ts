// A shared document as this browser has it: the server's document with this person's unsaved edits on top.
import { batch, createSignal, untrack } from "solid-js";
import { fromBase64 } from "../domain/base64";
import type { DocumentEdit } from "../domain/gridEdits";
import {
  type Change,
  type DocumentLayout,
  EMPTY_READING,
  type Reading,
  type Replica,
} from "../domain/layout";
import type { ServerMessage, Event as StreamEvent } from "../protocol";
import type { Session } from "../session";
import { dismissUndo, toast } from "../ui/toasts";
import { numLostCells } from "./lostCells";
import { Outbox } from "./outbox";
import { UndoHistory } from "./undo";
import type { UnsavedEdit, UnsavedStore } from "./unsaved";

/** Cells per message: an update stays far below the server's 256 KiB. */
const CHANGES_PER_UPDATE = 2_000;
/** Two changes of one cell this close together count as made at once. */
const AT_ONCE_MS = 1_500;
const LOCAL = Symbol("an edit of this person");
const REMOTE = Symbol("from the server");

type Place = { row: number; column: number };

export class LiveDocument {
  readonly outbox: Outbox;
  replica: Replica;
  private readonly stream: string;
  private readonly loaded = createSignal(false);
  private readonly read = createSignal<Reading>(EMPTY_READING);
  private readonly undone = createSignal<Place | null>(null, { equals: false });
  private readonly undoCounts = createSignal({ undo: 0, redo: 0 });
  private history: UndoHistory;
  private epoch: number | null = null;
  private lastChanges: Change[] = [];
  /** This person's last edits, acknowledged or not. */
  private recent: UnsavedEdit[] = [];
  /** True from a refusal until the next snapshot: then every unsaved edit is made again. */
  private isRebuilding = false;
  private isClosed = false;
  /** Reads a first snapshot and puts unsaved edits on it; null where that is done. */
  private putOnTop: (() => void) | null = null;
  private stopFollowing = () => {};

  constructor(
    private readonly session: Session,
    private readonly canvasId: string,
    private readonly layout: DocumentLayout,
    store: UnsavedStore,
  ) {
    this.stream = `canvas:${canvasId}`;
    this.outbox = new Outbox(session, canvasId, store);
    this.replica = layout.replica();
    this.history = new UndoHistory(this.replica, LOCAL, layout.captureMs);
  }

  isLoaded = (): boolean => this.loaded[0]();
  reading = (): Reading => this.read[0]();
  counts = (): { undo: number; redo: number } => this.undoCounts[0]();
  /** A cell that the last undo or redo changed. */
  lastUndone = (): Place | null => this.undone[0]();

  /** Follow the document; what earlier visits left unsaved is put on top of it. */
  async open(): Promise<void> {
    await this.outbox.load();
    if (!this.isClosed) this.follow();
  }

  close(): void {
    this.isClosed = true;
    this.stopFollowing();
    this.outbox.close();
    this.replica.doc.destroy();
  }

  /** What the server says of edits that were sent. */
  hear(message: ServerMessage): void {
    if (message.type === "welcome") this.outbox.startAgain();
    else if (message.type === "resumed" && message.stream === this.stream) this.haveAll();
    else if (message.type === "document.ack" && message.canvas === this.canvasId)
      this.outbox.acknowledge(message.client_message_id);
    else if (message.type === "document.nack" && message.canvas === this.canvasId) {
      if (!this.outbox.has(message.client_message_id)) return;
      if (message.retry) this.outbox.retry(message.client_message_id);
      else {
        toast(message.message, { tone: "fault" });
        this.takeBack(message.client_message_id);
      }
    }
  }

  // ---- writing --------------------------------------------------------------------------------

  edit<Edit = DocumentEdit>(write: (edit: Edit) => void, isTyping: boolean): void {
    this.make(
      this.replica.collect(write as (edit: never) => void, untrack(this.reading)),
      isTyping,
    );
  }

  /** Make the document what it was at another moment, as one edit. */
  restore(then: Replica): void {
    this.make(this.layout.changesTo(then, this.replica), false);
  }

  private make(changes: readonly Change[], isTyping: boolean): void {
    for (let first = 0; first < changes.length; first += CHANGES_PER_UPDATE) {
      this.history.group(first === 0 && !isTyping, () =>
        this.makeAgain(changes.slice(first, first + CHANGES_PER_UPDATE)),
      );
    }
  }

  revert(direction: "undo" | "redo"): void {
    dismissUndo("edit");
    const { changed, numChangedSince } = this.history.revert(direction, (changes) => {
      for (const change of changes) {
        const cell = this.replica.cellOf(change, this.reading());
        if (cell) return cell;
      }
      return null;
    });
    if (changed) this.undone[1](changed);
    if (numChangedSince > 0) {
      toast(
        numChangedSince === 1
          ? "One place was changed since by somebody else, so it was left alone."
          : `${numChangedSince} places were changed since by somebody else, so they were left alone.`,
      );
    }
  }

  private makeAgain(changes: readonly Change[]): void {
    this.replica.doc.transact(() => {
      for (const change of changes) this.replica.apply(change);
    }, LOCAL);
  }

  private keep(update: Uint8Array): void {
    const edit: UnsavedEdit = {
      id: crypto.randomUUID(),
      canvas: this.canvasId,
      person: this.session.person()?.id ?? 0,
      epoch: this.epoch ?? 0,
      update,
      changes: this.lastChanges,
      madeAt: now(),
    };
    this.recent = [...this.recent.filter((one) => one.madeAt > edit.madeAt - AT_ONCE_MS), edit];
    this.outbox.add(edit);
  }

  // ---- what the server sends ------------------------------------------------------------------

  private follow(): void {
    this.stopFollowing = this.session.follow(this.stream, 0, (event) => this.takeIn(event));
  }

  private takeIn({ payload }: StreamEvent): void {
    if (payload.kind === "document.snapshot") {
      const snapshot = fromBase64(payload.update);
      if (this.epoch !== payload.epoch || this.isRebuilding) this.begin(payload.epoch, snapshot);
      else {
        const { doc } = this.replica;
        doc.transact(() => this.history.apply(doc, snapshot, REMOTE), REMOTE);
      }
    } else if (payload.kind === "document.update") {
      if (payload.epoch !== this.epoch) return;
      this.lastChanges = [];
      this.history.apply(this.replica.doc, fromBase64(payload.update), REMOTE);
      if (payload.author !== this.session.person()?.id) this.tellOfLostCells(payload.author);
      this.outbox.acknowledge(payload.client_message_id);
    }
  }

  /** Start from a snapshot of the server and put this person's unsaved edits on top. */
  private begin(epoch: number, snapshot: Uint8Array): void {
    const edits = this.outbox.own();
    const mustRemake = this.isRebuilding;
    this.isRebuilding = false;
    this.epoch = epoch;
    this.outbox.epoch = epoch;
    this.outbox.startAgain();
    // Not watched yet: all of it is read at once.
    const next = this.layout.replica();
    this.history.apply(next.doc, snapshot, REMOTE);
    this.lastChanges = [];
    this.watch(next);
    this.putOnTop = () => {
      batch(() => {
        this.read[1](this.replica.read(null, []));
        this.loaded[1](true);
      });
      for (const edit of edits) {
        if (edit.epoch === epoch && !mustRemake) {
          this.history.apply(this.replica.doc, edit.update, REMOTE);
        } else {
          this.outbox.forget(edit.id);
          this.makeAgain(edit.changes);
        }
      }
      this.outbox.flush();
    };
    // What came after a first snapshot follows it at once: till then nobody sees or changes it.
    if (untrack(this.isLoaded)) this.haveAll();
  }

  /** The server has said all that there is so far. */
  private haveAll(): void {
    const { putOnTop } = this;
    this.putOnTop = null;
    if (putOnTop) putOnTop();
    else this.outbox.flush();
  }

  private watch(next: Replica): void {
    this.replica.doc.destroy();
    this.replica = next;
    next.doc.on("afterTransaction", (transaction) => {
      // Yjs reads what changed in transactions of their own, which change nothing.
      if (this.replica !== next || this.putOnTop || transaction.changed.size === 0) return;
      this.lastChanges = next.describe(transaction, untrack(this.reading));
      if (this.lastChanges.length > 0)
        this.read[1]((before) => next.read(before, this.lastChanges));
    });
    next.doc.on("update", (update: Uint8Array, origin: unknown) => {
      const isOwn = origin === LOCAL || this.history.isOrigin(origin);
      if (this.replica === next && isOwn) this.keep(update);
    });
    this.history = new UndoHistory(next, LOCAL, this.layout.captureMs, () => this.lastChanges);
    this.history.onChange = () => this.undoCounts[1](this.history.counts());
    this.history.onChange();
  }

  /** Two people changed a cell at once: the one whose value was replaced reads so. */
  private tellOfLostCells(author: number | null): void {
    const since = now() - AT_ONCE_MS;
    const mine = [...this.recent.filter((one) => one.madeAt > since), ...this.outbox.all()];
    const lost = numLostCells(mine, this.lastChanges);
    if (lost === 0) return;
    const person = this.session.people().find((one) => one.person.id === author)?.person.name;
    const places = lost === 1 ? "a place" : `${lost} places`;
    toast(
      `${person ?? "Somebody"} changed ${places} at the same moment as you. That change was kept.`,
    );
  }

  /**
   * A refused edit is in the replica and later edits build on it, so the replica is given up: the
   * server's document is fetched anew and the other unsaved edits are made again.
   */
  private takeBack(id: string): void {
    this.outbox.forget(id);
    this.isRebuilding = true;
    this.outbox.epoch = null;
    this.stopFollowing();
    this.follow();
  }
}

/** Milliseconds, with a fraction that keeps edits of one moment in order. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
