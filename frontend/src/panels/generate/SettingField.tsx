/** One setting, drawn from its description: a slider with a number, a switch, a choice or words; and a sentence. */

import { createSignal, createUniqueId, For, Match, Switch } from "solid-js";
import type { SettingSpec } from "../../protocol";
import { clamped } from "../../state/generations/choices";
import { sliderScale } from "../../ui/controls/sliderScale";

export interface SettingFieldProps {
  spec: SettingSpec;
  value: number | boolean | string;
  onChange: (value: number | boolean | string) => void;
}

export function SettingField(props: SettingFieldProps) {
  const id = createUniqueId();
  return (
    <div class="setting" classList={{ "is-switch": props.spec.type === "boolean" }}>
      <label for={id}>{props.spec.label}</label>
      <Switch>
        <Match when={props.spec.type === "boolean"}>
          <input
            id={id}
            type="checkbox"
            class="setting-switch"
            checked={Boolean(props.value)}
            onChange={(event) => props.onChange(event.currentTarget.checked)}
          />
        </Match>
        <Match when={props.spec.type === "choice"}>
          <select
            id={id}
            class="setting-choice"
            onChange={(event) => props.onChange(event.currentTarget.value)}
          >
            <For each={props.spec.choices}>
              {(choice) => (
                <option value={choice} selected={choice === props.value}>
                  {choice}
                </option>
              )}
            </For>
          </select>
        </Match>
        <Match when={props.spec.type === "text"}>
          <input
            id={id}
            class="setting-wide"
            placeholder="none"
            autocomplete="off"
            maxLength={props.spec.maximum ?? undefined}
            value={String(props.value)}
            onChange={(event) => props.onChange(event.currentTarget.value.trim())}
          />
        </Match>
        <Match when={true}>
          <NumberSetting {...props} id={id} />
        </Match>
      </Switch>
      <p class="setting-says">{props.spec.description}</p>
    </div>
  );
}

/** Numbers a slider lands on: whole ones, or two significant digits. */
function rounded(spec: SettingSpec, value: number): number {
  if (spec.type === "integer") return value > 100 ? Math.round(value / 10) * 10 : Math.round(value);
  return Math.round(value * 100) / 100;
}

function NumberSetting(props: SettingFieldProps & { id: string }) {
  const scale = () => sliderScale(props.spec.minimum ?? 0, props.spec.maximum ?? 1);
  const [problem, setProblem] = createSignal(false);
  const value = () => Number(props.value);
  const place = () => scale().toPlace(value());
  const choose = (next: number) => props.onChange(clamped(props.spec, next));
  return (
    <>
      <input
        type="range"
        min={0}
        max={1000}
        step={1}
        aria-label={props.spec.label}
        aria-valuetext={String(props.value)}
        style={{ "--share": `${place() / 10}%` }}
        value={place()}
        onInput={(event) =>
          choose(rounded(props.spec, scale().toValue(Number(event.currentTarget.value))))
        }
        onKeyDown={(event) => {
          const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
          if (direction === undefined) return;
          event.preventDefault();
          const step = props.spec.type === "integer" ? 1 : 0.05;
          choose(Math.round((value() + direction * step) * 100) / 100);
        }}
      />
      <input
        id={props.id}
        class="setting-number"
        inputmode={props.spec.type === "integer" ? "numeric" : "decimal"}
        value={String(props.value)}
        aria-invalid={problem()}
        onInput={(event) => {
          const typed = event.currentTarget.value;
          setProblem(typed !== "" && Number(typed) !== clamped(props.spec, typed));
        }}
        onChange={(event) => {
          const next = clamped(props.spec, event.currentTarget.value);
          event.currentTarget.value = String(next);
          setProblem(false);
          props.onChange(next);
        }}
      />
    </>
  );
}
