// One socket per project: connect, resume, gaps, offline, presence. Knows no canvas kind.
import { type Accessor, createSignal } from "solid-js";
import type {
  ClientMessage,
  Person,
  PresenceState,
  Role,
  SendPresence,
  ServerMessage,
  Event as StreamEvent,
} from "./protocol";

export type SessionStatus = "connecting" | "live" | "offline" | "closed";

export type PresenceToSend = Omit<SendPresence, "type">;

export interface Session {
  readonly projectId: string;
  status: Accessor<SessionStatus>;
  /** Why the session is closed for good, as a sentence; null while it is not. */
  closedReason: Accessor<string | null>;
  closeCode: Accessor<number | null>;
  /** The reader's own role, person and socket id; null before the welcome. */
  role: Accessor<Role | null>;
  person: Accessor<Person | null>;
  connection: Accessor<string | null>;
  /** Everybody here, oneself among them. */
  people: Accessor<PresenceState[]>;
  /**
   * Follow a stream from the seq already seen: `onEvent` gets every later event once and in order, over
   * all reconnects. Returns the function that stops following.
   */
  follow(stream: string, fromSeq: number, onEvent: (event: StreamEvent) => void): () => void;
  /** Send now; false where there is no live socket (the caller keeps what must not be lost). */
  send(message: ClientMessage): boolean;
  /** Hear the messages that are no events (acknowledgements, refusals). */
  onMessage(hear: (message: ServerMessage) => void): () => void;
  /** Tell where one's attention is; sent at most every 60 ms. */
  setPresence(presence: PresenceToSend): void;
  close(): void;
}

interface Follower {
  stream: string;
  seq: number;
  onEvent: (event: StreamEvent) => void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;
/** The server's heartbeat comes every 15 s; a socket that is silent for longer than two is dead. */
const SILENCE_MS = 35_000;
const PRESENCE_INTERVAL_MS = 60;

const CLOSED_FOR_GOOD: Record<number, string> = {
  4400: "The server refused a change that could harm the canvas. Reload the page to continue.",
  4401: "You are signed out. Sign in again to continue.",
  4403: "You are no longer a member of this project.",
  4404: "There is no such project, or you are not a member of it.",
};

const [currentSession, setCurrentSession] = createSignal<Session | null>(null);

export { currentSession };

/** Open the project's socket; it reconnects by itself until `close()` or a close code that is final. */
export function openSession(
  projectId: string,
  makeSocket: (url: string) => WebSocket = (url) => new WebSocket(url),
): Session {
  const [status, setStatus] = createSignal<SessionStatus>("connecting");
  const [closedReason, setClosedReason] = createSignal<string | null>(null);
  const [closeCode, setCloseCode] = createSignal<number | null>(null);
  const [role, setRole] = createSignal<Role | null>(null);
  const [person, setPerson] = createSignal<Person | null>(null);
  const [connection, setConnection] = createSignal<string | null>(null);
  const [people, setPeople] = createSignal<PresenceState[]>([]);

  const followers = new Set<Follower>();
  const hearers = new Set<(message: ServerMessage) => void>();
  /** Streams for which `resume` was sent and `resumed` has not come: events out of order wait for it. */
  const resuming = new Set<string>();
  let socket: WebSocket | null = null;
  let waitMs = FIRST_WAIT_MS;
  let reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  let silenceTimer: ReturnType<typeof setTimeout> | undefined;
  let presence: PresenceToSend | null = null;
  let presenceTimer: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    clearTimeout(reconnectTimer);
    if (closedReason() !== null || socket) return;
    const { protocol, host } = window.location;
    const opened = makeSocket(
      `${protocol === "https:" ? "wss" : "ws"}://${host}/ws/projects/${projectId}`,
    );
    socket = opened;
    opened.onmessage = (message) => {
      if (socket !== opened) return;
      watchForSilence();
      receive(JSON.parse(message.data as string) as ServerMessage);
    };
    opened.onclose = (closing) => {
      if (socket === opened) lose(closing.code);
    };
    watchForSilence();
  }

  function lose(code: number): void {
    socket = null;
    resuming.clear();
    clearTimeout(silenceTimer);
    setPeople([]);
    const reason = CLOSED_FOR_GOOD[code];
    if (reason) {
      setCloseCode(code);
      setClosedReason(reason);
      setStatus("closed");
      return;
    }
    setStatus("offline");
    const jitter = 0.75 + Math.random() / 2;
    reconnectTimer = setTimeout(connect, waitMs * jitter);
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  }

  function watchForSilence(): void {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => {
      const silent = socket;
      if (!silent) return;
      lose(1006);
      silent.close();
    }, SILENCE_MS);
  }

  function receive(message: ServerMessage): void {
    switch (message.type) {
      case "welcome":
        waitMs = FIRST_WAIT_MS;
        setPerson(message.person);
        setRole(message.role);
        setConnection(message.connection);
        setStatus("live");
        resume([...new Set([...followers].map((follower) => follower.stream))]);
        sendPresence();
        break;
      case "event":
        deliver(message);
        break;
      case "resumed":
        resuming.delete(message.stream);
        break;
      case "heartbeat":
        resume(
          Object.keys(message.streams).filter(
            (stream) => seqOf(stream) < (message.streams[stream] ?? 0),
          ),
        );
        break;
      case "lagging":
        resuming.clear();
        resume(Object.keys(message.streams));
        break;
      case "presence":
        setPeople((before) => mergePresence(before, message));
        break;
      case "role":
        setRole(message.role);
        break;
      case "document.ack":
      case "document.nack":
      case "refused":
        break;
    }
    for (const hear of [...hearers]) hear(message);
  }

  /** The seq up to which every follower of a stream has seen it; Infinity where nobody follows. */
  function seqOf(stream: string): number {
    let seq = Number.POSITIVE_INFINITY;
    for (const follower of followers)
      if (follower.stream === stream) seq = Math.min(seq, follower.seq);
    return seq;
  }

  function resume(streams: string[]): void {
    const wanted = streams.filter(
      (stream) => !resuming.has(stream) && seqOf(stream) < Number.POSITIVE_INFINITY,
    );
    if (wanted.length === 0) return;
    const sent = send({
      type: "resume",
      streams: Object.fromEntries(wanted.map((stream) => [stream, seqOf(stream)])),
    });
    if (sent) for (const stream of wanted) resuming.add(stream);
  }

  function deliver(event: StreamEvent): void {
    let hasGap = false;
    for (const follower of [...followers]) {
      if (follower.stream !== event.stream) continue;
      const isSnapshot = event.payload.kind === "document.snapshot";
      if (!isSnapshot && event.seq <= follower.seq) continue;
      if (!isSnapshot && event.seq > follower.seq + 1) {
        hasGap = true;
        continue;
      }
      follower.seq = event.seq;
      follower.onEvent(event);
    }
    if (hasGap) resume([event.stream]);
  }

  function send(message: ClientMessage): boolean {
    if (socket?.readyState !== 1 || status() !== "live") return false;
    socket.send(JSON.stringify(message));
    return true;
  }

  function sendPresence(): void {
    clearTimeout(presenceTimer);
    presenceTimer = undefined;
    if (presence) send({ type: "presence", ...presence });
  }

  function follow(
    stream: string,
    fromSeq: number,
    onEvent: (event: StreamEvent) => void,
  ): () => void {
    const follower: Follower = { stream, seq: fromSeq, onEvent };
    followers.add(follower);
    resuming.delete(stream);
    resume([stream]);
    return () => {
      followers.delete(follower);
      if (seqOf(stream) === Number.POSITIVE_INFINITY) {
        resuming.delete(stream);
        send({ type: "unfollow", streams: [stream] });
      }
    };
  }

  const goOnline = () => {
    waitMs = FIRST_WAIT_MS;
    connect();
  };
  const goOffline = () => {
    const lost = socket;
    if (!lost) return;
    lose(1006);
    lost.close();
  };
  window.addEventListener("online", goOnline);
  window.addEventListener("offline", goOffline);

  const session: Session = {
    projectId,
    status,
    closedReason,
    closeCode,
    role,
    person,
    connection,
    people,
    follow,
    send,
    onMessage(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    setPresence(next) {
      presence = next;
      presenceTimer ??= setTimeout(sendPresence, PRESENCE_INTERVAL_MS);
    },
    close() {
      window.removeEventListener("online", goOnline);
      window.removeEventListener("offline", goOffline);
      clearTimeout(reconnectTimer);
      clearTimeout(silenceTimer);
      clearTimeout(presenceTimer);
      setStatus("closed");
      setClosedReason("");
      const open = socket;
      socket = null;
      open?.close();
      if (currentSession() === session) setCurrentSession(null);
    },
  };
  setCurrentSession(session);
  connect();
  return session;
}

function mergePresence(
  before: PresenceState[],
  message: { people: PresenceState[]; gone: string[]; is_whole: boolean },
): PresenceState[] {
  if (message.is_whole) return message.people;
  const changed = new Set([...message.people.map((one) => one.connection), ...message.gone]);
  return [...before.filter((one) => !changed.has(one.connection)), ...message.people];
}
