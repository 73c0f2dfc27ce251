import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LatestRequest, type Outcome } from "./latestRequest";

const REST_MS = 300;

describe("sending the latest request", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** An answerer that takes `takesMs` and fails where a request is negative. */
  function sending(takesMs: number) {
    const sent: { request: number; at: number }[] = [];
    const outcomes: Outcome<number, string>[] = [];
    const latest = new LatestRequest<number, string>(
      async (request) => {
        sent.push({ request, at: performance.now() });
        await new Promise((resolve) => setTimeout(resolve, takesMs));
        if (request < 0) throw new Error("no");
        return `answer ${request}`;
      },
      (one) => outcomes.push(one),
      () => REST_MS,
    );
    return { latest, sent, outcomes };
  }

  it("answers the first request at once and the last one in the end", async () => {
    const { latest, sent, outcomes } = sending(20);
    const start = performance.now();
    for (let request = 1; request <= 40; request++) {
      latest.put(request);
      await vi.advanceTimersByTimeAsync(50);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent[0]).toEqual({ request: 1, at: start });
    expect(outcomes.at(-1)).toEqual({ request: 40, answer: "answer 40" });
    sent.slice(1).forEach((one, index) => {
      expect(one.at - (sent[index]?.at ?? 0)).toBeGreaterThanOrEqual(REST_MS);
    });
  });

  it("rests as long as a slow answer took", async () => {
    const { latest, sent } = sending(1_000);
    latest.put(1);
    await vi.advanceTimersByTimeAsync(500);
    latest.put(2);
    await vi.advanceTimersByTimeAsync(5_000);
    expect((sent[1]?.at ?? 0) - (sent[0]?.at ?? 0)).toBe(2_000);
  });

  it("continues after a failure and is silent once it was stopped", async () => {
    const { latest, sent, outcomes } = sending(20);
    latest.put(-1);
    await vi.advanceTimersByTimeAsync(100);
    expect(outcomes).toEqual([{ request: -1, failure: expect.any(Error) }]);
    latest.put(2);
    await vi.advanceTimersByTimeAsync(REST_MS - 90);
    latest.stop();
    latest.put(3);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent.map(({ request }) => request)).toEqual([-1, 2]);
    expect(outcomes).toHaveLength(1);
  });
});
