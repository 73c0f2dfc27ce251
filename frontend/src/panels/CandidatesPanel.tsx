/** The original and the candidates of one generation: look, listen, compare, star, keep, discard. */

import { createEffect, createMemo, createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { api, exportAddress } from "../api";
import { type Grid, STATE_LABELS, STATE_SENTENCES, type StateGrid } from "../domain/cells";
import { Menu } from "../pages/Menu";
import type { Generation } from "../protocol";
import { registerKeys } from "../state/keys";
import { isPlaying } from "../state/playhead";
import { setStage, shownStep, stage } from "../state/stage";
import { toast } from "../state/toasts";
import { candidateInView, isUnchangedSince, neighbour, shownCandidates } from "./candidates";
import { figuresOf, figuresSentence } from "./figures";
import { keep } from "./generating";
import { onKeys } from "./hotkeys";
import { Miniature } from "./Miniature";
import { place } from "./placing";
import { whereIs } from "./progress";
import { Star } from "./Star";
import type { UseChoices } from "./settings";
import { useStudio } from "./studio";

export function CandidatesPanel(props: {
  onCompare: () => void;
  onUse: (use: UseChoices) => void;
}) {
  const studio = useStudio();
  const [hidden, setHidden] = createSignal<ReadonlySet<number>>(new Set());
  let list!: HTMLUListElement;

  const generationId = createMemo(() => studio.selected()?.id ?? null);
  createEffect(() => {
    generationId();
    setHidden(new Set<number>());
  });
  const numCandidates = () => studio.selected()?.num_candidates ?? 0;
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
  const flip = (direction: 1 | -1) => {
    const next = neighbour(shown(), inView() ?? -1, direction);
    look(next);
    if (list.contains(document.activeElement)) {
      queueMicrotask(() =>
        list.querySelector<HTMLElement>(`[data-candidate="${next}"] .candidate-look`)?.focus(),
      );
    }
    list.querySelector(`[data-candidate="${next}"]`)?.scrollIntoView({ block: "nearest" });
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
        label: "Candidate before or after (in the list, and while playing)",
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
    const inList = list.contains(event.target as Node);
    if (
      inSlider ||
      (!inList && !(isPlaying() && stage().view === "candidate") && event.target !== document.body)
    )
      return;
    flip(direction);
    event.preventDefault();
    event.stopPropagation();
  }, true);
  onKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === "c" && !event.shiftKey && numCandidates() > 0)
      props.onCompare();
    else if (event.key.toLowerCase() === "f" && !event.shiftKey)
      list.querySelector<HTMLElement>(".candidate.is-in-view .star")?.click();
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

  return (
    <section class="candidates" aria-labelledby="candidates-heading">
      <div class="list-head">
        <h2 id="candidates-heading" class="visually-hidden">
          Candidates
        </h2>
        <Show when={studio.generations().length > 0} fallback={<StateLegend />}>
          <select
            class="generation-choice"
            aria-label="Generation"
            onChange={(event) => studio.select(event.currentTarget.value)}
          >
            <For each={[...studio.generations()].reverse()}>
              {(one) => (
                <option value={one.id} selected={one.id === generationId()}>
                  {`Generation ${one.number}${one.created_by ? ` · ${one.created_by.name}` : ""}`}
                </option>
              )}
            </For>
          </select>
          <button type="button" onClick={props.onCompare} disabled={numCandidates() === 0}>
            Compare
          </button>
          <Show when={studio.selected()}>
            {(generation) => (
              <Menu
                class="quiet"
                name="More about this generation"
                label="⋯"
                items={[
                  {
                    label: "Use its settings",
                    perform: () =>
                      props.onUse({
                        settings: generation().settings,
                        numCandidates: generation().num_candidates,
                      }),
                  },
                  {
                    label: `Use its seed, ${generation().seed}`,
                    perform: () => props.onUse({ seed: generation().seed }),
                  },
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
      <Show when={studio.selected()}>
        {(generation) => (
          <p class="hint figures generation-line">
            {lineage(generation(), studio.generations())}
            {whereIs(generation(), studio.followed()?.lastStep() ?? null, null)}
          </p>
        )}
      </Show>
      <ul class="candidate-list" ref={list} onKeyDown={listKeys}>
        <Show when={studio.generations().length > 0}>
          <For each={shown()}>
            {(candidate) => (
              <CandidateRow
                candidate={candidate}
                isInView={inView() === candidate}
                onLook={() => look(candidate)}
                onDiscard={() => discard(candidate)}
              />
            )}
          </For>
        </Show>
      </ul>
    </section>
  );
}

/** Before the first generation: what the three states ask of the model. */
function StateLegend() {
  return (
    <div class="state-legend">
      <p class="muted">
        Candidates appear here once you generate. What the model does with a note:
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

function CandidateRow(props: {
  candidate: number;
  isInView: boolean;
  onLook: () => void;
  onDiscard: () => void;
}) {
  const studio = useStudio();
  const isOriginal = props.candidate < 0;
  const isUnchanged = createMemo(() =>
    isUnchangedSince(
      (studio.followed()?.frozen()?.content.symbols as Grid | undefined) ?? null,
      studio.document.symbols(),
    ),
  );
  const name = () =>
    isOriginal ? (isUnchanged() ? "Original" : "Canvas") : `Candidate ${props.candidate + 1}`;
  const id = () => studio.selected()?.id ?? "";
  const step = createMemo(() => {
    const now = stage();
    if (now.view === "candidate" && now.generation === id() && now.step !== null) return now.step;
    return studio.pictureStep();
  });
  const [isSeen, setIsSeen] = createSignal(false);
  let row!: HTMLLIElement;
  onMount(() => {
    const watch = new IntersectionObserver((entries) =>
      setIsSeen(entries.some((entry) => entry.isIntersecting)),
    );
    watch.observe(row);
    onCleanup(() => watch.disconnect());
  });
  // Of two hundred candidates only those in sight are drawn while steps arrive or are scrubbed.
  const grid = createMemo<Grid | null>((before) => {
    if (!isSeen()) return before;
    if (isOriginal) return studio.document.symbols();
    const at = step();
    return at === null ? null : (studio.followed()?.gridAt(props.candidate, at) ?? null);
  }, null);
  const states = createMemo(
    (): StateGrid =>
      isOriginal
        ? studio.document.states()
        : ((studio.followed()?.frozen()?.states as StateGrid) ?? []),
  );
  const isSettled = () => {
    const state = studio.selected()?.state;
    return state !== "running" && state !== "queued";
  };
  const words = createMemo(() => {
    const now = grid();
    if (isOriginal) return isUnchanged() ? "the canvas as it is" : "as it is now";
    if (now === null && !isSeen()) return "";
    if (now === null) return isSettled() ? "loading its steps" : "waiting for its first step";
    return isSettled() ? figuresSentence(figuresOf(now)) : "composing";
  });
  const takesHere = createMemo(() =>
    studio
      .takes()
      .filter(
        (take) => take.generation === id() && take.candidate === props.candidate && !take.is_in_bin,
      ),
  );
  const isStarred = () => takesHere().some((take) => take.is_starred);
  const isKept = () => takesHere().some((take) => take.step === step());
  const toggleStar = async () => {
    const starred = takesHere().filter((take) => take.is_starred);
    for (const take of starred) await api.changeTake(take.id, { is_starred: false });
    const at = step();
    if (starred.length === 0 && at !== null) await keep(studio, id(), props.candidate, at, true);
  };
  const keepIt = async () => {
    const at = step();
    if (at !== null && (await keep(studio, id(), props.candidate, at)))
      toast(`${name()} is kept as a take.`);
  };
  return (
    <li
      ref={row}
      class="candidate"
      classList={{ "is-in-view": props.isInView }}
      data-candidate={props.candidate}
    >
      <button
        type="button"
        class="candidate-look"
        data-index={props.candidate}
        aria-pressed={props.isInView}
        aria-label={`Look at ${name()}, ${words()}`}
        onClick={props.onLook}
      >
        <span class="candidate-name">{name()}</span>
        <small class="muted figures">{words()}</small>
        <Miniature grid={grid()} states={states()} />
      </button>
      <Show when={!isOriginal}>
        <span class="candidate-acts">
          <Show when={studio.canCurate()}>
            <Star
              isOn={isStarred()}
              name={name()}
              isDisabled={step() === null}
              onToggle={() => void toggleStar()}
            />
          </Show>
          <Menu
            class="quiet more"
            name={`More for ${name()}`}
            label="⋯"
            items={[
              ...(studio.canCurate()
                ? [
                    {
                      label: isKept() ? "Kept as take" : "Keep as take",
                      isDisabled: isKept() || step() === null,
                      perform: () => void keepIt(),
                    },
                  ]
                : []),
              ...(studio.canEdit()
                ? [
                    {
                      label: "Place on canvas",
                      isDisabled: step() === null,
                      perform: () => place(studio, id(), props.candidate, step()),
                    },
                  ]
                : []),
              null,
              ...(["musicxml", "midi"] as const).map((format) => ({
                label: format === "midi" ? "Export MIDI" : "Export MusicXML",
                href: exportAddress(studio.canvasId, format, {
                  generation: id(),
                  candidate: props.candidate,
                  step: step(),
                }),
                isDisabled: step() === null,
              })),
              null,
              { label: "Hide", perform: props.onDiscard },
            ]}
          />
        </span>
      </Show>
    </li>
  );
}
