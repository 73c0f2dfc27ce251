/** Settings as sliders between two words, for what the chosen model hears. */

import { createUniqueId, For, Show } from "solid-js";
import {
  type Leaning,
  lastPlace,
  leaningsOf,
  placeOf,
  placeWords,
  valueAt,
} from "../../domain/generation/settingSliders";
import type { SettingSpec } from "../../protocol";
import type { Values } from "../../state/generations/choices";

export function Leanings(props: {
  specs: readonly SettingSpec[];
  values: Values;
  onChange: (name: string, value: string | number) => void;
}) {
  const spec = (leaning: Leaning) => props.specs.find(({ name }) => name === leaning.setting);
  return (
    <div class="leanings">
      <For each={leaningsOf(props.specs)}>
        {(leaning) => (
          <Slider
            leaning={leaning}
            value={props.values[leaning.setting] ?? spec(leaning)?.default ?? ""}
            onChange={(value) => props.onChange(leaning.setting, value)}
          />
        )}
      </For>
    </div>
  );
}

function Slider(props: {
  leaning: Leaning;
  value: string | number | boolean;
  onChange: (value: string | number) => void;
}) {
  const id = createUniqueId();
  const last = () => lastPlace(props.leaning);
  const place = () => placeOf(props.leaning, props.value);
  const shown = () => place() ?? Math.floor(last() / 2);
  return (
    <div class="leaning" classList={{ "is-free": place() === null }}>
      <span aria-hidden="true">{props.leaning.from}</span>
      <label class="visually-hidden" for={id}>
        {props.leaning.name}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={last()}
        step={1}
        data-testid={`leaning-${props.leaning.setting}`}
        aria-valuetext={placeWords(props.leaning, props.value)}
        value={shown()}
        onInput={(event) =>
          props.onChange(valueAt(props.leaning, Number(event.currentTarget.value)))
        }
      />
      <span aria-hidden="true">{props.leaning.to}</span>
      <Show when={place() === null}>
        <small aria-hidden="true">either</small>
      </Show>
    </div>
  );
}
