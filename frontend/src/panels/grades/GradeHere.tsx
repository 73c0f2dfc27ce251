/** The grade of what is in view: its parts, its faults where they are, and the cure of one press. */

import { createEffect, createMemo, createSignal, For, onCleanup, Show } from "solid-js";
import { api, sentence } from "../../api";
import { openKind } from "../../canvases/registry";
import { faultsOfFree } from "../../domain/generation/faults";
import { gradeWords } from "../../domain/takes/takeWords";
import type { Fault, Grade, Take } from "../../protocol";
import { ask } from "../../state/asking";
import { toastFailure } from "../../state/failures";
import { pointedFault, setPointedFault, setShownFaults } from "../../state/generations/faults";
import { show } from "../../state/generations/generating";
import { type Studio, useStudio } from "../../state/stage/studio";
import { toast } from "../../ui/messages/toasts";
import { plural } from "../../ui/plural";
import { FeatureList } from "./Features";

const NUM_VARIANTS = 3;

/** Compose the least set of faulty cells anew, in three variants, and look at the first. */
export async function repair(
  studio: Studio,
  what: { take: string; wider?: number } | { generation: string; candidate: number; step: number },
): Promise<void> {
  const before = studio.stage.inView();
  try {
    const generation =
      "take" in what
        ? await api.repairTake(what.take, NUM_VARIANTS, what.wider)
        : await api.repairCandidate(what.generation, what.candidate, what.step, NUM_VARIANTS);
    show(studio, generation, before);
  } catch (failure) {
    toastFailure(failure);
  }
}

/** The grade that a take carries; null while no worker has graded it. */
export const gradeOfTake = (take: Take): Grade | null =>
  take.grade === null
    ? null
    : {
        generation: take.generation,
        candidate: take.candidate,
        step: take.step,
        overall: take.grade,
        features: take.features,
        faults: take.faults,
      };

/** Faults in a list, with the numbers that they have on the canvas; pointing at one shows it there. */
export function FaultList(props: { faults: readonly Fault[] }) {
  onCleanup(() => setPointedFault(null));
  return (
    <ol class="faults" aria-label="Faults">
      <For each={props.faults}>
        {(fault, index) => (
          <li
            classList={{ pointed: pointedFault() === index() }}
            onPointerEnter={() => setPointedFault(index())}
            onPointerLeave={() => setPointedFault(null)}
          >
            <button
              type="button"
              class="quiet fault-line"
              aria-pressed={pointedFault() === index()}
              onFocus={() => setPointedFault(index())}
              onBlur={() => setPointedFault(null)}
            >
              <i class="fault-number figures" aria-hidden="true">
                {index() + 1}
              </i>
              <span>{fault.message}</span>
            </button>
          </li>
        )}
      </For>
    </ol>
  );
}

/** Below the picture of the candidate in view. */
export function GradeHere(props: {
  grade: Grade;
  /** Null where nothing can be repaired by itself: a canvas is not a take. */
  onRepair: (() => Promise<void>) | null;
}) {
  const studio = useStudio();
  const [isSending, setSending] = createSignal(false);
  const faults = createMemo(() =>
    openKind().countsHeld
      ? props.grade.faults
      : faultsOfFree(props.grade.faults, studio.stage.states(), studio.stage.pins()),
  );
  createEffect(() => setShownFaults(faults()));
  onCleanup(() => setShownFaults([]));
  const repairIt = async () => {
    setSending(true);
    await props.onRepair?.();
    setSending(false);
  };
  return (
    <div class="grade-here">
      <details>
        <summary class="figures">
          Grade {gradeWords(props.grade.overall)} ({openKind().gradeMeaning})
        </summary>
        <FeatureList features={props.grade.features} />
      </details>
      <section aria-label="Faults found">
        <div class="faults-head">
          <span class="muted figures" data-testid="num-faults">
            {faults().length === 0 ? "No faults found" : plural(faults().length, "fault")}
          </span>
          <span class="spacer" />
          <Show when={studio.canEdit() && props.onRepair && faults().length > 0}>
            <button
              type="button"
              disabled={isSending()}
              title="Makes three variants that change as little as possible"
              onClick={() => void repairIt()}
            >
              Repair
            </button>
          </Show>
        </div>
        <FaultList faults={faults()} />
      </section>
    </div>
  );
}

/** Asks for the grade of the canvas, or of a step whose grade is not known yet. */
export function AskForGrade(props: { onGrade: (grade: Grade) => void }) {
  const studio = useStudio();
  const [isAsking, setAsking] = createSignal(false);
  const askIt = async () => {
    const at = studio.looks.lookedAt();
    const inView = studio.stage.inView();
    if (!at) return;
    setAsking(true);
    try {
      const look = await ask(studio.canvasId, "grade", [], at);
      props.onGrade({
        generation: inView.view === "candidate" ? inView.generation : "",
        candidate: inView.view === "candidate" ? inView.candidate : -1,
        step: "step" in at ? Number(at.step) : 0,
        overall: look.overall ?? 0,
        features: look.features ?? {},
        faults: look.faults ?? [],
      });
    } catch (failure) {
      toast(failure instanceof Error ? failure.message : sentence(failure), { tone: "fault" });
    } finally {
      setAsking(false);
    }
  };
  return (
    <button type="button" class="quiet" disabled={isAsking()} onClick={() => void askIt()}>
      {isAsking() ? "Grading …" : "Grade it"}
    </button>
  );
}
