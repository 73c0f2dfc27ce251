// What a screen reader hears of a run: its beginning, a step at most every five seconds, and its end.
import { createEffect, createSignal } from "solid-js";
import { useStudio } from "../../state/stage/studio";

const ANNOUNCE_INTERVAL_MS = 5_000;
/** In other words than those of the protocol. */
const SAID: Readonly<Record<string, string>> = {
  queued: "waits for the model",
  running: "is at work",
};

/** `said`: a sentence of the canvas itself, read as soon as it changes. */
export function Announcements(props: { said?: string }) {
  const { stage } = useStudio();
  const [sentence, setSentence] = createSignal("");
  let [saidAt, saidOf] = [Number.NEGATIVE_INFINITY, ""];
  createEffect(() => setSentence(props.said ?? ""));
  createEffect(() => {
    const generation = stage.run()?.generation();
    const step = stage.step();
    if (!generation) return;
    const { id, state, num_steps } = generation;
    const name = `Generation ${generation.number}`;
    const isUnderWay = state === "running" || state === "queued";
    const isKnown = saidOf === `${id} ${state}`;
    const now = performance.now();
    if (isKnown && isUnderWay && now - saidAt < ANNOUNCE_INTERVAL_MS) return;
    [saidAt, saidOf] = [now, `${id} ${state}`];
    const where = step ? `step ${step} of ${num_steps}` : "";
    if (isUnderWay && isKnown && step) setSentence(`Step ${step} of ${num_steps}`);
    else setSentence([`${name} ${SAID[state] ?? state}`, where].filter(Boolean).join(", "));
  });
  return (
    <div class="visually-hidden" aria-live="polite" data-testid="step-announcement">
      {sentence()}
    </div>
  );
}
