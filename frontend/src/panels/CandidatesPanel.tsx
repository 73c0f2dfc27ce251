/** The original and the candidates of one generation: look, listen, compare, star, keep, discard. */

import { createEffect, createMemo, createSignal, For, onCleanup, Show } from "solid-js";
import { openKind } from "../canvases/registry";
import { STATE_LABELS, STATE_SENTENCES } from "../domain/cells";
import { isActive, whereIs } from "../domain/progress";
import type { Generation } from "../protocol";
import { borrow } from "../state/borrowed";
import { isPlaying } from "../state/playhead";
import { setStage, shownStep, stage } from "../state/stage";
import { useStudio } from "../state/studio";
import { onKeys } from "../ui/hotkeys";
import { registerKeys } from "../ui/keyHelp";
import { Menu } from "../ui/Menu";
import { toast } from "../ui/toasts";
import { CandidateRow } from "./CandidateRow";
import { candidateInView, neighbour, shownCandidates } from "./candidates";
import { GenerationChoice } from "./GenerationChoice";
import { GenerationInfo, reproduce, Verdicts } from "./GenerationInfo";
import { JobView } from "./JobView";
import { place } from "./placing";
import { RepairOutcome } from "./RepairOutcome";
import { SourceRow } from "./SourceRow";

export function CandidatesPanel(props: { onCompare: () => void }) {
  const studio = useStudio();
  const [hidden, setHidden] = createSignal<ReadonlySet<number>>(new Set());
  let list: HTMLUListElement | undefined;

  const generationId = createMemo(() => studio.listed()?.id ?? null);
  createEffect(() => {
    generationId();
    setHidden(new Set<number>());
  });
  const numCandidates = () => studio.listed()?.num_candidates ?? 0;
  const shown = createMemo(() => shownCandidates(numCandidates(), hidden()));
  const inView = createMemo(() => candidateInView(stage(), generationId()));

  const look = (candidate: number) => {
    const id = generationId();
    if (candidate < 0 || id === null) return setStage({ view: "canvas" });
    const now = stage();
    // Flipping stays at the step in view, so that candidates are compared at the same moment.
    const step = now.view === "candidate" && now.generation === id ? now.step : null;
    setStage({ view: "candidate", generation: id, candidate, step });
  };
  /** One who flips to the original as it plays flips back from it too. */
  let isFlipping = false;
  createEffect(() => {
    if (!isPlaying()) isFlipping = false;
  });
  const flip = (direction: 1 | -1) => {
    const next = neighbour(shown(), inView() ?? -1, direction);
    isFlipping = isPlaying();
    look(next);
    if (list?.contains(document.activeElement)) {
      queueMicrotask(() =>
        list?.querySelector<HTMLElement>(`[data-candidate="${next}"] .candidate-look`)?.focus(),
      );
    }
    list?.querySelector(`[data-candidate="${next}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const discard = (candidate: number) => {
    if (candidate < 0) return;
    const next = neighbour(shown(), candidate, 1);
    look(next === candidate ? neighbour(shown(), candidate, -1) : next);
    setHidden((all) => new Set(all).add(candidate));
    toast(`Candidate ${candidate + 1} is hidden.`, {
      action: {
        label: "Undo",
        perform: () => {
          setHidden((all) => new Set([...all].filter((one) => one !== candidate)));
          look(candidate);
        },
      },
    });
  };

  onCleanup(
    registerKeys([
      {
        keys: "← →",
        label: "Previous or next candidate (in the list, or while playing)",
        group: "Candidates",
      },
      {
        keys: "Enter",
        label: "Place the candidate on the canvas (in the list)",
        group: "Candidates",
      },
      { keys: "Delete", label: "Hide the candidate (in the list)", group: "Candidates" },
      { keys: "F", label: "Star the candidate in view", group: "Candidates" },
      { keys: "C", label: "Compare side by side", group: "Candidates" },
    ]),
  );
  // While music plays, the arrows flip what is heard, wherever the focus is.
  onKeys((event) => {
    const direction = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : null;
    if (direction === null || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
      return;
    if (event.target instanceof HTMLInputElement || generationId() === null) return;
    const inSlider = (event.target as HTMLElement).closest?.("[role=slider], [role=menu]");
    const inList = list?.contains(event.target as Node);
    const isHeard = isPlaying() && (stage().view === "candidate" || isFlipping);
    if (inSlider || (!inList && !isHeard && event.target !== document.body)) return;
    flip(direction);
    event.preventDefault();
    event.stopPropagation();
  }, true);
  onKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === "c" && !event.shiftKey && numCandidates() > 0)
      props.onCompare();
    else if (event.key.toLowerCase() === "f" && !event.shiftKey)
      list?.querySelector<HTMLElement>(".candidate.is-in-view .star")?.click();
    else return;
    event.preventDefault();
  });
  const listKeys = (event: KeyboardEvent) => {
    const candidate = inView();
    const id = generationId();
    if (candidate === null || candidate < 0 || id === null) return;
    const isOnLook = (event.target as HTMLElement).classList.contains("candidate-look");
    if (event.key === "Delete" || event.key === "Backspace") discard(candidate);
    else if (
      event.key === "Enter" &&
      isOnLook &&
      Number((event.target as HTMLElement).dataset.index) === candidate
    )
      place(studio, id, candidate, shownStep());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** What a repair or a splice began from. */
  const sources = createMemo(() => {
    const generation = studio.listed();
    if (generation?.purpose !== "repair" && generation?.purpose !== "splice") return [];
    return generation.sources.flatMap((id) => studio.takes().find((take) => take.id === id) ?? []);
  });
  const before = () => (sources().length === 1 ? (sources()[0]?.grade ?? null) : null);

  const List = () => (
    <>
      <Show when={studio.listed()}>
        {(generation) => (
          <>
            <p class="hint figures generation-line">
              {lineage(generation(), studio.generations())}
              {whereIs(generation(), studio.followedList()?.lastStep() ?? null, null)}
            </p>
            <Verdicts generation={generation()} />
            <GenerationInfo generation={generation()} />
            <Show when={generation().purpose === "repair" && sources()[0]}>
              {(take) => <RepairOutcome generation={generation()} take={take()} />}
            </Show>
          </>
        )}
      </Show>
      <ul class="candidate-list" ref={list} onKeyDown={listKeys}>
        <Show when={studio.generations().length > 0}>
          <For each={sources()}>
            {(take, index) => (
              <SourceRow
                take={take}
                name={sources().length === 1 ? "Before" : `Take ${"AB"[index()] ?? index() + 1}`}
              />
            )}
          </For>
          <For each={shown().filter((one) => one >= 0 || sources().length === 0)}>
            {(candidate) => (
              <CandidateRow
                candidate={candidate}
                isInView={inView() === candidate}
                before={before()}
                onLook={() => look(candidate)}
                onDiscard={() => discard(candidate)}
              />
            )}
          </For>
        </Show>
      </ul>
    </>
  );

  return (
    <section class="candidates" aria-labelledby="candidates-heading">
      <div class="list-head">
        <h2 id="candidates-heading" class="visually-hidden">
          Candidates
        </h2>
        <Show when={studio.generations().length > 0} fallback={<StateLegend />}>
          <GenerationChoice />
          <button type="button" onClick={props.onCompare} disabled={numCandidates() === 0}>
            Compare
          </button>
          <Show when={studio.listed()}>
            {(generation) => (
              <Menu
                class="quiet"
                name="More about this generation"
                label="⋯"
                items={[
                  {
                    label: "Use its settings",
                    perform: () =>
                      borrow({
                        settings: generation().settings,
                        numCandidates: generation().num_candidates,
                      }),
                  },
                  {
                    label: `Use its seed, ${generation().seed}`,
                    perform: () => borrow({ seed: generation().seed }),
                  },
                  ...(studio.canEdit()
                    ? [
                        {
                          label: "Reproduce",
                          isDisabled:
                            isActive(generation()) || generation().purpose === "reproduce",
                          perform: () => void reproduce(studio, generation()),
                        },
                      ]
                    : []),
                  ...(hidden().size > 0
                    ? [
                        {
                          label: `Show ${hidden().size} hidden`,
                          perform: () => setHidden(new Set<number>()),
                        },
                      ]
                    : []),
                ]}
              />
            )}
          </Show>
        </Show>
      </div>
      <Show when={studio.selectedJob()} fallback={<List />}>
        {(job) => <JobView job={job()} />}
      </Show>
    </section>
  );
}

/** Before the first generation: what the three states ask of the model. */
function StateLegend() {
  return (
    <div class="state-legend">
      <p class="muted">
        Candidates appear here when you generate. You choose what the model does with each{" "}
        {openKind().contentNoun}:
      </p>
      <dl>
        <For each={STATE_LABELS}>
          {(label, index) => (
            <div>
              <dt>
                <i class={`swatch ${label.toLowerCase()}`} /> {label}
              </dt>
              <dd>{STATE_SENTENCES[index()]}</dd>
            </div>
          )}
        </For>
      </dl>
    </div>
  );
}

function lineage(generation: Generation, all: Generation[]): string {
  if (generation.parent === null) return "";
  const parent = all.find((one) => one.id === generation.parent);
  const from = `candidate ${(generation.parent_candidate ?? 0) + 1}, step ${generation.first_step}`;
  return `from ${parent ? `generation ${parent.number}, ` : ""}${from} · `;
}
