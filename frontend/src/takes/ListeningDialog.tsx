/** A new listening test of some takes: which real pieces stand beside them, and when it stops. */

import { createResource, createSignal, For, Show } from "solid-js";
import { api, sentence } from "../api";
import { kindNamed } from "../canvases/content";
import { curation } from "../curation";
import type { Canvas, ListeningTest } from "../protocol";
import { Problem } from "../ui/messages/Problem";
import { Dialog } from "../ui/overlays/Dialog";
import { plural } from "../ui/plural";

/** Half of the interval's width, in points of 100, and about how many answers that takes in all. */
const PRECISIONS = [
  [3, 2200],
  [5, 800],
  [10, 200],
] as const;
/** Answers about the model's pieces at which a test stops, as a multiple of what its precision takes. */
const MORE = 0.8;

export function ListeningDialog(props: {
  projectId: string;
  takes: readonly string[];
  /** The kind of the chosen takes; null while it is not known. */
  kind: string | null;
  canvases: readonly Canvas[];
  onMade: (test: ListeningTest) => void;
  onClose: () => void;
}) {
  const [kinds] = createResource(() => api.kinds().catch(() => []));
  const heldOut = () => kinds.latest?.find((one) => one.kind === props.kind)?.held_out ?? "";
  const isMusic = () => props.kind !== null && kindNamed(props.kind).player !== null;
  const [ownOnly, setOwnOnly] = createSignal(false);
  const usesOwn = () => ownOnly() || heldOut() === "";
  const [real, setReal] = createSignal<readonly string[]>([]);
  const [precision, setPrecision] = createSignal<number>(5);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [isSending, setIsSending] = createSignal(false);
  const choices = () => props.canvases.filter((one) => one.kind === props.kind);
  const answersFor = () => PRECISIONS.find(([points]) => points === precision())?.[1] ?? 800;
  const toggle = (id: string) =>
    setReal((all) => (all.includes(id) ? all.filter((one) => one !== id) : [...all, id]));
  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setIsSending(true);
    try {
      props.onMade(
        await curation.newListeningTest(props.projectId, {
          name: String(form.get("name") ?? "").trim() || "Listening test",
          takes: [...props.takes],
          real: usesOwn() ? [...real()] : [],
          held_out: usesOwn() ? 0 : Math.min(40, Math.max(2, props.takes.length)),
          rules: {
            min_listening_s: Number(form.get("seconds") ?? 0),
            precision: precision() / 100,
            most_answers: Math.round(answersFor() * MORE),
            num_questions: 20,
          },
        }),
      );
    } catch (failure) {
      setProblem(sentence(failure));
    } finally {
      setIsSending(false);
    }
  };
  return (
    <Dialog
      title={`Listening test of ${plural(props.takes.length, "take")}`}
      class="export-dialog"
      onClose={props.onClose}
    >
      <p class="muted">
        People with a link hear or read one piece at a time and say whether a person or a model made
        it.
      </p>
      <form class="stacked" onSubmit={make}>
        <label>
          Name
          <input name="name" maxLength={120} value="Person or model?" />
        </label>
        <fieldset class="export-choice">
          <legend class="muted">Beside them stand</legend>
          <Show when={heldOut() !== ""}>
            <label class="check real-choice">
              <input
                type="radio"
                name="real"
                checked={!usesOwn()}
                onChange={() => setOwnOnly(false)}
              />
              {heldOut()}, as many, of which no model here has learned
            </label>
            <label class="check real-choice">
              <input
                type="radio"
                name="real"
                checked={usesOwn()}
                onChange={() => setOwnOnly(true)}
              />
              Canvases of this project that people wrote
            </label>
          </Show>
          <Show when={usesOwn()}>
            <For
              each={choices()}
              fallback={<p class="muted">No canvas of this kind is in the project.</p>}
            >
              {(canvas) => (
                <label class="check real-choice">
                  <input
                    type="checkbox"
                    checked={real().includes(canvas.id)}
                    onChange={() => toggle(canvas.id)}
                  />
                  {canvas.name}
                </label>
              )}
            </For>
          </Show>
        </fieldset>
        <label>
          It stops when the share is known to
          <select
            value={precision()}
            onChange={(event) => setPrecision(Number(event.currentTarget.value))}
          >
            <For each={PRECISIONS}>
              {([points, answers]) => (
                <option value={points}>
                  ±{points} in 100 (about {answers.toLocaleString()} answers)
                </option>
              )}
            </For>
          </select>
        </label>
        <Show when={isMusic()}>
          <label>
            Seconds of each piece that must be heard
            <input name="seconds" type="number" min="0" max="600" value="5" />
          </label>
        </Show>
        <Problem sentence={problem()} />
        <div class="dialog-acts">
          <button type="submit" class="primary" disabled={isSending()}>
            Make listening test
          </button>
        </div>
      </form>
    </Dialog>
  );
}
