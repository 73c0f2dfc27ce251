// What the studio sent, sent again: its answers over HTTP, and the events of its streams over a socket.
import type { ClientMessage, Look, Payload, ServerMessage } from "../protocol";

export interface Recorded {
  project: string;
  canvas: string;
  generation: string;
  look: Look;
  streams: Record<string, { seq: number; payload: Payload }[]>;
  /** Answers by path, as a browser got them before the events and gets them after. */
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** Answer requests from here on: what was read before the events as it was then, but once; all else as it is after them. */
export function answerRequests(recorded: Recorded): void {
  const before = { ...recorded.before };
  const answerTo = (path: string): unknown => {
    const answer = before[path] ?? recorded.after[path];
    delete before[path];
    return answer;
  };
  const fetch = async (address: string, options: { method: string }) => {
    const path = address.replace(/^\/api/, "").split("?")[0] as string;
    const body =
      options.method === "POST" && path.endsWith("/looks") ? recorded.look : answerTo(path);
    if (body === undefined) throw new Error(`nothing was recorded for ${options.method} ${path}`);
    return { ok: true, status: 200, json: async () => body };
  };
  Object.assign(globalThis, { fetch, document: { cookie: "" } });
}

/** A socket that resumes streams with what was recorded. */
export function recordedSocket({ streams }: Recorded): WebSocket {
  const tell = (message: ServerMessage) =>
    queueMicrotask(() => socket.onmessage?.({ data: JSON.stringify(message) }));
  const resume = (stream: string, from: number) => {
    for (const { seq, payload } of streams[stream] ?? [])
      if (seq > from) tell({ type: "event", stream, seq, mark: "", payload });
    tell({ type: "resumed", stream, seq: streams[stream]?.at(-1)?.seq ?? 0, mark: "" });
  };
  const socket = {
    readyState: 1,
    onmessage: null as ((event: { data: string }) => void) | null,
    send(text: string) {
      const message = JSON.parse(text) as ClientMessage;
      if (message.type !== "resume") return;
      for (const [stream, from] of Object.entries(message.streams)) resume(stream, from);
    },
    close() {
      socket.readyState = 3;
    },
  };
  tell({
    type: "welcome",
    protocol: 1,
    connection: "recorded",
    person: { id: 1, name: "owner" },
    role: "owner",
  });
  return socket as unknown as WebSocket;
}
