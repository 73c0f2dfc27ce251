/** A new blank chorale: bars, metre, pickup and key. */

import { createSignal, For } from "solid-js";
import { METRE_NAMES, type Metre, pickupName, pickups } from "../../../domain/chorale/music/bars";
import { SIGNATURES, tonicName } from "../../../domain/chorale/music/spelling";
import type { NewBlankProps } from "../../common/kind";

export default function NewChorale(props: NewBlankProps) {
  const [mode, setMode] = createSignal<"major" | "minor">("major");
  const [metre, setMetre] = createSignal<Metre>("4/4");
  const makeBlank = (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget as HTMLFormElement);
    const name = String(values.get("name")).trim();
    props.make(name, {
      title: name,
      num_bars: Number(values.get("bars")),
      metre: metre(),
      pickup: Number(values.get("pickup")),
      fifths: Number(values.get("fifths")),
      mode: mode(),
    });
  };
  return (
    <form class="stacked" onSubmit={makeBlank}>
      <h3>Blank</h3>
      <label>
        Name
        <input name="name" required maxLength={120} value="Untitled chorale" />
      </label>
      <div class="field-row">
        <label>
          Bars
          <input name="bars" type="number" min={1} max={256} step={1} value={8} required />
        </label>
        <label>
          Metre
          <select onChange={(event) => setMetre(event.currentTarget.value as Metre)}>
            <For each={METRE_NAMES}>{(name) => <option value={name}>{name}</option>}</For>
          </select>
        </label>
        <label>
          Pickup
          <select name="pickup">
            <option value="0">none</option>
            <For each={pickups(metre())}>
              {(sixteenths) => (
                <option value={sixteenths}>{pickupName(sixteenths, metre())}</option>
              )}
            </For>
          </select>
        </label>
      </div>
      <div class="field-row">
        <label>
          Key
          <select name="fifths">
            <For each={SIGNATURES}>
              {(fifths) => (
                <option value={fifths} selected={fifths === 0}>
                  {tonicName({ fifths, mode: mode() })}
                </option>
              )}
            </For>
          </select>
        </label>
        <label>
          Mode
          <select onChange={(event) => setMode(event.currentTarget.value as "major" | "minor")}>
            <option value="major">major</option>
            <option value="minor">minor</option>
          </select>
        </label>
      </div>
      <button type="submit" class="primary" disabled={props.isSending}>
        Make blank canvas
      </button>
    </form>
  );
}
