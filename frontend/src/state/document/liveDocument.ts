// A shared document as this browser has it: the server's document with this person's unsaved edits on top.
import { batch, createSignal, untrack } from "solid-js";
import { fromBase64 } from "../../domain/document/base64";
import type { DocumentEdit } from "../../domain/document/gridEdits";
import {
  type Change,
  type DocumentLayout,
  EMPTY_READING,
  type Reading,
  type Replica,
} from "../../domain/document/layout";
import { hasDependencies } from "../../domain/document/updateDependencies";
import type { DocumentNack, ServerMessage, Event as StreamEvent } from "../../protocol";
import type { Ending, Session } from "../../session";
import { dismissUndo, toast } from "../../ui/messages/toasts";
import { numLostCells } from "./lostCells";
import { Outbox } from "./outbox";
import { UndoHistory } from "./undo";
import type { UnsavedEdit, UnsavedStore } from "./unsaved";

/** Cells per message: an update stays far below the server's 256 KiB. */
const CHANGES_PER_UPDATE = 2_000;
/** Two changes of one cell this close together count as made at once. */
const AT_ONCE_MS = 1_500;
/** An edit that is sent in vain so often waits for the server's storage, and this is said. */
const TRIES_FOR_STORAGE = 3;
/** So often it is sent where it builds on what the server does not have, but another tab may bring. */
const TRIES_FOR_OTHERS = 5;
const LOCAL = Symbol("an edit of this person");
const REMOTE = Symbol("from the server");

type Place = { row: number; column: number };

/** The server had an older document than this browser: how many edits were put on top of that again. */
export interface Restored {
  numPutBack: number;
}

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
  /** What comes from the server until it has sent the whole document anew; null while it is followed. */
  private fresh: { epoch: number | null; updates: Uint8Array[] } | null = null;
  private hasOtherPast = false;
  /** Edits that were sent in vain, and of these the ones that were so again on a fresh document. */
  private readonly waited = new Set<string>();
  private readonly stuck = new Set<string>();
  private readonly found = createSignal<Restored | null>(null);
  private readonly gone = createSignal(false);
  private readonly refused = createSignal("");
  private isClosed = false;
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

  /** The studio was restored from a backup while this was open. */
  restored = (): Restored | null => this.found[0]();
  /** The server has no such canvas any more: what is here is here alone. */
  isGone = (): boolean => this.gone[0]();

  /** Why the server's storage takes no edit, as it says, since edits were sent in vain several times; "" while it does. */
  waitsFor = (): string => (this.outbox.all().length > 0 ? this.refused[0]() : "");

  /** Follow the document; what earlier visits left unsaved is put on top of it. */
  async open(): Promise<void> {
    await this.outbox.load();
    if (!this.isClosed) this.fetchAnew();
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
    else if (message.type === "document.ack" && message.canvas === this.canvasId) {
      this.refused[1]("");
      this.outbox.acknowledge(message.client_message_id);
    } else if (message.type === "document.nack" && message.canvas === this.canvasId)
      this.hearNack(message);
  }

  private hearNack({ client_message_id: id, code, message, retry }: DocumentNack): void {
    if (!this.outbox.has(id) || this.fresh || this.isGone()) return;
    const tries = retry ? this.outbox.retry(id) : 0;
    const isFirst = this.outbox.own()[0]?.id === id; // the others wait for it
    if (code === "not_found") this.lose();
    else if (
      code === "gap"
        ? isFirst && tries >= TRIES_FOR_OTHERS
        : code === "stale_document" && !this.waited.has(id)
    ) {
      if (this.waited.has(id)) this.stuck.add(id);
      this.waited.add(id);
      this.fetchAnew();
    } else if (retry) {
      if (tries < TRIES_FOR_STORAGE || code === "gap") return;
      if (tries === TRIES_FOR_STORAGE) toast(message, { tone: "fault" });
      this.refused[1](message);
    } else {
      toast(message, { tone: "fault" });
      this.takeBack(id);
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

  /** Ask for the whole document. What is here stays, and may be edited, until all of it has come. */
  private fetchAnew(): void {
    this.fresh = { epoch: null, updates: [] };
    this.outbox.epoch = null;
    this.stopFollowing();
    this.stopFollowing = this.session.follow(
      this.stream,
      0,
      (event) => this.takeIn(event),
      (why) => this.end(why),
    );
  }

  private end(why: Ending): void {
    if (why === "not_found") return this.lose();
    this.hasOtherPast = true;
    this.fetchAnew();
  }

  private lose(): void {
    this.fresh = null;
    this.outbox.epoch = null;
    this.stopFollowing();
    this.outbox.keepAll();
    this.gone[1](true);
  }

  private takeIn({ payload }: StreamEvent): void {
    if (payload.kind === "document.snapshot") {
      const { epoch } = payload;
      const snapshot = fromBase64(payload.update);
      if (this.fresh) this.fresh = { epoch, updates: [snapshot] };
      else if (this.epoch === epoch) this.history.apply(this.replica.doc, snapshot, REMOTE);
      else this.begin(epoch, [snapshot]);
    } else if (payload.kind === "document.update") {
      if (this.fresh) {
        if (payload.epoch === this.fresh.epoch) this.fresh.updates.push(fromBase64(payload.update));
        return;
      }
      if (payload.epoch !== this.epoch) return;
      this.lastChanges = [];
      this.history.apply(this.replica.doc, fromBase64(payload.update), REMOTE);
      if (payload.author !== this.session.person()?.id) this.tellOfLostCells(payload.author);
      this.outbox.acknowledge(payload.client_message_id, true);
    }
  }

  /** The server has said all that there is so far. */
  private haveAll(): void {
    const { fresh } = this;
    if (!fresh) {
      this.outbox.sendUnseen();
      this.outbox.flush();
    } else if (fresh.epoch !== null) this.begin(fresh.epoch, fresh.updates);
  }

  /** Start from the server's document, all of it read at once, and put on top what it lacks of this person's edits. */
  private begin(epoch: number, updates: readonly Uint8Array[]): void {
    const wasLoaded = untrack(this.isLoaded);
    this.fresh = null;
    this.epoch = epoch;
    const next = this.layout.replica();
    next.doc.transact(() => {
      for (const update of updates) this.history.apply(next.doc, update, REMOTE);
    }, REMOTE);
    this.lastChanges = [];
    this.watch(next);
    let numPutBack = 0;
    // At once: nobody sees the document without this person's edits, nor does their caret.
    batch(() => {
      this.read[1](next.read(null, []));
      this.loaded[1](true);
      for (const edit of this.outbox.made(epoch)) if (this.putOnTop(edit)) numPutBack++;
    });
    this.outbox.epoch = epoch;
    this.outbox.startAgain();
    if (wasLoaded && (this.hasOtherPast || numPutBack > 0)) this.found[1]({ numPutBack });
    this.hasOtherPast = false;
    this.outbox.flush();
  }

  /** Make sure that the document has an edit; answers whether the server had it once and has it no more. */
  private putOnTop(edit: UnsavedEdit): boolean {
    const { doc } = this.replica;
    const wasSaved = !this.outbox.has(edit.id);
    const isSame = edit.epoch === this.epoch && !this.stuck.has(edit.id);
    const itFits = isSame && hasDependencies(doc, edit.update);
    if (isSame && !itFits && this.hasOtherPast) {
      // Others' tabs bring what it builds on, most often: until then Yjs and the server keep it back.
      this.history.apply(doc, edit.update, REMOTE);
      this.outbox.sendAgain(edit);
      return wasSaved;
    }
    if (itFits) {
      let isNew = false;
      const see = () => {
        isNew = true;
      };
      doc.on("update", see);
      this.history.apply(doc, edit.update, REMOTE);
      doc.off("update", see);
      if (isNew) this.outbox.sendAgain(edit);
      else this.outbox.settle(edit.id);
      return isNew && wasSaved;
    }
    // It builds on what is not there, such as others' lost edits.
    this.outbox.forget(edit.id);
    this.makeAgain(edit.changes);
    return wasSaved;
  }

  private watch(next: Replica): void {
    this.replica.doc.destroy();
    this.replica = next;
    next.doc.on("afterTransaction", (transaction) => {
      // Yjs reads what changed in transactions of their own, which change nothing.
      if (this.replica !== next || transaction.changed.size === 0) return;
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
    this.fetchAnew();
  }
}

/** Milliseconds, with a fraction that keeps edits of one moment in order. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
