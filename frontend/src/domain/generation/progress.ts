/** How far a generation is, in a sentence, and how long it will still take. Pure. */

import type { Generation } from "../../protocol";

const WINDOW = 24;
/** A step that takes so many times as long as those before it, and so long, is late. */
const LATE_TIMES = 8;
const LATE_MS = 15_000;

/** Seconds; null where nobody knows; "late" where no step has come for long, as while the studio cannot store any. */
export type TimeLeft = number | null | "late";

/** Estimates the seconds left from when the last steps came. */
export class StepClock {
  private seen: { step: number; timeMs: number }[] = [];

  add(step: number, timeMs: number): void {
    const last = this.seen.at(-1);
    if (last && step <= last.step) {
      if (step < last.step) this.seen = [];
      else return;
    }
    this.seen.push({ step, timeMs });
    if (this.seen.length > WINDOW) this.seen.shift();
  }

  forget(): void {
    this.seen = [];
  }

  /** now: in the same milliseconds as the steps. */
  secondsLeft(numSteps: number, now = 0): TimeLeft {
    const [first, last] = [this.seen[0], this.seen.at(-1)];
    if (!first || !last || last.step - first.step < 2) return null;
    const msPerStep = (last.timeMs - first.timeMs) / (last.step - first.step);
    if (now - last.timeMs > Math.max(LATE_MS, LATE_TIMES * msPerStep)) return "late";
    return (Math.max(0, numSteps - last.step) * msPerStep) / 1000;
  }
}

/** Windows of the model from the first column that is composed to the last: no step looks at others. */
export function windowsOf(columns: readonly number[], window: number): number {
  const ends = columns.reduce(
    ({ first, last }, column) => ({ first: Math.min(first, column), last: Math.max(last, column) }),
    { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY },
  );
  return Math.max(1, Math.ceil((ends.last - ends.first + 1) / window));
}

export function inTime(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`;
  return `${Math.round(seconds / 60)} min left`;
}

/** "about 12 s": seconds as an estimate has them; "" where nobody knows. */
export function aboutSeconds(seconds: number | null): string {
  if (seconds === null) return "";
  if (seconds < 10) return `about ${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90) return `about ${5 * Math.round(seconds / 5)} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${Math.round(seconds / 3600)} h`;
}

export const isActive = (generation: Pick<Generation, "state">): boolean =>
  generation.state === "queued" || generation.state === "running" || generation.state === "paused";

/** Whether a generation waits for a person, who may do other things in the meantime. */
export const isResting = (generation: Pick<Generation, "state" | "requested">): boolean =>
  generation.state === "paused" || generation.requested === "pause";

/** A wait of fewer seconds is no wait. */
const SOON_S = 3;

/** Where a generation is; `lastStep` is the last that came here, `now` in milliseconds since 1970. */
export function whereIs(
  generation: Generation,
  lastStep: number | null,
  left: TimeLeft,
  now: number = Date.now(),
): string {
  const at = Math.max(lastStep ?? 0, generation.last_step ?? 0, generation.first_step);
  const step = `step ${at} of ${generation.num_steps}`;
  switch (generation.state) {
    case "queued": {
      const waitS = generation.begins_at && (Date.parse(generation.begins_at) - now) / 1000;
      const isLong = typeof waitS === "number" && waitS > SOON_S;
      if (at > generation.first_step)
        return `Waits at ${step} for its turn${isLong ? `, in ${aboutSeconds(waitS)}` : ""}`;
      if (isLong) return `Waiting: begins in ${aboutSeconds(waitS)}`;
      const before = waitS === null ? (generation.queue_position ?? 0) : 0;
      if (before <= 0) return "Next: starts as soon as the model is ready";
      return `Waiting: ${before} ${before === 1 ? "generation" : "generations"} before this one`;
    }
    case "running":
      if (generation.is_resuming) return `Resuming after an interruption, from ${step}`;
      if (generation.requested === "pause") return `Pausing at ${step}`;
      if (generation.requested === "stop") return `Stopping at ${step}`;
      if (generation.pace.mode === "single") return capital(`${step} · waits for “One step”`);
      if (left === "late") return capital(`${step} · waits for the studio, then goes on by itself`);
      return capital(left === null ? step : `${step} · ${inTime(left)}`);
    case "paused":
      return `Paused at ${step}${generation.error ? `. ${generation.error}` : ""}`;
    case "stopped":
      return `Stopped at ${step}`;
    case "failed":
      return generation.error ?? `Failed at ${step}`;
    case "done":
      return `Done, ${generation.num_steps} steps`;
  }
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
