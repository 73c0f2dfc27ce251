/** The settings of the next generation, and the one at work: start, pause, step, stop. */

import { createEffect, createMemo, createSignal, For, onCleanup, Show, untrack } from "solid-js";
import { openKind } from "../canvases/registry";
import { RENOISABLE } from "../domain/cells";
import { isResting } from "../domain/progress";
import type { SettingSpec } from "../protocol";
import { borrowed, takeBorrowed } from "../state/borrowed";
import {
  type Choices,
  choicesFrom,
  choicesWith,
  loadChoices,
  MAX_CANDIDATES,
  storeChoices,
} from "../state/choices";
import {
  changePace,
  freeCells,
  generate,
  isAllHeld,
  pauseOrResume,
  stopGeneration,
  whyNot,
} from "../state/generating";
import { selectedCells, setStates, tool } from "../state/selection";
import { useStudio } from "../state/studio";
import { MOD, onKeys } from "../ui/hotkeys";
import { registerKeys } from "../ui/keyHelp";
import { toast } from "../ui/toasts";
import { AtWork } from "./AtWork";
import { ModelField, PaceField, QualityField, SeedField } from "./GenerateFields";
import { ManyButton } from "./ManyButton";
import { SettingField } from "./SettingField";

const CANDIDATES: SettingSpec = {
  name: "num_candidates",
  label: "Candidates",
  description: "How many results to compose at once.",
  type: "integer",
  default: 4,
  minimum: 1,
  maximum: MAX_CANDIDATES,
  choices: [],
  is_expert: false,
};

export function GeneratePanel() {
  const studio = useStudio();
  const chosen = useChoices();
  const free = createMemo(() => freeCells(studio.document));
  const start = () => void generate(studio, chosen.choices());
  useKeys(chosen.choices);
  /** A paused generation appears below the Generate button, a running one in its place. */
  const resting = createMemo(() => {
    const active = studio.active();
    return active && isResting(active) ? active : null;
  });
  const atWork = () => (resting() ? null : studio.active());
  return (
    <section class="box generate" aria-labelledby="generate-heading">
      <div class="box-head">
        <h2 id="generate-heading">Generate</h2>
        <span class="spacer" />
        <span class="pill figures" data-testid="free-cells">
          {openKind().freeSentence(free())}
        </span>
      </div>
      <Settings chosen={chosen} />
      <div class="generate-acts">
        <Show when={atWork()} fallback={<StartActs choices={chosen.choices()} onStart={start} />}>
          {(active) => (
            <AtWork generation={active()} wanted={chosen.choices().values} onAnother={start} />
          )}
        </Show>
        <Show when={resting()}>
          {(paused) => (
            <div class="resting">
              <AtWork generation={paused()} wanted={chosen.choices().values} onAnother={start} />
            </div>
          )}
        </Show>
      </div>
    </section>
  );
}

type Chosen = ReturnType<typeof useChoices>;

/** What the person chose last on this canvas, kept in the browser. */
function useChoices() {
  const studio = useStudio();
  const specs = createMemo(() => studio.kind()?.settings ?? []);
  const [choices, setChoices] = createSignal<Choices>(choicesFrom(null, []));
  createEffect(() => setChoices(loadChoices(studio.canvasId, specs())));
  const change = (part: Partial<Choices>) => {
    setChoices((before) => ({ ...before, ...part }));
    storeChoices(studio.canvasId, choices());
  };
  const setValue = (name: string) => (value: number | boolean | string) =>
    change({ values: { ...choices().values, [name]: value } });
  // Settings of another generation or take are used only when a person asks for them.
  createEffect(() => {
    if (borrowed() === null || specs().length === 0) return;
    const use = untrack(takeBorrowed);
    if (!use) return;
    untrack(() => change(choicesWith(choices(), use, specs())));
    toast("These settings are now in your panel. Change them, or generate.");
  });

  return { specs, choices, change, setValue };
}

function useKeys(choices: () => Choices): void {
  const studio = useStudio();
  onCleanup(
    registerKeys([
      { keys: "mod+Enter", label: "Generate", group: "Generate" },
      { keys: "mod+.", label: "Pause or resume", group: "Generate" },
      { keys: "mod+Alt+Enter", label: "Stop the generation", group: "Generate" },
      { keys: "Shift+X", label: "Stop my own generation", group: "Generate" },
      { keys: "Alt+R", label: "Generate again with a new seed", group: "Generate" },
    ]),
  );
  onKeys((event) => {
    const isMod = event.ctrlKey || event.metaKey;
    const active = studio.canEdit() ? studio.active() : null;
    const isMine = active?.created_by?.id === studio.session.person()?.id;
    if (isMod && !event.altKey && event.key === "Enter") void generate(studio, choices());
    else if (isMod && event.altKey && event.key === "Enter" && active) stopGeneration(active);
    else if (!isMod && event.shiftKey && event.code === "KeyX" && active && isMine)
      stopGeneration(active);
    else if (isMod && event.key === "." && active) pauseOrResume(active);
    else if (event.altKey && !isMod && event.code === "KeyR")
      void generate(studio, { ...choices(), seed: null });
    else return;
    event.preventDefault();
  });
}

function Settings(props: { chosen: Chosen }) {
  const studio = useStudio();
  const { specs, choices, change, setValue } = props.chosen;
  return (
    <div class="generate-settings">
      <QualityField
        qualities={studio.kind()?.qualities ?? []}
        values={choices().values}
        onChange={(settings) => change({ values: { ...choices().values, ...settings } })}
      />
      <SettingField
        spec={CANDIDATES}
        value={choices().numCandidates}
        onChange={(value) => change({ numCandidates: Number(value) })}
      />
      <For each={specs().filter((spec) => !spec.is_expert)}>
        {(spec) => (
          <SettingField
            spec={spec}
            value={choices().values[spec.name] ?? spec.default}
            onChange={setValue(spec.name)}
          />
        )}
      </For>
      <details class="expert">
        <summary>More</summary>
        <PaceField
          choices={choices()}
          onChange={(pace) => {
            change({ pace });
            const active = studio.active();
            if (active && studio.canEdit()) changePace(active, pace);
          }}
        />
        <SeedField seed={choices().seed} onChange={(seed) => change({ seed })} />
        <For each={specs().filter((spec) => spec.is_expert)}>
          {(spec) => (
            <SettingField
              spec={spec}
              value={choices().values[spec.name] ?? spec.default}
              onChange={setValue(spec.name)}
            />
          )}
        </For>
        <ModelField
          checkpoints={studio.kind()?.checkpoints ?? []}
          chosen={choices().checkpoint}
          onChange={(checkpoint) => change({ checkpoint })}
        />
      </details>
    </div>
  );
}

/** Generate, or why that is not possible now and what helps. */
function StartActs(props: { choices: Choices; onStart: () => void }) {
  const studio = useStudio();
  const obstacle = createMemo(() => whyNot(studio));
  return (
    <>
      <div class="button-row">
        <button
          type="button"
          class="primary grow"
          data-testid="generate"
          disabled={obstacle() !== null}
          aria-describedby="generate-obstacle"
          onClick={props.onStart}
        >
          Generate <kbd>{MOD}↵</kbd>
        </button>
        <ManyButton choices={props.choices} isDisabled={obstacle() !== null} />
      </div>
      <p class="hint" id="generate-obstacle">
        {obstacle() ?? ""}
      </p>
      <Show when={isAllHeld(studio) && openKind().freeing(studio.document).length > 0}>
        <FreeSomething />
      </Show>
      <Show when={studio.selected()?.state === "failed" ? studio.selected() : null}>
        {(failed) => (
          <div class="failed" role="alert">
            <p>{failed().error ?? "The generation failed. Try again."}</p>
            <button type="button" disabled={obstacle() !== null} onClick={props.onStart}>
              Retry
            </button>
          </div>
        )}
      </Show>
    </>
  );
}

/** Offered where nothing may change: the cure is one press away, and undoable. */
function FreeSomething() {
  const studio = useStudio();
  return (
    <div class="button-row">
      <Show
        when={selectedCells().length > 0 && tool() !== "draw"}
        fallback={
          <For each={openKind().freeing(studio.document)}>
            {(offer) => (
              <button type="button" onClick={() => setStates(offer.cells, RENOISABLE)}>
                {offer.label}
              </button>
            )}
          </For>
        }
      >
        <button type="button" onClick={() => setStates(selectedCells(), RENOISABLE)}>
          Compose the selection anew
        </button>
      </Show>
    </div>
  );
}
