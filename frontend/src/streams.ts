// Numbered streams that a browser follows: every event once and in order, whatever is lost on the way.
import type { ClientMessage, Refused, Resumed, Event as StreamEvent } from "./protocol";

/**
 * Why a stream is no longer followed: the server's is another one from some number on, for it was restored from
 * a backup, or there is none (any more).
 */
export type Ending = "other_past" | "not_found";

interface Follower {
  stream: string;
  seq: number;
  /** Of the event with that number; "" where it is not known. */
  mark: string;
  onEvent: (event: StreamEvent) => void;
  onEnd: (why: Ending) => void;
}

const RETRY_MS = 2_000;

export class Streams {
  private readonly followers = new Set<Follower>();
  /** Streams for which `resume` was sent and `resumed` has not come: events out of order wait for it. */
  private readonly resuming = new Set<string>();

  /** `send` answers false where there is no live socket. */
  constructor(private readonly send: (message: ClientMessage) => boolean) {}

  /** Get every event after `fromSeq`; returns the function that stops it. */
  follow(
    stream: string,
    fromSeq: number,
    onEvent: (event: StreamEvent) => void,
    onEnd: (why: Ending) => void = () => {},
  ): () => void {
    const follower: Follower = { stream, seq: fromSeq, mark: "", onEvent, onEnd };
    this.followers.add(follower);
    this.resuming.delete(stream);
    this.resume([stream]);
    return () => {
      this.followers.delete(follower);
      if (this.seqOf(stream) === Number.POSITIVE_INFINITY) {
        this.resuming.delete(stream);
        this.send({ type: "unfollow", streams: [stream] });
      }
    };
  }

  /** A new socket, which knows of no stream yet. */
  resumeAll(): void {
    this.resume([...new Set([...this.followers].map((follower) => follower.stream))]);
  }

  resumed({ stream, seq, mark }: Resumed): void {
    this.resuming.delete(stream);
    for (const follower of this.followers)
      if (mark && follower.stream === stream && follower.seq === seq) follower.mark = mark;
  }

  /** A stream cannot be followed: for good, or not now. */
  refused({ stream, code }: Refused): void {
    if (stream === null) return;
    this.resuming.delete(stream);
    if (code !== "other_past" && code !== "not_found") {
      setTimeout(() => this.resume([stream]), RETRY_MS);
      return;
    }
    const ended = [...this.followers].filter((follower) => follower.stream === stream);
    for (const follower of ended) this.followers.delete(follower);
    for (const follower of ended) follower.onEnd(code);
  }

  /** The server's last seqs: what is behind is asked for. */
  catchUp(streams: Readonly<Record<string, number>>): void {
    this.resume(
      Object.keys(streams).filter((stream) => this.seqOf(stream) < (streams[stream] ?? 0)),
    );
  }

  /** The server stopped to push these: ask for them anew. */
  restart(streams: readonly string[]): void {
    this.resuming.clear();
    this.resume(streams);
  }

  /** The socket is gone, and with it what was asked for. */
  forgetRequests(): void {
    this.resuming.clear();
  }

  deliver(event: StreamEvent): void {
    let hasGap = false;
    for (const follower of [...this.followers]) {
      if (follower.stream !== event.stream) continue;
      const isSnapshot = event.payload.kind === "document.snapshot";
      if (!isSnapshot && event.seq <= follower.seq) continue;
      if (!isSnapshot && event.seq > follower.seq + 1) {
        hasGap = true;
        continue;
      }
      follower.seq = event.seq;
      follower.mark = event.mark;
      follower.onEvent(event);
    }
    if (hasGap) this.resume([event.stream]);
  }

  /** The seq up to which every follower of a stream has seen it; Infinity where nobody follows. */
  private seqOf(stream: string): number {
    return this.lastOf(stream)?.seq ?? Number.POSITIVE_INFINITY;
  }

  private lastOf(stream: string): Follower | undefined {
    let last: Follower | undefined;
    for (const follower of this.followers)
      if (follower.stream === stream && (!last || follower.seq < last.seq)) last = follower;
    return last;
  }

  private resume(streams: readonly string[]): void {
    const wanted = streams.filter(
      (stream) => !this.resuming.has(stream) && this.seqOf(stream) < Number.POSITIVE_INFINITY,
    );
    if (wanted.length === 0) return;
    const sent = this.send({
      type: "resume",
      streams: Object.fromEntries(wanted.map((stream) => [stream, this.seqOf(stream)])),
      marks: Object.fromEntries(wanted.map((stream) => [stream, this.lastOf(stream)?.mark ?? ""])),
    });
    if (sent) for (const stream of wanted) this.resuming.add(stream);
  }
}
