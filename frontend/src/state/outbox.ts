// This person's edits of one document that the server has not acknowledged: kept in the browser's database,
// sent in their order, a few at once.
import { createSignal } from "solid-js";
import { toBase64 } from "../domain/base64";
import type { Session } from "../session";
import type { UnsavedEdit, UnsavedStore } from "./unsaved";

/** Updates on their way at once; the rest waits for acknowledgements. */
const MOST_IN_FLIGHT = 8;
const RETRY_MS = 2_000;

export class Outbox {
  /** The epoch in which edits are sent; null while none can be used: before a snapshot, or until the next one. */
  epoch: number | null = null;
  private readonly kept = createSignal<readonly UnsavedEdit[]>([]);
  private readonly inFlight = new Set<string>();
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
  acknowledge(id: string): void {
    if (this.epoch === null || !this.has(id)) return;
    this.forget(id);
    this.flush();
  }

  forget(id: string): void {
    this.inFlight.delete(id);
    this.store.remove(id);
    this.kept[1]((edits) => edits.filter((edit) => edit.id !== id));
  }

  /** Nothing is on its way any more: a new socket, or a new snapshot. */
  startAgain(): void {
    this.inFlight.clear();
  }

  /** Send it again in a moment. */
  retry(id: string): void {
    this.inFlight.delete(id);
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.flush(), RETRY_MS);
  }

  close(): void {
    clearTimeout(this.retryTimer);
  }

  private isOwn(edit: UnsavedEdit): boolean {
    return edit.person === this.session.person()?.id;
  }
}
