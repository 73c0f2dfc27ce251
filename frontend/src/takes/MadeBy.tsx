/** What made a take: settings, seed, model, what people did as it ran, and whose cells they are. */

import { createMemo, For, Show } from "solid-js";
import type { Authorship, TakeSettings } from "../curation";
import type { Act, SettingSpec, Take } from "../protocol";
import { Part } from "./TakeInfo";
import { featureWords } from "./words";

export function MadeBy(props: {
  take: Take;
  specs: readonly SettingSpec[];
  made: TakeSettings;
  canUse: boolean;
  onUse: () => void;
}) {
  const generation = () => props.made.generation;
  const labelOf = (name: string) =>
    props.specs.find((spec) => spec.name === name)?.label ?? featureWords(name);
  const settings = createMemo(() => Object.entries(generation().settings));
  return (
    <>
      <Shares authorship={props.made.authorship} />
      <Part title="Made with">
        <dl class="info-settings figures">
          <Line name="Generation" value={`${generation().number}`} />
          <Line
            name="Candidate and step"
            value={`${props.take.candidate + 1} of ${generation().num_candidates}, step ${props.take.step} of ${generation().num_steps}`}
          />
          <For each={settings()}>
            {([name, value]) => <Line name={labelOf(name)} value={spoken(value)} />}
          </For>
          <Line name="Seed" value={`${generation().seed}`} />
          <Line name="Model" value={generation().checkpoint} />
        </dl>
        <Show when={props.canUse}>
          <button type="button" class="full-width" onClick={props.onUse}>
            Use these settings
          </button>
        </Show>
      </Part>
      <Show when={props.made.acts.length > 0}>
        <Part title="Acts" aside={`${props.made.acts.length}`}>
          <ol class="act-list figures">
            <For each={props.made.acts}>{(act) => <li>{actWords(act)}</li>}</For>
          </ol>
        </Part>
      </Show>
    </>
  );
}

function Line(props: { name: string; value: string }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}

const AUTHOR_ORDER = ["human", "model", "edited", "held"];
const AUTHOR_LABELS: Record<string, string> = {
  human: "by hand",
  model: "by the model",
  edited: "corrected by hand",
  held: "held",
};

/** Whose the cells are, as one bar told by pattern and words. */
function Shares(props: { authorship: Authorship }) {
  const shares = createMemo(() =>
    AUTHOR_ORDER.filter((name) => (props.authorship[name] ?? 0) > 0).map(
      (name) => [name, props.authorship[name] ?? 0] as const,
    ),
  );
  return (
    <Show when={shares().length > 0}>
      <Part title="Authorship">
        <div class="share-bar" aria-hidden="true">
          <For each={shares()}>
            {([name, share]) => <i class={name} style={{ "--share": String(share) }} />}
          </For>
        </div>
        <ul class="share-words figures">
          <For each={shares()}>
            {([name, share]) => (
              <li>
                <i class={`share-swatch ${name}`} aria-hidden="true" />
                {Math.round(100 * share)} % {AUTHOR_LABELS[name]}
              </li>
            )}
          </For>
        </ul>
      </Part>
    </Show>
  );
}

const STATE_WORDS = ["unmasked", "masked", "renoisable"];

/** "step 81: Ana set 16 cells to unmasked" */
export function actWords(act: Act): string {
  const who = act.author?.name ?? "Somebody";
  const when =
    act.from_step === null || act.from_step === undefined ? "" : `step ${act.from_step}: `;
  switch (act.kind) {
    case "pause":
      return `${when}${who} paused`;
    case "resume":
      return `${when}${who} went on`;
    case "stop":
      return `${when}${who} stopped it`;
    case "settings":
      return `${when}${who} changed ${Object.entries(act.settings ?? {})
        .map(([name, value]) => `${featureWords(name).toLowerCase()} to ${spoken(value)}`)
        .join(", ")}`;
    case "cells": {
      const count = `${act.cells.length} ${act.cells.length === 1 ? "cell" : "cells"}`;
      if (act.symbols) return `${when}${who} wrote ${count}`;
      const state = STATE_WORDS[act.state ?? -1];
      return `${when}${who} set ${count}${state ? ` to ${state}` : ""}${act.pinned ? ", pinned" : ""}`;
    }
  }
}

function spoken(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return String(Number(value.toFixed(4)));
  if (Array.isArray(value)) return value.map(spoken).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
