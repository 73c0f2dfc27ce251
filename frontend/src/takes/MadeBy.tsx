/** What made a take: settings, seed, model, what people did while it ran, and who wrote its cells. */

import { createMemo, For, Show } from "solid-js";
import { type Content, metaOf } from "../canvases/content";
import { type ActContext, actSentence } from "../domain/generation/actWords";
import { featureWords } from "../domain/takes/takeWords";
import type { SettingSpec, Take, TakeSettings } from "../protocol";
import { InfoPart } from "./InfoPart";

export function MadeBy(props: {
  take: Take;
  content: Content;
  specs: readonly SettingSpec[];
  made: TakeSettings;
  canUse: boolean;
  onUse: () => void;
}) {
  const generation = () => props.made.generation;
  const labelOf = (name: string) =>
    props.specs.find((spec) => spec.name === name)?.label ?? featureWords(name);
  const context = (): ActContext => ({
    numColumns: props.content.grid[0]?.length ?? 1,
    cellNames: (cells) => props.content.kind.cellNames(cells, metaOf(props.content)),
    settings: props.specs,
  });
  const settings = createMemo(() => Object.entries(props.made.settings));
  return (
    <>
      <Shares authorship={props.made.authorship} />
      <InfoPart title="Made with">
        <dl class="info-settings figures">
          <Line name="Generation" value={`${generation().number}`} />
          <Line
            name="Candidate and step"
            value={`${props.take.candidate + 1} of ${generation().num_candidates}, step ${props.take.step} of ${generation().num_steps}`}
          />
          <For each={settings()}>
            {([name, value]) => <Line name={labelOf(name)} value={spoken(value)} />}
          </For>
          <Line name="Seed" value={`${props.made.seed}`} />
          <Line name="Model" value={props.made.checkpoint} />
        </dl>
        <Show when={props.canUse}>
          <button type="button" class="full-width" onClick={props.onUse}>
            Use these settings
          </button>
        </Show>
      </InfoPart>
      <Show when={props.made.acts.length > 0}>
        <InfoPart title="Acts" aside={`${props.made.acts.length}`}>
          <ol class="act-list figures">
            <For each={props.made.acts}>
              {(act) => <li>{actSentence(act, context(), true)}</li>}
            </For>
          </ol>
        </InfoPart>
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
  human: "by people",
  model: "by the model",
  edited: "by the model, corrected by people",
  held: "kept",
};

/** Who wrote the cells, as one bar with patterns and words. */
function Shares(props: { authorship: TakeSettings["authorship"] }) {
  const shares = createMemo(() =>
    AUTHOR_ORDER.filter((name) => (props.authorship[name] ?? 0) > 0).map(
      (name) => [name, props.authorship[name] ?? 0] as const,
    ),
  );
  return (
    <Show when={shares().length > 0}>
      <InfoPart title="Authorship">
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
      </InfoPart>
    </Show>
  );
}

function spoken(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return String(Number(value.toFixed(4)));
  if (Array.isArray(value)) return value.map(spoken).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
