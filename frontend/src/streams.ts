// Numbered streams that a browser follows: every event once and in order, whatever is lost on the way.
import type { ClientMessage, Event as StreamEvent } from "./protocol";

interface Follower {
  stream: string;
  seq: number;
  onEvent: (event: StreamEvent) => void;
}

export class Streams {
  private readonly followers = new Set<Follower>();
  /** Streams for which `resume` was sent and `resumed` has not come: events out of order wait for it. */
  private readonly resuming = new Set<string>();

  /** `send` answers false where there is no live socket. */
  constructor(private readonly send: (message: ClientMessage) => boolean) {}

  /** Get every event after `fromSeq`; returns the function that stops it. */
  follow(stream: string, fromSeq: number, onEvent: (event: StreamEvent) => void): () => void {
    const follower: Follower = { stream, seq: fromSeq, onEvent };
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

  resumed(stream: string): void {
    this.resuming.delete(stream);
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
      follower.onEvent(event);
    }
    if (hasGap) this.resume([event.stream]);
  }

  /** The seq up to which every follower of a stream has seen it; Infinity where nobody follows. */
  private seqOf(stream: string): number {
    let seq = Number.POSITIVE_INFINITY;
    for (const follower of this.followers)
      if (follower.stream === stream) seq = Math.min(seq, follower.seq);
    return seq;
  }

  private resume(streams: readonly string[]): void {
    const wanted = streams.filter(
      (stream) => !this.resuming.has(stream) && this.seqOf(stream) < Number.POSITIVE_INFINITY,
    );
    if (wanted.length === 0) return;
    const sent = this.send({
      type: "resume",
      streams: Object.fromEntries(wanted.map((stream) => [stream, this.seqOf(stream)])),
    });
    if (sent) for (const stream of wanted) this.resuming.add(stream);
  }
}
