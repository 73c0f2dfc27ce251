/** What a generation is asked for, and the one that is at work: start, pause, step, stop. */

import { createEffect, createMemo, createSignal, For, type JSX, onCleanup, Show } from "solid-js";
import { openKind } from "../canvases/registry";
import { RENOISABLE } from "../domain/cells";
import type { Generation, SettingSpec } from "../protocol";
import { registerKeys } from "../state/keys";
import { selectedCells, setStates } from "../state/selection";
import { changedSettings, settingsInForce } from "./actWords";
import {
  applySettings,
  changePace,
  freeCells,
  generate,
  isAllHeld,
  oneStep,
  pauseOrResume,
  stopGeneration,
  whyNot,
} from "./generating";
import { onKeys } from "./hotkeys";
import { StepClock, whereIs } from "./progress";
import { SettingField } from "./SettingField";
import {
  type Choices,
  choicesFrom,
  loadChoices,
  MAX_CANDIDATES,
  storeChoices,
  type UseChoices,
} from "./settings";
import { useFollowed, useStudio } from "./studio";

const CANDIDATES: SettingSpec = {
  name: "num_candidates",
  label: "Candidates",
  description: "How many answers are composed at once.",
  type: "integer",
  default: 4,
  minimum: 1,
  maximum: MAX_CANDIDATES,
  choices: [],
  is_expert: false,
};

export function GeneratePanel(props: { onUse: (use: (choices: UseChoices) => void) => void }) {
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
  props.onUse((use) =>
    change({
      ...(use.settings ? { values: choicesFrom({ values: use.settings }, specs()).values } : {}),
      ...(use.numCandidates === undefined ? {} : { numCandidates: use.numCandidates }),
      ...(use.seed === undefined ? {} : { seed: use.seed }),
    }),
  );

  const free = createMemo(() => freeCells(studio.document));
  const obstacle = createMemo(() => whyNot(studio));
  const start = () => void generate(studio, choices());

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
    if (isMod && !event.altKey && event.key === "Enter") start();
    else if (isMod && event.altKey && event.key === "Enter" && active) stopGeneration(active);
    else if (!isMod && event.shiftKey && event.code === "KeyX" && active && isMine)
      stopGeneration(active);
    else if (isMod && event.key === "." && active) pauseOrResume(active);
    else if (event.altKey && !isMod && event.code === "KeyR")
      void generate(studio, { ...choices(), seed: null });
    else return;
    event.preventDefault();
  });

  return (
    <section class="box generate" aria-labelledby="generate-heading">
      <div class="box-head">
        <h2 id="generate-heading">Generate</h2>
        <span class="spacer" />
        <span class="pill figures" data-testid="free-cells">
          {openKind().freeSentence(free())}
        </span>
      </div>
      <div class="generate-settings">
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
          <Show when={(studio.kind()?.checkpoints.length ?? 0) > 1}>
            <div class="setting">
              <label for="checkpoint">Model</label>
              <select
                id="checkpoint"
                class="setting-choice"
                onChange={(event) => change({ checkpoint: event.currentTarget.value || null })}
              >
                <For each={studio.kind()?.checkpoints}>
                  {(one) => (
                    <option
                      value={one.is_default ? "" : one.name}
                      selected={
                        one.is_default
                          ? choices().checkpoint === null
                          : choices().checkpoint === one.name
                      }
                    >
                      {one.title}
                    </option>
                  )}
                </For>
              </select>
            </div>
          </Show>
        </details>
      </div>
      <div class="generate-acts">
        <Show
          when={studio.active()}
          fallback={
            <>
              <button
                type="button"
                class="primary full-width"
                data-testid="generate"
                disabled={obstacle() !== null}
                aria-describedby="generate-obstacle"
                onClick={start}
              >
                Generate <kbd>{MOD}↵</kbd>
              </button>
              <p class="hint" id="generate-obstacle">
                {obstacle() ?? ""}
              </p>
              <Show when={isAllHeld(studio) && openKind().freeing(studio.document).length > 0}>
                <FreeSomething />
              </Show>
              <Show when={studio.selected()?.state === "failed" ? studio.selected() : null}>
                {(failed) => (
                  <div class="failed" role="alert">
                    <p>{failed().error ?? "The generation failed."}</p>
                    <button type="button" disabled={obstacle() !== null} onClick={start}>
                      Retry
                    </button>
                  </div>
                )}
              </Show>
            </>
          }
        >
          {(active) => (
            <AtWork generation={active()} onAnother={start}>
              <ApplySettings generation={active()} wanted={choices().values} />
            </AtWork>
          )}
        </Show>
      </div>
    </section>
  );
}

export const MOD = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "") ? "⌘" : "Ctrl ";

/** Offered where nothing may change: the cure is one press away, and undoable. */
function FreeSomething() {
  const studio = useStudio();
  return (
    <div class="button-row">
      <Show
        when={selectedCells().length > 0}
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
          Free the selection
        </button>
      </Show>
    </div>
  );
}

/** Offered where the panel's settings are others than those that the run composes with. */
function ApplySettings(props: {
  generation: Generation;
  wanted: Readonly<Record<string, unknown>>;
}) {
  const studio = useStudio();
  const followed = useFollowed(() => props.generation.id);
  const changed = createMemo(() =>
    changedSettings(
      props.wanted,
      settingsInForce(props.generation.settings, followed()?.acts() ?? []),
    ),
  );
  const names = () =>
    Object.keys(changed())
      .map((name) => studio.kind()?.settings.find((spec) => spec.name === name)?.label ?? name)
      .join(", ");
  return (
    <Show when={studio.canEdit() && Object.keys(changed()).length > 0}>
      <button
        type="button"
        class="full-width"
        title={`Its ${names()} become those above from the next step on`}
        onClick={() => applySettings(props.generation, changed())}
      >
        Apply to the running generation
      </button>
    </Show>
  );
}

function AtWork(props: { generation: Generation; onAnother: () => void; children: JSX.Element }) {
  const studio = useStudio();
  const followed = useFollowed(() => props.generation.id);
  const clock = new StepClock();
  const [secondsLeft, setSecondsLeft] = createSignal<number | null>(null);
  createEffect(() => {
    const step = followed()?.lastStep();
    if (props.generation.state !== "running") clock.forget();
    else if (step !== null && step !== undefined) clock.add(step, performance.now());
    setSecondsLeft(clock.secondsLeft(props.generation.num_steps));
  });
  const isPaused = () => props.generation.state === "paused" || props.generation.wanted === "pause";
  const words = () => whereIs(props.generation, followed()?.lastStep() ?? null, secondsLeft());
  return (
    <>
      <Show when={studio.canEdit()}>
        <div class="button-row">
          <button
            type="button"
            class="primary grow"
            onClick={() => pauseOrResume(props.generation)}
          >
            {isPaused() ? "Resume" : "Pause"} <kbd>{MOD}.</kbd>
          </button>
          <Show when={props.generation.pace.mode === "single" && !isPaused()}>
            <button type="button" onClick={() => oneStep(props.generation)}>
              One step
            </button>
          </Show>
          <button type="button" onClick={() => stopGeneration(props.generation)}>
            Stop
          </button>
        </div>
      </Show>
      {props.children}
      <div class="progress-line" aria-hidden="true">
        <i
          style={{
            width: `${(100 * Math.max(followed()?.lastStep() ?? 0, props.generation.last_step ?? 0)) / props.generation.num_steps}%`,
          }}
        />
      </div>
      <p class="hint figures" data-testid="progress">
        {words()}
        <Show when={studio.canEdit()}>
          {" · "}
          <button type="button" class="link" onClick={props.onAnother}>
            Generate another
          </button>
        </Show>
      </p>
      <span class="visually-hidden" role="status">
        {props.generation.state === "running" ? "Generating" : words()}
      </span>
    </>
  );
}

function SeedField(props: { seed: number | null; onChange: (seed: number | null) => void }) {
  return (
    <div
      class="setting"
      title="The same seed with the same canvas and settings gives the same result."
    >
      <label for="seed">Seed</label>
      <input
        id="seed"
        class="setting-wide"
        inputmode="numeric"
        placeholder="a new one each time"
        value={props.seed ?? ""}
        onChange={(event) => {
          const typed = event.currentTarget.value.trim();
          const seed = /^\d{1,15}$/.test(typed) ? Number(typed) : null;
          event.currentTarget.value = seed === null ? "" : String(seed);
          props.onChange(seed);
        }}
      />
    </div>
  );
}

function PaceField(props: { choices: Choices; onChange: (pace: Choices["pace"]) => void }) {
  const mode = () => props.choices.pace.mode;
  return (
    <div class="setting" title="Slow down to steer while it composes.">
      <label for="pace">Pace</label>
      <select
        id="pace"
        class="setting-choice"
        onChange={(event) => {
          const chosen = event.currentTarget.value as Choices["pace"]["mode"];
          props.onChange({ mode: chosen, steps_per_second: chosen === "limited" ? 4 : null });
        }}
      >
        <option value="full" selected={mode() === "full"}>
          full speed
        </option>
        <option value="limited" selected={mode() === "limited"}>
          steps / s
        </option>
        <option value="single" selected={mode() === "single"}>
          single steps
        </option>
      </select>
      <Show when={mode() === "limited"}>
        <input
          class="setting-number"
          aria-label="Steps a second"
          inputmode="decimal"
          value={String(props.choices.pace.steps_per_second ?? 4)}
          onChange={(event) => {
            const typed = Number(event.currentTarget.value);
            const steps = Number.isFinite(typed) ? Math.min(50, Math.max(0.2, typed)) : 4;
            event.currentTarget.value = String(steps);
            props.onChange({ mode: "limited", steps_per_second: steps });
          }}
        />
      </Show>
    </div>
  );
}
