/** Metronome, count-in and loop, each a press away, and the mixer. */

import type { JSX } from "solid-js";
import { hasCountIn, hasMetronome, setHasCountIn, setHasMetronome } from "../../../audio/player";
import { loop } from "../../../state/stage/playhead";
import { MixerButton } from "./Mixer";
import { toggleLoop } from "./SoundMenu";

export function SoundToggles() {
  return (
    <div class="sound-toggles" role="group" aria-label="Sound">
      <Toggle
        label="Metronome"
        title="Metronome: a click on every beat"
        isOn={hasMetronome()}
        toggle={() => setHasMetronome(!hasMetronome())}
      >
        <path d="M5.500 2h5l2 12h-9zM8 11l4-8" />
      </Toggle>
      <Toggle
        label="Count-in"
        title="Count-in: a bar of clicks before the music begins"
        isOn={hasCountIn()}
        toggle={() => setHasCountIn(!hasCountIn())}
      >
        <path d="M2 4v8M6 4v8M10 4v8M13.500 8h.010" />
      </Toggle>
      <Toggle
        label="Loop"
        title="Loop the selection, or all (Shift+L)"
        isOn={loop() !== null}
        toggle={toggleLoop}
      >
        <path d="M4 5h7a3 3 0 0 1 0 6H5a3 3 0 0 1-2.500-4.500M6 2.500L3.500 5 6 7.500" />
      </Toggle>
      <MixerButton />
    </div>
  );
}

function Toggle(props: {
  label: string;
  title: string;
  isOn: boolean;
  toggle: () => void;
  children: JSX.Element;
}) {
  return (
    <button
      type="button"
      class="sound-toggle"
      aria-pressed={props.isOn}
      title={props.title}
      onClick={() => props.toggle()}
    >
      <svg
        viewBox="0 0 16 16"
        width="14"
        height="14"
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      >
        {props.children}
      </svg>
      <span class="sound-word">{props.label}</span>
    </button>
  );
}
