// What a screen reader hears of a run: a step at most every five seconds, and its end.
import { createEffect, createSignal } from "solid-js";
import { useStudio } from "../../state/studio";

const ANNOUNCE_INTERVAL_MS = 5_000;

/** `said`: a sentence of the canvas itself, read as soon as it changes. */
export function Announcements(props: { said?: string }) {
  const { stage } = useStudio();
  const [sentence, setSentence] = createSignal("");
  let saidAt = Number.NEGATIVE_INFINITY;
  createEffect(() => setSentence(props.said ?? ""));
  createEffect(() => {
    const generation = stage.generation()?.generation();
    const step = stage.step();
    if (!generation || step === null) return;
    const hasEnded = generation.state !== "running" && generation.state !== "queued";
    const now = performance.now();
    if (!hasEnded && now - saidAt < ANNOUNCE_INTERVAL_MS) return;
    saidAt = now;
    setSentence(
      hasEnded
        ? `Generation ${generation.number} ${generation.state}, step ${step} of ${generation.num_steps}`
        : `Step ${step} of ${generation.num_steps}`,
    );
  });
  return (
    <div class="visually-hidden" aria-live="polite" data-testid="step-announcement">
      {sentence()}
    </div>
  );
}
