// One socket per project: connect, resume, gaps, offline, presence. Knows no canvas kind.
import { type Accessor, createSignal } from "solid-js";
import { socketAddress } from "./addresses";
import type {
  ClientMessage,
  Person,
  PresenceState,
  Role,
  SendPresence,
  ServerMessage,
  Event as StreamEvent,
  Welcome,
} from "./protocol";
import { LastingSocket } from "./socket";
import { type Ending, Streams } from "./streams";

export type { Ending } from "./streams";

export type SessionStatus = "connecting" | "live" | "offline" | "closed";

export type PresenceToSend = Omit<SendPresence, "type">;

export interface Session {
  readonly projectId: string;
  status: Accessor<SessionStatus>;
  /** Why the session is closed for good, as a sentence; null while it is not. */
  closedReason: Accessor<string | null>;
  closeCode: Accessor<number | null>;
  /** Whether it ended while the line was down: on coming back the project was not there for this person. */
  wasAway: Accessor<boolean>;
  /** The reader's own role, person and socket id; null before the welcome. */
  role: Accessor<Role | null>;
  person: Accessor<Person | null>;
  connection: Accessor<string | null>;
  /** Everybody here, oneself among them. */
  people: Accessor<PresenceState[]>;
  /**
   * Follow a stream from the seq already seen: `onEvent` gets every later event once and in order, over
   * all reconnects. Returns the function that stops following. `onEnd`: it is no longer followed, and why.
   */
  follow(
    stream: string,
    fromSeq: number,
    onEvent: (event: StreamEvent) => void,
    onEnd?: (why: Ending) => void,
  ): () => void;
  /** Send now; false where there is no live socket (the caller keeps what must not be lost). */
  send(message: ClientMessage): boolean;
  /** Hear the messages that are no events (acknowledgements, refusals). */
  onMessage(hear: (message: ServerMessage) => void): () => void;
  /** Tell where one's attention is; sent at most every 60 ms. */
  setPresence(presence: PresenceToSend): void;
  close(): void;
}

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
  const session = new ProjectSession(projectId, makeSocket);
  setCurrentSession(session);
  session.connect();
  return session;
}

class ProjectSession implements Session {
  private readonly at = createSignal<SessionStatus>("connecting");
  private readonly ended = createSignal<{
    code: number | null;
    reason: string;
    wasAway?: boolean;
  } | null>(null);
  private readonly welcome = createSignal<Welcome | null>(null);
  private readonly ownRole = createSignal<Role | null>(null);
  private readonly present = createSignal<PresenceState[]>([]);
  private readonly hearers = new Set<(message: ServerMessage) => void>();
  private readonly socket: LastingSocket;
  private readonly streams = new Streams((message) => this.send(message));
  private presence: PresenceToSend | null = null;
  private presenceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly projectId: string,
    makeSocket: (url: string) => WebSocket,
  ) {
    this.socket = new LastingSocket(
      () => makeSocket(socketAddress(projectId)),
      (text) => this.receive(JSON.parse(text) as ServerMessage),
      (code) => this.lose(code),
    );
  }

  status = (): SessionStatus => this.at[0]();
  closedReason = (): string | null => this.ended[0]()?.reason ?? null;
  wasAway = (): boolean => this.ended[0]()?.wasAway ?? false;
  closeCode = (): number | null => this.ended[0]()?.code ?? null;
  role = (): Role | null => this.ownRole[0]();
  person = (): Person | null => this.welcome[0]()?.person ?? null;
  connection = (): string | null => this.welcome[0]()?.connection ?? null;
  people = (): PresenceState[] => this.present[0]();

  connect(): void {
    this.socket.connect();
  }

  follow(
    stream: string,
    fromSeq: number,
    onEvent: (event: StreamEvent) => void,
    onEnd?: (why: Ending) => void,
  ): () => void {
    return this.streams.follow(stream, fromSeq, onEvent, onEnd);
  }

  send(message: ClientMessage): boolean {
    return this.status() === "live" && this.socket.send(JSON.stringify(message));
  }

  onMessage(hear: (message: ServerMessage) => void): () => void {
    this.hearers.add(hear);
    return () => this.hearers.delete(hear);
  }

  setPresence(next: PresenceToSend): void {
    this.presence = next;
    this.presenceTimer ??= setTimeout(() => this.sendPresence(), PRESENCE_INTERVAL_MS);
  }

  close(): void {
    clearTimeout(this.presenceTimer);
    this.at[1]("closed");
    this.ended[1]({ code: null, reason: "" });
    this.socket.close();
    if (currentSession() === this) setCurrentSession(null);
  }

  private lose(closeCode: number): boolean {
    this.streams.forgetRequests();
    this.present[1]([]);
    // Who was here and was removed while the line was down is told by 4404: to the server they are a stranger.
    const code = closeCode === 4404 && this.welcome[0]() ? 4403 : closeCode;
    const reason = CLOSED_FOR_GOOD[code];
    if (reason) this.ended[1]({ code, reason, wasAway: code !== closeCode });
    this.at[1](reason ? "closed" : "offline");
    return reason === undefined;
  }

  private receive(message: ServerMessage): void {
    switch (message.type) {
      case "welcome":
        this.socket.isWell();
        this.welcome[1](message);
        this.ownRole[1](message.role);
        this.at[1]("live");
        this.streams.resumeAll();
        this.sendPresence();
        break;
      case "event":
        this.streams.deliver(message);
        break;
      case "resumed":
        this.streams.resumed(message);
        break;
      case "heartbeat":
        this.streams.catchUp(message.streams);
        break;
      case "lagging":
        this.streams.restart(Object.keys(message.streams));
        break;
      case "presence":
        this.present[1]((before) => mergePresence(before, message));
        break;
      case "role":
        this.ownRole[1](message.role);
        break;
      case "document.ack":
      case "document.nack":
        break;
      case "refused":
        this.streams.refused(message);
        break;
    }
    for (const hear of [...this.hearers]) hear(message);
  }

  private sendPresence(): void {
    clearTimeout(this.presenceTimer);
    this.presenceTimer = undefined;
    if (this.presence) this.send({ type: "presence", ...this.presence });
  }
}

function mergePresence(
  before: PresenceState[],
  message: { people: PresenceState[]; gone: string[]; is_whole: boolean },
): PresenceState[] {
  if (message.is_whole) return message.people;
  const changed = new Set([...message.people.map((one) => one.connection), ...message.gone]);
  return [...before.filter((one) => !changed.has(one.connection)), ...message.people];
}
