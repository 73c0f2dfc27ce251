import { describe, expect, it } from "vitest";
import type { Generation, Job } from "../../protocol";
import {
  badness,
  gridResults,
  jobName,
  jobSecondsLeft,
  jobWords,
  numbersFrom,
  orderWords,
} from "./jobs";

const job = (over: Partial<Job>): Job =>
  ({
    kind: "best_of",
    settings: { keep: 8 },
    num_total: 64,
    num_done: 24,
    state: "running",
    note: "",
    best: [],
    ...over,
  }) as Job;

describe("a job in words", () => {
  it("is called by what it looks for", () => {
    expect(jobName(job({}))).toBe("Best 8 of 64");
    const settings = { seeds: [1, 2, 3], temperatures: [0.8, 1], steps: [64] };
    expect(jobName(job({ kind: "grid", settings }))).toBe("Grid of 3 × 2 × 1");
    expect(jobName(job({ kind: "pair", settings: { batch: 20 } }))).toBe("Pair of 20 and 20");
  });

  it("says how far it is, and how it ended", () => {
    expect(jobWords(job({}))).toBe("24 of 64 done");
    expect(jobWords(job({}), 130)).toBe("24 of 64 done · 2 min left");
    expect(jobWords(job({ state: "ending" }))).toBe("24 of 64 done, stopping after this one");
    expect(jobWords(job({ state: "stopped" }))).toBe("Stopped, 24 of 64 done");
    expect(jobWords(job({ state: "done", note: "No better in 3 batches." }))).toBe(
      "No better in 3 batches.",
    );
  });
});

describe("the time that a job will still take", () => {
  const start = Date.UTC(2026, 0, 1);
  const begun = (seconds: number | null) => ({
    started_at: seconds === null ? null : new Date(start + 1000 * seconds).toISOString(),
  });

  it("goes by what was made since its first generation began", () => {
    const generations = [begun(20), begun(null), begun(8)];
    expect(jobSecondsLeft(job({}), generations, start + 20_000)).toBe(20);
    expect(jobSecondsLeft(job({ num_done: 64 }), generations, start + 20_000)).toBe(0);
  });

  it("is not known before the first candidate", () => {
    expect(jobSecondsLeft(job({ num_done: 0 }), [begun(0)], start + 9000)).toBeNull();
    expect(jobSecondsLeft(job({}), [begun(null)], start + 9000)).toBeNull();
  });
});

describe("a grid", () => {
  it("finds the result of each combination", () => {
    const generation = (id: string, num_steps: number, temperature: number, seed: number) =>
      ({ id, seed, settings: { num_steps, temperature } }) as unknown as Generation;
    const best = [{ generation: "b", candidate: 0, overall: 7, preference: null, take: null }];
    const at = gridResults({ best }, [generation("a", 64, 0.8, 1), generation("b", 64, 1, 1)]);
    expect(at(64, 0.8, 1)?.ranked).toBeNull();
    expect(at(64, 1, 1)?.ranked?.overall).toBe(7);
    expect(at(64, 1, 2)).toBeUndefined();
  });

  it("reads lists and ranges of numbers, and refuses what is none", () => {
    expect(numbersFrom("0.6, 0.8 1")).toEqual([0.6, 0.8, 1]);
    expect(numbersFrom("1-4; 9")).toEqual([1, 2, 3, 4, 9]);
    expect(numbersFrom("warm")).toBeNull();
    expect(numbersFrom(" ")).toBeNull();
    expect(numbersFrom("9-1")).toBeNull();
  });

  it("shades from the best to the worst", () => {
    expect(badness(5, [5, 9])).toBe(0);
    expect(badness(9, [5, 9])).toBe(1);
    expect(badness(5, [5])).toBe(0);
  });
});

describe("the order of candidates", () => {
  it("says by whose votes it is", () => {
    expect(orderWords({ settings: {} })).toBe("Best first");
    const taste = { learned_from: { name: "Loud" } };
    expect(orderWords({ settings: { taste } })).toBe("Sorted by what the votes of Loud prefer");
  });
});
