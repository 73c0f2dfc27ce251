import { describe, expect, it } from "vitest";
import type { Generation } from "../../protocol";
import { aboutSeconds, inTime, StepClock, whereIs, windowsOf } from "./progress";

const generation = (over: Partial<Generation>): Generation =>
  ({
    state: "running",
    is_resuming: false,
    requested: "run",
    num_steps: 64,
    first_step: 0,
    last_step: 40,
    queue_position: null,
    begins_at: null,
    pace: { mode: "full", steps_per_second: null },
    error: null,
    ...over,
  }) as Generation;

it("a run shows the model what is composed, not the whole piece", () => {
  expect(windowsOf([32, 33, 63], 128)).toBe(1);
  expect(windowsOf([0, 200], 128)).toBe(2);
  expect(windowsOf([], 128)).toBe(1);
});

describe("where a generation is", () => {
  it("names the step and the time left", () => {
    expect(whereIs(generation({}), 40, 9.2)).toBe("Step 40 of 64 · 9 s left");
    expect(whereIs(generation({}), 41, null)).toBe("Step 41 of 64");
    expect(whereIs(generation({}), 41, "late")).toBe(
      "Step 41 of 64 · waits for the studio, then goes on by itself",
    );
  });

  it("names the place in the queue, an interruption and a failure", () => {
    expect(
      whereIs(generation({ state: "queued", last_step: null, queue_position: 2 }), null, null),
    ).toBe("Waiting: 2 generations before this one");
    // A worker may be busy, or only be starting: neither is a turn that others have first.
    expect(
      whereIs(generation({ state: "queued", last_step: null, queue_position: 0 }), null, null),
    ).toBe("Next: starts as soon as the model is ready");
    expect(whereIs(generation({ is_resuming: true }), 40, 3)).toMatch(
      /^Resuming .* step 40 of 64$/,
    );
    expect(whereIs(generation({ state: "failed", error: "No worker." }), 40, null)).toBe(
      "No worker.",
    );
  });

  it("says when a generation begins or goes on that waits for its turn", () => {
    const now = Date.parse("2026-12-01T20:00:00Z");
    const queued = (begins_at: string | null) =>
      generation({ state: "queued", last_step: null, queue_position: 3, begins_at });
    const inFortySeconds = queued("2026-12-01T20:00:40Z");
    expect(whereIs(inFortySeconds, null, null, now)).toBe("Waiting: begins in about 40 s");
    expect(whereIs(inFortySeconds, 12, null, now)).toBe(
      "Waits at step 12 of 64 for its turn, in about 40 s",
    );
    const soon = queued("2026-12-01T19:59:00Z");
    expect(whereIs(soon, null, null, now)).toBe("Next: starts as soon as the model is ready");
    expect(whereIs(soon, 12, null, now)).toBe("Waits at step 12 of 64 for its turn");
  });

  it("says why a generation was paused that nobody paused", () => {
    const full = "This project would take 3 MiB of storage; the limit is 2 MiB.";
    expect(whereIs(generation({ state: "paused", error: full }), 40, null)).toBe(
      `Paused at step 40 of 64. ${full}`,
    );
    expect(whereIs(generation({ state: "paused" }), 40, null)).toBe("Paused at step 40 of 64");
  });

  it("estimates the time left from the last steps", () => {
    const clock = new StepClock();
    for (let step = 0; step <= 10; step++) clock.add(step, step * 100);
    expect(clock.secondsLeft(60)).toBeCloseTo(5);
    expect(clock.secondsLeft(60, 15_000)).toBeCloseTo(5);
    expect(clock.secondsLeft(60, 20_000)).toBe("late");
    clock.add(11, 20_000);
    expect(clock.secondsLeft(60, 20_100)).not.toBe("late");
    const slow = new StepClock();
    for (let step = 0; step <= 3; step++) slow.add(step, step * 10_000);
    expect(slow.secondsLeft(60, 70_000)).toBe(570);
    expect(inTime(5)).toBe("5 s left");
    expect(inTime(150)).toBe("3 min left");
  });
});

describe("how long something will take", () => {
  it.each([
    [null, ""],
    [0.2, "about 1 s"],
    [7.6, "about 8 s"],
    [43, "about 45 s"],
    [130, "about 2 min"],
    [9000, "about 3 h"],
  ])("is said roughly", (seconds, words) => {
    expect(aboutSeconds(seconds)).toBe(words);
  });
});
