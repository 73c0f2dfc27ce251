// The voices of the score: their names and clefs, and which of the model's four each of them is.
import { For } from "solid-js";
import { CLEFS, type Clef, PARTS, type Part, type Voice } from "../../../domain/chorale/voices";
import { openCanvas } from "../acts";
import { moveVoice } from "../fitting";
import { shownVoices } from "../inView";

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
          </div>
        )}
      </For>
    </fieldset>
  );
}
