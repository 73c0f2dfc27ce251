// This person's edits of one document. Those that the server has not acknowledged are kept in the browser's
// database and sent in their order, a few at once. Those that it has are kept by this tab, for a backup that is
// restored lacks them.
import { createSignal } from "solid-js";
import { toBase64 } from "../../domain/document/base64";
import type { Session } from "../../session";
import type { UnsavedEdit, UnsavedStore } from "./unsaved";

/** Updates on their way at once; the rest waits for acknowledgements. */
const MOST_IN_FLIGHT = 8;
const RETRY_MS = 2_000;

export class Outbox {
  /** The epoch in which edits are sent; null while none can be used: before a snapshot, or until the next one. */
  epoch: number | null = null;
  private readonly kept = createSignal<readonly UnsavedEdit[]>([]);
  private readonly inFlight = new Set<string>();
  private readonly acknowledged = new Map<string, UnsavedEdit>();
  /** Of those that are acknowledged, the ones whose event has not come. */
  private readonly unseen = new Set<string>();
  /** How often each was sent in vain. */
  private readonly tries = new Map<string, number>();
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly session: Session,
    private readonly canvasId: string,
    private readonly store: UnsavedStore,
  ) {}

  /** What earlier visits left. */
  async load(): Promise<void> {
    this.kept[1](await this.store.all(this.canvasId));
  }

  all(): readonly UnsavedEdit[] {
    return this.kept[0]();
  }

  has(id: string): boolean {
    return this.all().some((edit) => edit.id === id);
  }

  /** Those of the person who is signed in; others who used this browser send theirs themselves. */
  own(): readonly UnsavedEdit[] {
    return this.all().filter((edit) => this.isOwn(edit));
  }

  add(edit: UnsavedEdit): void {
    this.store.add(edit);
    this.kept[1]((edits) => [...edits, edit]);
    this.flush();
  }

  /** Send what is not on its way. */
  flush(): void {
    if (this.session.status() !== "live" || this.epoch === null) return;
    for (const edit of this.all()) {
      if (this.inFlight.size >= MOST_IN_FLIGHT) return;
      if (this.inFlight.has(edit.id) || edit.epoch !== this.epoch || !this.isOwn(edit)) continue;
      const isSent = this.session.send({
        type: "document.update",
        canvas: this.canvasId,
        epoch: this.epoch,
        client_message_id: edit.id,
        update: toBase64(edit.update),
      });
      if (!isSent) return;
      this.inFlight.add(edit.id);
    }
  }

  /** The server has it. What was sent behind a refused edit builds on it: the server cannot use that. */
  acknowledge(id: string, isEvent = false): void {
    if (isEvent) this.unseen.delete(id);
    if (this.epoch === null || !this.has(id)) return;
    if (!isEvent) this.unseen.add(id);
    this.settle(id);
    this.flush();
  }

  /** The server's document has it. */
  settle(id: string): void {
    const edit = this.all().find((one) => one.id === id);
    if (!edit) return;
    this.forget(id);
    this.acknowledged.set(id, edit);
  }

  forget(id: string): void {
    for (const ids of [this.inFlight, this.acknowledged, this.tries]) ids.delete(id);
    if (!this.has(id)) return;
    this.store.remove(id);
    this.kept[1]((edits) => edits.filter((edit) => edit.id !== id));
  }

  /** Own edits in their order: those to be sent, and those that were acknowledged to this tab in an epoch. */
  made(epoch: number): UnsavedEdit[] {
    const acknowledged = [...this.acknowledged.values()].filter((edit) => edit.epoch === epoch);
    return [...acknowledged, ...this.own()].sort((one, other) => one.madeAt - other.madeAt);
  }

  /** The server acknowledged it once and has it no more; answers whether that is news. */
  sendAgain(edit: UnsavedEdit): boolean {
    this.unseen.delete(edit.id);
    if (!this.acknowledged.delete(edit.id)) return false;
    this.store.add(edit);
    this.kept[1]((edits) => [...edits, edit].sort((one, other) => one.madeAt - other.madeAt));
    return true;
  }

  /** All events have come. What was acknowledged and is not among them was lost: a restored backup ends before it. */
  sendUnseen(): void {
    for (const id of [...this.unseen]) {
      const edit = this.acknowledged.get(id);
      if (edit) this.sendAgain(edit);
      else this.unseen.delete(id);
    }
  }

  /** Nobody knows what the server has when this person comes again: keep what it acknowledged over that, too. */
  keepAll(): void {
    for (const edit of this.acknowledged.values()) this.store.add(edit);
  }

  hasMade(): boolean {
    return this.acknowledged.size > 0 || this.own().length > 0;
  }

  /** Nothing is on its way any more: a new socket, or a new snapshot. */
  startAgain(): void {
    this.inFlight.clear();
    this.tries.clear();
  }

  /** Send it again in a moment; answers how often it was sent in vain. */
  retry(id: string): number {
    const tries = 1 + (this.tries.get(id) ?? 0);
    this.tries.set(id, tries);
    this.inFlight.delete(id);
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.flush(), RETRY_MS);
    return tries;
  }

  close(): void {
    clearTimeout(this.retryTimer);
  }

  private isOwn(edit: UnsavedEdit): boolean {
    return edit.person === this.session.person()?.id;
  }
}
