/** Fields of the generate panel that are no single settings of the sampler: seed, pace, model. */

import { For, Show } from "solid-js";
import type { Checkpoint } from "../../protocol";
import type { Choices } from "../../state/generations/choices";

export function SeedField(props: { seed: number | null; onChange: (seed: number | null) => void }) {
  return (
    <div class="setting">
      <label for="seed">Seed</label>
      <input
        id="seed"
        class="setting-wide"
        inputmode="numeric"
        placeholder="new every time"
        value={props.seed ?? ""}
        onChange={(event) => {
          const typed = event.currentTarget.value.trim();
          const seed = /^\d{1,15}$/.test(typed) ? Number(typed) : null;
          event.currentTarget.value = seed === null ? "" : String(seed);
          props.onChange(seed);
        }}
      />
      <p class="setting-says">The same seed, canvas and settings give the same result.</p>
    </div>
  );
}

export function PaceField(props: { choices: Choices; onChange: (pace: Choices["pace"]) => void }) {
  const mode = () => props.choices.pace.mode;
  return (
    <div class="setting">
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
          steps per second
        </option>
        <option value="single" selected={mode() === "single"}>
          one step at a time
        </option>
      </select>
      <Show when={mode() === "limited"}>
        <input
          class="setting-number"
          aria-label="Steps per second"
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
      <p class="setting-says">Slow the model down to steer it while it composes.</p>
    </div>
  );
}

export function ModelField(props: {
  checkpoints: readonly Checkpoint[];
  chosen: string | null;
  onChange: (name: string | null) => void;
}) {
  return (
    <Show when={props.checkpoints.length > 1}>
      <div class="setting">
        <label for="checkpoint">Model</label>
        <select
          id="checkpoint"
          class="setting-choice"
          onChange={(event) => props.onChange(event.currentTarget.value || null)}
        >
          <For each={props.checkpoints}>
            {(one) => (
              <option
                value={one.is_default ? "" : one.name}
                selected={one.is_default ? props.chosen === null : props.chosen === one.name}
                disabled={one.refusal !== ""}
              >
                {one.title}
              </option>
            )}
          </For>
        </select>
        <p class="setting-says">
          The trained model: what it can do, and which music or texts it learned from.
        </p>
        <For each={props.checkpoints.filter((one) => one.refusal !== "")}>
          {(one) => (
            <p class="setting-says">
              {one.title} cannot be used. {one.refusal}
            </p>
          )}
        </For>
      </div>
    </Show>
  );
}
