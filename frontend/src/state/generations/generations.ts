// Generations followed by this browser: every step of every candidate, in order and once.
import { type Accessor, createSignal } from "solid-js";
import type { Grid } from "../../domain/cells";
import { StepStore } from "../../domain/generation/stepStore";
import type { Act, CellSymbol, Frozen, Generation, Event as StreamEvent } from "../../protocol";
import { currentSession } from "../../session";
import { currentDocument } from "../document/document";

/** Drawing is coalesced to this interval; every step is stored all the same. */
export const DRAW_INTERVAL_MS = 50;

export interface FollowedGeneration {
  readonly id: string;
  generation: Accessor<Generation | null>;
  /** The canvas as it was frozen; null until `setFrozen`. */
  frozen: Accessor<Frozen | null>;
  setFrozen(frozen: Frozen): void;
  /** What people did to it, in order. An act that no worker has taken up yet has no `from_step`. */
  acts: Accessor<readonly Act[]>;
  /** Take in an act that an answer brought, where its event has not come yet. */
  putAct(act: Act): void;
  /** The last step received; null before the first. Changes at most 20 times a second. */
  lastStep: Accessor<number | null>;
  /** The first step that is stored (0, or where a branch begins). */
  firstStep(): number;
  /** The grid of a candidate at a step, null where that step is not here. Reactive on `lastStep`. */
  gridAt<S extends CellSymbol = number>(candidate: number, step: number): Grid<S> | null;
  readonly steps: StepStore;
  /** Stop following once everybody who called `followGeneration` has released it. */
  release(): void;
}

const followed = new Map<string, FollowedGeneration & { numUsers: number }>();

/** Follow a generation of the current session's project; the same object for everybody who asks. */
export function followGeneration(id: string): FollowedGeneration {
  const known = followed.get(id);
  if (known) {
    known.numUsers++;
    return known;
  }
  const session = currentSession();
  if (!session) throw new Error("expected an open session before a generation is followed");
  const [generation, setGeneration] = createSignal<Generation | null>(null);
  const [frozen, setFrozen] = createSignal<Frozen | null>(null);
  const [acts, setActs] = createSignal<readonly Act[]>([]);
  const [lastStep, setLastStep] = createSignal<number | null>(null);
  const newSteps = () => new StepStore(() => currentDocument()?.numRows ?? 1);
  let steps = newSteps();
  let drawTimer: ReturnType<typeof setTimeout> | undefined;
  let drawnAt = 0;

  function draw(): void {
    drawTimer = undefined;
    drawnAt = performance.now();
    setLastStep(steps.lastStep);
  }
  function putAct(act: Act): void {
    setActs((all) => withAct(all, act));
  }
  function takeIn({ payload }: StreamEvent): void {
    if (payload.kind === "generation") {
      setGeneration(payload.generation);
      // A state that ends or stops the run shows its last step with it, not a moment later.
      if (payload.generation.state !== "running") draw();
    } else if (payload.kind === "act") {
      putAct(payload.act);
    } else if (payload.kind === "frame") {
      for (const step of payload.frame.steps) steps.add(step);
      drawTimer ??= setTimeout(draw, Math.max(0, DRAW_INTERVAL_MS - (performance.now() - drawnAt)));
    }
  }
  let unfollow = () => {};
  const follow = () => {
    unfollow = session.follow(`generation:${id}`, 0, takeIn, (why) => {
      if (why === "not_found") return;
      // The studio was restored from a backup: from there, it may have gone another way.
      steps = newSteps();
      setActs([]);
      draw();
      follow();
    });
  };
  follow();
  const one = {
    id,
    numUsers: 1,
    generation,
    frozen,
    setFrozen,
    acts,
    putAct,
    lastStep,
    get steps() {
      return steps;
    },
    firstStep: () => steps.firstStep ?? 0,
    gridAt<S extends CellSymbol = number>(candidate: number, step: number) {
      lastStep();
      return steps.gridAt<S>(candidate, step);
    },
    release() {
      if (--one.numUsers > 0) return;
      unfollow();
      clearTimeout(drawTimer);
      followed.delete(id);
    },
  };
  followed.set(id, one);
  return one;
}

/** Acts with one more, in their order; one that was stamped is never replaced by what it was before. */
export function withAct(acts: readonly Act[], act: Act): readonly Act[] {
  const before = acts.find((one) => one.id === act.id);
  if (before && before.from_step !== null && act.from_step === null) return acts;
  return [...acts.filter((one) => one.id !== act.id), act].sort((a, b) => a.number - b.number);
}
