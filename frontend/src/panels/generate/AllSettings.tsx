/** Every setting that the chosen model hears, folded under one line, each with a sentence. */

import { createMemo, For, Show } from "solid-js";
import { openKind } from "../../canvases/registry";
import type { SettingSpec } from "../../protocol";
import { MAX_CANDIDATES, numChanged } from "../../state/generations/choices";
import { changePace, freeCells } from "../../state/generations/generating";
import { borrow } from "../../state/stage/borrowed";
import { useStudio } from "../../state/stage/studio";
import { plural } from "../../ui/plural";
import type { Composing } from "./composing";
import { ModelField, PaceField, SeedField } from "./GenerateFields";
import { ManyButton } from "./ManyButton";
import { SettingField } from "./SettingField";
import type { Chosen } from "./useChoices";

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

export function AllSettings(props: { chosen: Chosen; composing: Composing }) {
  const studio = useStudio();
  const { specs, choices, change, setValue, reset } = props.chosen;
  const free = createMemo(() => freeCells(studio.document));
  const changed = () => numChanged(choices().values, specs());
  /** The last run whose settings a person chose. */
  const last = createMemo(() =>
    studio.generations().findLast(({ purpose }) => purpose === "compose" || purpose === "batch"),
  );
  const useLast = () => {
    const run = last();
    if (!run) return;
    borrow({
      settings: run.settings,
      checkpoint: run.checkpoint,
      ...(run.job === null ? { numCandidates: run.num_candidates } : {}),
    });
  };
  return (
    <details class="all-settings">
      <summary>
        All settings
        <span class="pill figures" data-testid="free-cells">
          {openKind().freeSentence(free())}
        </span>
      </summary>
      <div class="settings-acts">
        <button type="button" class="quiet" disabled={changed() === 0} onClick={reset}>
          Reset
        </button>
        <button type="button" class="quiet" disabled={!last()} onClick={useLast}>
          Use the last run's settings
        </button>
        <span class="muted figures">
          {changed() === 0 ? "Nothing is changed." : `${plural(changed(), "setting")} changed`}
        </span>
      </div>
      <SettingField
        spec={CANDIDATES}
        value={choices().numCandidates}
        onChange={(value) => change({ numCandidates: Number(value) })}
      />
      <For each={specs()}>
        {(spec) => (
          <SettingField
            spec={spec}
            value={choices().values[spec.name] ?? spec.default}
            onChange={setValue(spec.name)}
          />
        )}
      </For>
      <PaceField
        choices={choices()}
        onChange={(pace) => {
          change({ pace });
          const active = studio.active();
          if (active && studio.canEdit()) changePace(active, pace);
        }}
      />
      <SeedField seed={choices().seed} onChange={(seed) => change({ seed })} />
      <ModelField
        checkpoints={studio.kind()?.checkpoints ?? []}
        chosen={choices().checkpoint}
        onChange={(checkpoint) => change({ checkpoint })}
      />
      <Show when={studio.canEdit()}>
        <div class="many-line">
          <ManyButton
            choices={props.composing.choicesFor(choices())}
            isDisabled={props.composing.obstacle() !== null}
            onBegin={props.composing.mark}
          />
          <span class="muted">as many as you like, or a grid of settings</span>
        </div>
      </Show>
    </details>
  );
}
