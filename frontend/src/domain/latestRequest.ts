// Asking somebody who needs time, while what is wished for changes faster than it can be answered.

export type Told<Wish, Answer> = { wish: Wish; answer: Answer } | { wish: Wish; failure: unknown };

/**
 * Asks for the newest wish alone, one at a time. After each question it rests: `restMs()` from when it asked,
 * and at least as long as the answer took, so that slow answers do not fill all of the answerer's time.
 */
export class Newest<Wish, Answer> {
  private wish: { value: Wish } | null = null;
  private isAsking = false;
  private isStopped = false;
  private restsUntil = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly ask: (wish: Wish) => Promise<Answer>,
    private readonly tell: (told: Told<Wish, Answer>) => void,
    private readonly restMs: () => number,
  ) {}

  /** Wish for this instead of whatever was wished for and not asked yet. */
  want(wish: Wish): void {
    this.wish = { value: wish };
    this.plan();
  }

  /** Ask nothing more, and tell nothing of what is still to come. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private plan(): void {
    if (this.isStopped || this.isAsking || this.timer !== undefined || !this.wish) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        void this.askNow();
      },
      Math.max(0, this.restsUntil - performance.now()),
    );
  }

  private async askNow(): Promise<void> {
    if (!this.wish) return;
    const wish = this.wish.value;
    this.wish = null;
    this.isAsking = true;
    const askedAt = performance.now();
    const told: Told<Wish, Answer> = await this.ask(wish).then(
      (answer) => ({ wish, answer }),
      (failure: unknown) => ({ wish, failure }),
    );
    const now = performance.now();
    this.isAsking = false;
    this.restsUntil = Math.max(askedAt + this.restMs(), now + (now - askedAt));
    if (!this.isStopped) this.tell(told);
    this.plan();
  }
}
