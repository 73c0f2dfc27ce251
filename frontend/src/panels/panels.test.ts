import { describe, expect, it } from "vitest";
import type { Generation, SettingSpec } from "../protocol";
import { inTime, StepClock, whereIs } from "./progress";
import { choicesFrom, clamped, slider } from "./settings";

const spec = (over: Partial<SettingSpec>): SettingSpec => ({
  name: "num_steps",
  label: "Steps",
  description: "",
  type: "integer",
  default: 200,
  minimum: 1,
  maximum: 2000,
  choices: [],
  is_expert: false,
  ...over,
});

const generation = (over: Partial<Generation>): Generation =>
  ({
    state: "running",
    is_resuming: false,
    wanted: "run",
    num_steps: 64,
    first_step: 0,
    last_step: 40,
    queue_position: null,
    pace: { mode: "full", steps_per_second: null },
    error: null,
    ...over,
  }) as Generation;

describe("where a generation is", () => {
  it("names the step and the time left", () => {
    expect(whereIs(generation({}), 40, 9.2)).toBe("Step 40 of 64 · 9 s left");
    expect(whereIs(generation({}), 41, null)).toBe("Step 41 of 64");
  });

  it("names the place in the queue, an interruption and a failure", () => {
    expect(whereIs(generation({ state: "queued", queue_position: 2 }), null, null)).toBe(
      "Waiting: 2 generations before this one",
    );
    expect(whereIs(generation({ is_resuming: true }), 40, 3)).toMatch(
      /^Resuming .* step 40 of 64$/,
    );
    expect(whereIs(generation({ state: "failed", error: "No worker." }), 40, null)).toBe(
      "No worker.",
    );
  });

  it("estimates the time left from the last steps", () => {
    const clock = new StepClock();
    for (let step = 0; step <= 10; step++) clock.add(step, step * 100);
    expect(clock.secondsLeft(60)).toBeCloseTo(5);
    expect(inTime(5)).toBe("5 s left");
    expect(inTime(150)).toBe("3 min left");
  });
});

describe("choices for a generation", () => {
  it("keeps stored values within the bounds of the settings there are", () => {
    const choices = choicesFrom(
      { numCandidates: 900, values: { num_steps: 9999, gone: 1 }, seed: -4 },
      [spec({})],
    );
    expect(choices.values).toEqual({ num_steps: 2000 });
    expect(choices.numCandidates).toBe(200);
    expect(choices.seed).toBeNull();
  });

  it("falls back to the defaults for what was never chosen", () => {
    expect(choicesFrom(null, [spec({})]).values.num_steps).toBe(200);
    expect(clamped(spec({ type: "choice", choices: ["a"], default: "a" }), "b")).toBe("a");
    expect(clamped(spec({}), "")).toBe(200);
  });

  it("keeps words as they were typed, no longer than they may be", () => {
    const words = spec({ type: "text", default: "", minimum: 0, maximum: 8 });
    expect(clamped(words, "sea, salt and sand")).toBe("sea, sal");
    expect(clamped(words, 3)).toBe("");
    expect(choicesFrom({ values: { num_steps: "sea" } }, [words]).values.num_steps).toBe("sea");
  });

  it("maps a wide range logarithmically and returns to the same value", () => {
    const wide = slider(1, 2000);
    expect(Math.round(wide.toValue(wide.toPlace(64)))).toBe(64);
    expect(slider(0.1, 2).toValue(500)).toBeCloseTo(1.05);
  });
});
