// The voices of the score: their names and clefs, and which of the model's four each of them is.
import { createSignal, For } from "solid-js";
import { KINDS_OF_VOICES } from "../../../domain/chorale/music/voiceEdits";
import {
  CLEFS,
  type Clef,
  PARTS,
  type Part,
  type Voice,
} from "../../../domain/chorale/music/voices";
import { openCanvas } from "../acts";
import { moveVoice } from "../fitting";
import { shownVoices } from "../inView";
import { addVoice, raiseVoice, removeVoice } from "../voiceActs";

const CLEF_NAMES: Readonly<Record<Clef, string>> = {
  treble: "Treble",
  "treble-8": "Treble, octave lower",
  alto: "Alto",
  tenor: "Tenor",
  bass: "Bass",
};
const PART_NAMES: Readonly<Record<Part, string>> = {
  S: "as soprano",
  A: "as alto",
  T: "as tenor",
  B: "as bass",
  "": "not at all",
};

export function Voices(props: { isReadOnly: boolean }) {
  const [kind, setKind] = createSignal("Soprano");
  const change = (row: number, changed: Partial<Voice>) => {
    const voices = shownVoices().map((voice, index): Voice => {
      if (index === row) return { ...voice, ...changed };
      // Each of the model's voices is one: whoever had it gets what is free now.
      const isTaken =
        changed.part !== undefined && changed.part !== "" && voice.part === changed.part;
      return isTaken ? { ...voice, part: shownVoices()[row]?.part ?? "" } : voice;
    });
    openCanvas()?.edit((edit) => edit.setMeta("voices", voices));
  };
  return (
    <fieldset class="score-voices" disabled={props.isReadOnly} data-testid="score-voices">
      <legend>Voices, and how the model composes them</legend>
      <For each={shownVoices()}>
        {(voice, row) => (
          <div role="group" aria-label={voice.name}>
            <input
              aria-label={`Name of voice ${row() + 1}`}
              value={voice.name}
              maxlength="40"
              onChange={(event) =>
                change(row(), { name: event.currentTarget.value.trim() || voice.name })
              }
            />
            <select
              aria-label={`Clef of ${voice.name}`}
              onChange={(event) => change(row(), { clef: event.currentTarget.value as Clef })}
            >
              <For each={CLEFS}>
                {(clef) => (
                  <option value={clef} selected={clef === voice.clef}>
                    {CLEF_NAMES[clef]}
                  </option>
                )}
              </For>
            </select>
            <select
              aria-label={`${voice.name} is composed`}
              data-testid={`part-${row()}`}
              onChange={(event) => change(row(), { part: event.currentTarget.value as Part })}
            >
              <For each={[...PARTS, ""] as const}>
                {(part) => (
                  <option value={part} selected={part === voice.part}>
                    {PART_NAMES[part]}
                  </option>
                )}
              </For>
            </select>
            <button
              type="button"
              aria-label={`${voice.name} an octave up`}
              title="An octave up"
              onClick={() => moveVoice(row(), 12)}
            >
              8↑
            </button>
            <button
              type="button"
              aria-label={`${voice.name} an octave down`}
              title="An octave down"
              onClick={() => moveVoice(row(), -12)}
            >
              8↓
            </button>
            <button
              type="button"
              aria-label={`Move ${voice.name} up in the score`}
              title="Move up"
              disabled={row() === 0}
              onClick={() => raiseVoice(row(), -1)}
            >
              ↑
            </button>
            <button
              type="button"
              aria-label={`Move ${voice.name} down in the score`}
              title="Move down"
              disabled={row() === shownVoices().length - 1}
              onClick={() => raiseVoice(row(), 1)}
            >
              ↓
            </button>
            <button
              type="button"
              aria-label={`Remove ${voice.name}`}
              title="Remove, with its notes"
              onClick={() => removeVoice(row())}
            >
              ×
            </button>
          </div>
        )}
      </For>
      <p>
        <select aria-label="Voice to add" onChange={(event) => setKind(event.currentTarget.value)}>
          <For each={KINDS_OF_VOICES}>
            {({ name }) => (
              <option value={name} selected={name === kind()}>
                {name}
              </option>
            )}
          </For>
        </select>{" "}
        <button type="button" data-testid="add-voice" onClick={() => addVoice(kind())}>
          Add a voice
        </button>
      </p>
    </fieldset>
  );
}
