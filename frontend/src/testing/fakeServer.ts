// A server in memory for tests: it keeps one canvas's document and its numbered updates, and speaks the
// socket's messages with as many browsers as connect.
import * as Y from "yjs";
import { fromBase64, toBase64 } from "../domain/document/base64";
import { hasDependencies } from "../domain/document/updateDependencies";
import type { ClientMessage, Role, SendDocumentUpdate, ServerMessage } from "../protocol";

export const CANVAS = "canvas-1";
const STREAM = `canvas:${CANVAS}`;

interface Stored {
  seq: number;
  mark: string;
  update: string;
  author: number;
  id: string;
}

export class FakeServer {
  doc = new Y.Doc();
  epoch = 1;
  stored: Stored[] = [];
  /** Whether it has the canvas no more. */
  isGone = false;
  /** Who cannot connect. */
  keepsOut: (person: number) => boolean = () => false;
  /** While false, updates are stored and acknowledged, and the events of them are lost. */
  tellsOthers = true;
  private numStored = 0;
  readonly sockets = new Set<FakeSocket>();
  /** While set, every update is answered with it. */
  refusal: { code: string; message: string; retry: boolean } | null = null;
  /** While false, updates are stored and their acknowledgements lost. */
  acknowledges = true;
  /** While true, a browser gets the first snapshot and every update since, as from a store that is not pruned yet. */
  isUnpruned = false;
  private readonly first: Uint8Array;

  constructor(columns: readonly string[]) {
    this.doc.getArray("columns").push([...columns]);
    this.first = Y.encodeStateAsUpdate(this.doc);
  }

  get seq(): number {
    return 1 + this.stored.length;
  }

  /** What `openSession` opens; every browser is a person. */
  socketFor(person: { id: number; name: string }, role: Role = "editor"): WebSocket {
    return new FakeSocket(this, person, role) as unknown as WebSocket;
  }

  cutAll(code = 1006): void {
    for (const socket of [...this.sockets]) socket.cut(code);
  }

  /** Copy all that it stored; the answer puts that back, while nobody is connected. */
  backup(): () => void {
    const [update, stored] = [Y.encodeStateAsUpdate(this.doc), [...this.stored]];
    return () => {
      this.doc = new Y.Doc();
      Y.applyUpdate(this.doc, update);
      this.stored = [...stored];
    };
  }

  receive(socket: FakeSocket, message: ClientMessage): void {
    if ("streams" in message && message.type === "resume") {
      for (const [stream, from] of Object.entries(message.streams))
        this.resume(socket, stream, from, message.marks?.[stream] ?? "");
    } else if (message.type === "document.update") {
      this.store(socket, message);
    }
  }

  private markOf(seq: number): string {
    return this.stored.find((one) => one.seq === seq)?.mark ?? "";
  }

  private resume(socket: FakeSocket, stream: string, from: number, mark: string): void {
    if (stream === STREAM) {
      const isOther = from > this.seq || (mark && this.markOf(from) && mark !== this.markOf(from));
      if (this.isGone || isOther) {
        const code = this.isGone ? "not_found" : "other_past";
        socket.send_({ type: "refused", code, message: "It cannot be followed.", stream });
        return;
      }
      socket.followed = true;
      if (from === 0) {
        const update = toBase64(this.isUnpruned ? this.first : Y.encodeStateAsUpdate(this.doc));
        const payload = { kind: "document.snapshot" as const, epoch: this.epoch, update };
        socket.send_({
          type: "event",
          stream,
          seq: this.isUnpruned ? 1 : this.seq,
          mark: this.isUnpruned ? "" : this.markOf(this.seq),
          payload,
        });
      }
      if (from !== 0 || this.isUnpruned) {
        for (const one of this.stored) if (one.seq > from) socket.send_(this.event(one));
      }
    }
    socket.send_({ type: "resumed", stream, seq: this.seq, mark: this.markOf(this.seq) });
  }

  private event(one: Stored): ServerMessage {
    const payload = {
      kind: "document.update" as const,
      epoch: this.epoch,
      update: one.update,
      author: one.author,
      client_message_id: one.id,
    };
    return { type: "event", stream: STREAM, seq: one.seq, mark: one.mark, payload };
  }

  private store(socket: FakeSocket, message: SendDocumentUpdate): void {
    const { client_message_id: id, update } = message;
    const refuse = (refusal: { code: string; message: string; retry: boolean }) =>
      socket.send_({ type: "document.nack", canvas: CANVAS, client_message_id: id, ...refusal });
    if (this.refusal) return refuse(this.refusal);
    if (message.epoch !== this.epoch)
      return refuse({ code: "stale_document", message: "It was replaced.", retry: false });
    let one = this.stored.find((other) => other.id === id);
    if (!one && !hasDependencies(this.doc, fromBase64(update)))
      return refuse({ code: "gap", message: "Not stored yet.", retry: true });
    if (!one) {
      Y.applyUpdate(this.doc, fromBase64(update));
      const mark = `mark ${++this.numStored}`;
      one = { seq: this.seq + 1, mark, update, author: socket.person.id, id };
      this.stored.push(one);
      for (const other of this.tellsOthers ? this.sockets : [])
        if (other.followed) other.send_(this.event(one));
    }
    if (this.acknowledges) {
      socket.send_({ type: "document.ack", canvas: CANVAS, client_message_id: id, seq: one.seq });
    }
  }
}

class FakeSocket {
  readyState = 0;
  followed = false;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(
    private readonly server: FakeServer,
    readonly person: { id: number; name: string },
    role: Role,
  ) {
    queueMicrotask(() => {
      if (server.keepsOut(person.id)) return this.cut(1006);
      this.readyState = 1;
      server.sockets.add(this);
      const connection = `socket-${Math.random()}`;
      this.send_({ type: "welcome", protocol: 1, connection, person, role });
    });
  }

  send(text: string): void {
    this.server.receive(this, JSON.parse(text));
  }

  send_(message: ServerMessage): void {
    const data = JSON.stringify(message);
    queueMicrotask(() => this.readyState === 1 && this.onmessage?.({ data }));
  }

  cut(code: number): void {
    this.readyState = 3;
    this.server.sockets.delete(this);
    this.onclose?.({ code });
  }

  close(): void {
    this.readyState = 3;
    this.server.sockets.delete(this);
  }
}

/** The unsaved edits of a browser that is closed and opened again. */
export function memoryStore() {
  const edits = new Map<string, never>();
  return {
    edits,
    all: async () => [...edits.values()],
    add: (edit: { id: string }) => void edits.set(edit.id, edit as never),
    remove: (id: string) => void edits.delete(id),
  };
}

/** Stand-ins for the page; call before a session is opened. */
export function fakePage(): void {
  const page = Object.assign(new EventTarget(), {
    location: { protocol: "http:", host: "studio.test" },
  });
  Object.assign(globalThis, { window: page });
}
