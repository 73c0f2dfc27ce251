/** Jobs in words and figures: progress, the axes of a grid, what its form says. Pure. */

import type { Generation, Job, Ranked, Taste } from "../../protocol";
import { inTime } from "./progress";

export const MOST_COMBINATIONS = 200;

/** "Best 8 of 64", "Grid of 3 × 2 × 1", "Pair of 20 and 20". */
export function jobName(job: Pick<Job, "kind" | "settings" | "num_total">): string {
  if (job.kind === "best_of") return `Best ${job.settings.keep} of ${job.num_total}`;
  if (job.kind === "pair") return `Pair of ${job.settings.batch} and ${job.settings.batch}`;
  const count = (name: string) => (job.settings[name] as unknown[] | undefined)?.length ?? 0;
  return `Grid of ${count("seeds")} × ${count("temperatures")} × ${count("steps")}`;
}

export const isGoingOn = (job: Pick<Job, "state">): boolean =>
  job.state === "running" || job.state === "ending";

/** How long a job will still take, at the pace since its first generation began; null before it is known. */
export function jobSecondsLeft(
  job: Pick<Job, "num_done" | "num_total">,
  generations: readonly Pick<Generation, "started_at">[],
  now: number,
): number | null {
  const begun = generations.flatMap(({ started_at }) =>
    started_at ? [Date.parse(started_at)] : [],
  );
  if (begun.length === 0 || job.num_done === 0) return null;
  const msEach = Math.max(0, now - Math.min(...begun)) / job.num_done;
  return (msEach * (job.num_total - job.num_done)) / 1000;
}

/** Where a job is. */
export function jobWords(
  job: Pick<Job, "state" | "num_done" | "num_total" | "note">,
  secondsLeft: number | null = null,
): string {
  const done = `${job.num_done} of ${job.num_total} done`;
  switch (job.state) {
    case "running":
      return secondsLeft === null ? done : `${done} · ${inTime(secondsLeft)}`;
    case "ending":
      return `${done}, stopping after this one`;
    case "done":
      return job.note || `All ${job.num_total} done`;
    case "stopped":
      return `Stopped, ${done}${job.note ? `. ${job.note}` : ""}`;
    case "failed":
      return job.note || `Failed, ${done}`;
  }
}

/** The order of its candidates, in words. */
export function orderWords(job: Pick<Job, "settings">): string {
  const taste = job.settings.taste as Taste | undefined;
  const name = taste?.learned_from.name;
  return taste ? `Sorted by what the votes of ${name ?? "a ranking"} prefer` : "Best first";
}

/** How many of the best a job keeps; a grid or a pair keeps none by itself. */
export const numKept = (job: Pick<Job, "kind" | "settings">): number =>
  job.kind === "best_of" ? Number(job.settings.keep) : 0;

export interface GridCell {
  generation: Generation;
  ranked: Ranked | null;
}

/** The result for each step count, temperature and seed of a grid; undefined where none is yet. */
export function gridResults(
  job: Pick<Job, "best">,
  generations: readonly Generation[],
): (steps: number, temperature: number, seed: number) => GridCell | undefined {
  const cells = new Map<string, GridCell>();
  for (const generation of generations) {
    const { num_steps, temperature } = generation.settings as Record<string, number>;
    const ranked = job.best.find((one) => one.generation === generation.id) ?? null;
    cells.set(`${num_steps} ${temperature} ${generation.seed}`, { generation, ranked });
  }
  return (steps, temperature, seed) => cells.get(`${steps} ${temperature} ${seed}`);
}

/** 0 for the best grade of some, 1 for the worst: how strongly a matrix shades it. */
export function badness(overall: number, all: readonly number[]): number {
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return most > least ? (overall - least) / (most - least) : 0;
}

/** Numbers typed with commas or spaces, "1-4" for a range of whole ones; null where one is no number. */
export function numbersFrom(typed: string): number[] | null {
  const numbers: number[] = [];
  for (const part of typed.split(/[\s,;]+/).filter(Boolean)) {
    const range = /^(\d+)[-–](\d+)$/.exec(part);
    if (range) {
      const [first, last] = [Number(range[1]), Number(range[2])];
      if (last < first || last - first >= MOST_COMBINATIONS) return null;
      for (let number = first; number <= last; number++) numbers.push(number);
    } else if (Number.isFinite(Number(part))) numbers.push(Number(part));
    else return null;
  }
  return numbers.length === 0 ? null : [...new Set(numbers)];
}
