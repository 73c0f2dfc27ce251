import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Newest, type Told } from "./latestRequest";

const REST_MS = 300;

describe("asking for the newest wish", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** An answerer that takes `takesMs` and fails where a wish is negative. */
  function asking(takesMs: number) {
    const asked: { wish: number; at: number }[] = [];
    const told: Told<number, string>[] = [];
    const newest = new Newest<number, string>(
      async (wish) => {
        asked.push({ wish, at: performance.now() });
        await new Promise((resolve) => setTimeout(resolve, takesMs));
        if (wish < 0) throw new Error("no");
        return `answer ${wish}`;
      },
      (one) => told.push(one),
      () => REST_MS,
    );
    return { newest, asked, told };
  }

  it("answers the first wish at once and the last one in the end", async () => {
    const { newest, asked, told } = asking(20);
    const start = performance.now();
    for (let wish = 1; wish <= 40; wish++) {
      newest.want(wish);
      await vi.advanceTimersByTimeAsync(50);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked[0]).toEqual({ wish: 1, at: start });
    expect(told.at(-1)).toEqual({ wish: 40, answer: "answer 40" });
    asked.slice(1).forEach((one, index) => {
      expect(one.at - (asked[index]?.at ?? 0)).toBeGreaterThanOrEqual(REST_MS);
    });
  });

  it("rests as long as a slow answer took", async () => {
    const { newest, asked } = asking(1_000);
    newest.want(1);
    await vi.advanceTimersByTimeAsync(500);
    newest.want(2);
    await vi.advanceTimersByTimeAsync(5_000);
    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBe(2_000);
  });

  it("continues after a failure and is silent once it was stopped", async () => {
    const { newest, asked, told } = asking(20);
    newest.want(-1);
    await vi.advanceTimersByTimeAsync(100);
    expect(told).toEqual([{ wish: -1, failure: expect.any(Error) }]);
    newest.want(2);
    await vi.advanceTimersByTimeAsync(REST_MS - 90);
    newest.stop();
    newest.want(3);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked.map(({ wish }) => wish)).toEqual([-1, 2]);
    expect(told).toHaveLength(1);
  });
});
