/** Settings as sliders between two words, for those that the chosen model follows. */

import { createUniqueId, For, Show } from "solid-js";
import {
  lastPosition,
  positionOf,
  positionWords,
  type SettingSlider,
  slidersOf,
  valueAt,
} from "../../domain/generation/settingSliders";
import type { SettingSpec } from "../../protocol";
import type { Values } from "../../state/generations/choices";

export function SettingSliders(props: {
  specs: readonly SettingSpec[];
  values: Values;
  onChange: (name: string, value: string | number) => void;
}) {
  const spec = (slider: SettingSlider) => props.specs.find(({ name }) => name === slider.setting);
  return (
    <div class="setting-sliders">
      <For each={slidersOf(props.specs)}>
        {(slider) => (
          <Slider
            slider={slider}
            value={props.values[slider.setting] ?? spec(slider)?.default ?? ""}
            onChange={(value) => props.onChange(slider.setting, value)}
          />
        )}
      </For>
    </div>
  );
}

function Slider(props: {
  slider: SettingSlider;
  value: string | number | boolean;
  onChange: (value: string | number) => void;
}) {
  const id = createUniqueId();
  const last = () => lastPosition(props.slider);
  const place = () => positionOf(props.slider, props.value);
  const shown = () => place() ?? Math.floor(last() / 2);
  return (
    <div class="setting-slider" classList={{ "is-free": place() === null }}>
      <span aria-hidden="true">{props.slider.from}</span>
      <label class="visually-hidden" for={id}>
        {props.slider.name}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={last()}
        step={1}
        data-testid={`setting-slider-${props.slider.setting}`}
        aria-valuetext={positionWords(props.slider, props.value)}
        value={shown()}
        onInput={(event) =>
          props.onChange(valueAt(props.slider, Number(event.currentTarget.value)))
        }
      />
      <span aria-hidden="true">{props.slider.to}</span>
      <Show when={place() === null}>
        <small aria-hidden="true">either</small>
      </Show>
    </div>
  );
}
