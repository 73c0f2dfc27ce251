/** The mixer: for each voice its instrument, volume and pan, and whether it is heard. */

import { For, Show } from "solid-js";
import {
  channels,
  FARTHEST,
  INSTRUMENTS,
  type InstrumentName,
  isUsual,
  LOUDEST,
  resetMixer,
  setChannel,
} from "../../../audio/mixer";
import { setWaitsAtFermatas, waitsAtFermatas } from "../../../audio/player";
import {
  isHeard,
  mutedVoices,
  soloVoices,
  toggleMute,
  toggleSolo,
} from "../../../state/stage/voices";
import { Popover } from "../../../ui/overlays/Popover";
import { shownVoices } from "../inView";

export function MixerButton() {
  return (
    <Popover
      label={
        <>
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path d="M3 2v12M8 2v12M13 2v12" fill="none" stroke="currentColor" stroke-width="1.4" />
            <path d="M1 9h4v3H1zM6 4h4v3H6zM11 7h4v3h-4z" fill="currentColor" />
          </svg>
          <span class="sound-word">Mixer</span>
        </>
      }
      name="Mixer"
      title="Volume, pan and instrument of each voice"
      class="sound-toggle mixer-button"
      testId="mixer-button"
      panelName="Mixer"
      panelClass="sound-panel mixer"
    >
      {() => <Mixer />}
    </Popover>
  );
}

function Mixer() {
  return (
    <>
      <div class="mixer-head">
        <h2>Mixer</h2>
        <button type="button" class="quiet" disabled={isUsual()} onClick={resetMixer}>
          Reset
        </button>
      </div>
      <div class="mixer-strips" data-testid="mixer">
        <For each={shownVoices()}>{({ name }, voice) => <Strip name={name} voice={voice()} />}</For>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={waitsAtFermatas()}
          onChange={(event) => setWaitsAtFermatas(event.currentTarget.checked)}
        />
        Wait at fermatas
      </label>
      <p class="hint">Only you hear this. Files that you take away begin with the same mix.</p>
    </>
  );
}

function Strip(props: { name: string; voice: number }) {
  const channel = () => channels()[props.voice];
  return (
    <Show when={channel()}>
      {(one) => (
        <div
          class="mixer-strip"
          role="group"
          aria-label={props.name}
          classList={{ silent: !isHeard(props.voice) }}
        >
          <b>{props.name}</b>
          <span class="mixer-switches">
            <Toggle
              label="Mute"
              name={`Mute ${props.name.toLowerCase()}`}
              isOn={mutedVoices().has(props.voice)}
              toggle={() => toggleMute(props.voice)}
            />
            <Toggle
              label="Solo"
              name={`Solo ${props.name.toLowerCase()}`}
              isOn={soloVoices().has(props.voice)}
              toggle={() => toggleSolo(props.voice)}
            />
          </span>
          <select
            aria-label={`Instrument of the ${props.name.toLowerCase()}`}
            onChange={(event) =>
              setChannel(props.voice, { instrument: event.currentTarget.value as InstrumentName })
            }
          >
            <For each={INSTRUMENTS}>
              {(each) => (
                <option value={each.name} selected={each.name === one().instrument}>
                  {each.label}
                </option>
              )}
            </For>
          </select>
          <label class="mixer-slider">
            <span>Volume</span>
            <input
              type="range"
              min={0}
              max={LOUDEST}
              value={one().volume}
              aria-label={`Volume of the ${props.name.toLowerCase()}`}
              onInput={(event) =>
                setChannel(props.voice, { volume: event.currentTarget.valueAsNumber })
              }
            />
            <output class="figures">{one().volume}</output>
          </label>
          <label class="mixer-slider">
            <span>Pan</span>
            <input
              type="range"
              min={-FARTHEST}
              max={FARTHEST}
              value={one().pan}
              aria-label={`Pan of the ${props.name.toLowerCase()}`}
              aria-valuetext={panWords(one().pan)}
              onInput={(event) =>
                setChannel(props.voice, { pan: event.currentTarget.valueAsNumber })
              }
              onDblClick={() => setChannel(props.voice, { pan: 0 })}
            />
            <output class="figures">{panWords(one().pan)}</output>
          </label>
        </div>
      )}
    </Show>
  );
}

/** "L 30", "middle", "R 8". */
function panWords(pan: number): string {
  if (pan === 0) return "mid";
  return `${pan < 0 ? "L" : "R"} ${Math.abs(pan)}`;
}

function Toggle(props: { label: string; name: string; isOn: boolean; toggle: () => void }) {
  return (
    <button
      type="button"
      class="mixer-switch"
      aria-pressed={props.isOn}
      aria-label={props.name}
      onClick={() => props.toggle()}
    >
      {props.label}
    </button>
  );
}
