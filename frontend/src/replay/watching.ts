/** A replay as it is watched: which candidate at which step, by hand or running by itself. */

import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import type { Content } from "../canvases/content";
import { isSounding, listen, stopListening, swapTo } from "../canvases/listening";
import type { StepStore } from "../domain/steps";
import type { Replay } from "../protocol";
import { isPressable } from "../ui/hotkeys";

/** A replay with every step, and what it began from. */
export type LoadedReplay = Replay & { begun: Content; steps: StepStore };

export type Watching = ReturnType<typeof watch>;

/** What is heard is called this. */
export const HEARD = "replay";
const STEP_MS = 90;
const reducedMotion = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

export function watch(known: Accessor<LoadedReplay | undefined>) {
  const [candidate, setCandidate] = createSignal(0);
  const [chosenStep, setStep] = createSignal<number | null>(null);
  onCleanup(stopListening);

  const firstStep = () => known()?.steps.firstStep ?? 0;
  const lastStep = () => known()?.steps.lastStep ?? 0;
  const step = () => chosenStep() ?? lastStep();
  const numCandidates = () => known()?.steps.numCandidates ?? 0;
  const contentAt = (of: number, at: number): Content | null => {
    const now = known();
    const grid = now?.steps.gridAt(of, at);
    return now && grid ? { ...now.begun, grid } : (now?.begun ?? null);
  };
  const content = createMemo(() => contentAt(candidate(), step()));
  // What is in view is what is heard, at the same beat.
  createEffect(
    on(content, (now) => now && isSounding(HEARD) && swapTo(HEARD, now), { defer: true }),
  );
  const shares = createMemo(() => {
    const grid = content()?.grid;
    return known()?.steps.changeShares(candidate(), (grid?.length ?? 1) * (grid?.[0]?.length ?? 1));
  });
  const span = createMemo(() => {
    const all = Array.from({ length: numCandidates() }, (_, of) => contentAt(of, lastStep())?.grid);
    return known()?.begun.kind.span?.(all.filter((grid) => grid !== undefined));
  });
  const running = useRunning({ firstStep, lastStep, step, setStep });
  const hear = () => {
    const now = content();
    if (now) listen(HEARD, now);
  };
  return {
    candidate,
    setCandidate,
    firstStep,
    lastStep,
    step,
    numCandidates,
    contentAt,
    content,
    shares: () => shares() ?? [],
    span,
    hear,
    ...running,
    goTo(at: number) {
      running.halt();
      setStep(at);
    },
    /** Do what a key asks for; false where it asks for nothing. */
    answerKey(event: KeyboardEvent): boolean {
      if (event.key === " " && !isPressable(event.target)) hear();
      else if (event.key === ",") setStep(Math.max(firstStep(), step() - 1));
      else if (event.key === ".") setStep(Math.min(lastStep(), step() + 1));
      else if (event.key === "ArrowRight")
        setCandidate(Math.min(numCandidates() - 1, candidate() + 1));
      else if (event.key === "ArrowLeft") setCandidate(Math.max(0, candidate() - 1));
      else if (event.key === "Enter" && !isPressable(event.target)) running.run();
      else return false;
      return true;
    },
  };
}

/** The steps by themselves, in about ten seconds at most; calm where motion is not wanted. */
function useRunning(parts: {
  firstStep: Accessor<number>;
  lastStep: Accessor<number>;
  step: Accessor<number>;
  setStep: (step: number) => void;
}) {
  const { firstStep, lastStep, step, setStep } = parts;
  const [isRunning, setIsRunning] = createSignal(false);
  let timer: ReturnType<typeof setInterval> | undefined;
  const halt = () => {
    clearInterval(timer);
    setIsRunning(false);
  };
  onCleanup(halt);
  const run = () => {
    if (isRunning()) return halt();
    if (step() >= lastStep()) setStep(firstStep());
    setIsRunning(true);
    const numSteps = Math.max(1, lastStep() - firstStep());
    const ticksInAll = reducedMotion?.matches ? 10 : Math.min(numSteps, 110);
    const stride = Math.max(1, Math.ceil(numSteps / ticksInAll));
    const goOn = () => {
      const next = Math.min(lastStep(), step() + stride);
      setStep(next);
      if (next >= lastStep()) halt();
    };
    timer = setInterval(goOn, reducedMotion?.matches ? 1000 : STEP_MS);
  };
  return { isRunning, halt, run };
}
