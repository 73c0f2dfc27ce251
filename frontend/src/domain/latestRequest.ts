// Requests to somebody who needs time, while what is wanted changes faster than it can be answered.

export type Outcome<Request, Answer> =
  | { request: Request; answer: Answer }
  | { request: Request; failure: unknown };

/**
 * Sends the latest request alone, one at a time. After each it rests: `restMs()` from when it was sent, and at
 * least as long as the answer took, so that slow answers do not fill all of the answerer's time.
 */
export class LatestRequest<Request, Answer> {
  private next: { request: Request } | null = null;
  private isSending = false;
  private isStopped = false;
  private restsUntil = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly send: (request: Request) => Promise<Answer>,
    private readonly onOutcome: (outcome: Outcome<Request, Answer>) => void,
    private readonly restMs: () => number,
  ) {}

  /** Send this instead of whatever was to be sent and was not yet. */
  put(request: Request): void {
    this.next = { request };
    this.plan();
  }

  /** Send nothing more, and report nothing of what is still to come. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private plan(): void {
    if (this.isStopped || this.isSending || this.timer !== undefined || !this.next) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        void this.sendNow();
      },
      Math.max(0, this.restsUntil - performance.now()),
    );
  }

  private async sendNow(): Promise<void> {
    if (!this.next) return;
    const { request } = this.next;
    this.next = null;
    this.isSending = true;
    const sentAt = performance.now();
    const outcome: Outcome<Request, Answer> = await this.send(request).then(
      (answer) => ({ request, answer }),
      (failure: unknown) => ({ request, failure }),
    );
    const now = performance.now();
    this.isSending = false;
    this.restsUntil = Math.max(sentAt + this.restMs(), now + (now - sentAt));
    if (!this.isStopped) this.onOutcome(outcome);
    this.plan();
  }
}
