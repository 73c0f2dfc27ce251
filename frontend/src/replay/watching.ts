/** A replay as it is watched: a stage of its own, by hand or running by itself. */

import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import type { Content } from "../canvases/content";
import { isSounding, listen, stopListening, swapTo } from "../canvases/listening";
import { CellMap } from "../domain/cells";
import type { StepStore } from "../domain/generation/stepStore";
import type { Replay } from "../protocol";
import { createStage, type Stage } from "../state/stage/createStage";
import { isPressable } from "../ui/keys/hotkeys";

/** A replay with every step, and what it began from. */
export type LoadedReplay = Replay & { begun: Content; steps: StepStore };

export type Watching = ReturnType<typeof watch>;

/** What is heard is called this. */
export const HEARD = "replay";
const STEP_MS = 90;
const reducedMotion = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

/** A stage that has no canvas: the one generation of the replay is in view, at what the address names. */
function stageOfReplay(
  replay: LoadedReplay,
  at: { candidate: number; step: number | null },
): Stage {
  const { generation, frozen, steps } = replay;
  const stage = createStage({
    document: () => null,
    draft: () => new CellMap(),
    follow: () => ({
      generation: () => generation,
      frozen: () => frozen,
      acts: () => [],
      firstStep: () => steps.firstStep ?? 0,
      lastStep: () => steps.lastStep,
      gridAt: (candidate, step) => steps.gridAt(candidate, step),
      steps,
      release: () => undefined,
    }),
  });
  const last = Math.max(0, steps.numCandidates - 1);
  const isThere = at.step !== null && steps.gridAt(Math.min(at.candidate, last), at.step) !== null;
  stage.showCandidate(generation.id, Math.min(at.candidate, last), isThere ? at.step : null);
  return stage;
}

/** `at`: what is in view at first. */
export function watch(replay: LoadedReplay, at: { candidate: number; step: number | null }) {
  const stage = stageOfReplay(replay, at);
  const { begun, steps } = replay;
  onCleanup(stopListening);

  const candidate = () => {
    const inView = stage.inView();
    return inView.view === "candidate" ? inView.candidate : 0;
  };
  const step = () => stage.step() ?? 0;
  const contentAt = (of: number, at: number): Content => {
    const grid = steps.gridAt(of, at);
    return grid ? { ...begun, grid } : begun;
  };
  const content = createMemo(() => contentAt(candidate(), step()));
  // What is in view is what is heard, at the same beat.
  createEffect(on(content, (now) => isSounding(HEARD) && swapTo(HEARD, now), { defer: true }));
  const span = createMemo(() => {
    const last = steps.lastStep ?? 0;
    const all = Array.from({ length: steps.numCandidates }, (_, of) => contentAt(of, last).grid);
    return begun.kind.span?.(all);
  });
  const setCandidate = (wanted: number) => {
    const inView = stage.inView();
    const of = Math.max(0, Math.min(steps.numCandidates - 1, wanted));
    stage.showCandidate(replay.generation.id, of, inView.view === "candidate" ? inView.step : null);
  };
  const running = useRunning(steps, step, (at) =>
    stage.showCandidate(replay.generation.id, candidate(), at),
  );
  const hear = () => listen(HEARD, content());
  return {
    stage,
    candidate,
    setCandidate,
    step,
    contentAt,
    content,
    span,
    hear,
    ...running,
    /** Do what a key asks for; false where it asks for nothing. */
    answerKey(event: KeyboardEvent): boolean {
      if (event.key === " " && !isPressable(event.target)) hear();
      else if (event.key === "ArrowRight") setCandidate(candidate() + 1);
      else if (event.key === "ArrowLeft") setCandidate(candidate() - 1);
      else if (event.key === "Enter" && !isPressable(event.target)) running.run();
      else return false;
      return true;
    },
  };
}

/** The steps by themselves, in about ten seconds at most; calm where motion is not wanted. */
function useRunning(steps: StepStore, step: Accessor<number>, setStep: (step: number) => void) {
  const [isRunning, setIsRunning] = createSignal(false);
  let timer: ReturnType<typeof setInterval> | undefined;
  const [firstStep, lastStep] = [steps.firstStep ?? 0, steps.lastStep ?? 0];
  const halt = () => {
    clearInterval(timer);
    setIsRunning(false);
  };
  onCleanup(halt);
  const run = () => {
    if (isRunning()) return halt();
    if (step() >= lastStep) setStep(firstStep);
    setIsRunning(true);
    const numSteps = Math.max(1, lastStep - firstStep);
    const ticksInAll = reducedMotion?.matches ? 10 : Math.min(numSteps, 110);
    const stride = Math.max(1, Math.ceil(numSteps / ticksInAll));
    const goOn = () => {
      const next = Math.min(lastStep, step() + stride);
      setStep(next);
      if (next >= lastStep) halt();
    };
    timer = setInterval(goOn, reducedMotion?.matches ? 1000 : STEP_MS);
  };
  return { isRunning, halt, run };
}
