// How low, how high and how far at once the model lets each voice sing.
import { createMemo, For, Show } from "solid-js";
import {
  DIFFICULTIES,
  DIFFICULTY_NAMES,
  type Difficulty,
  difficultyOf,
  haveDifficulties,
  LEAPS,
  limited,
  standingOutside,
  withDifficulty,
} from "../../../domain/chorale/music/limits";
import { pitchName } from "../../../domain/chorale/music/spelling";
import { HIGHEST_WRITTEN, LOWEST_WRITTEN, type Voice } from "../../../domain/chorale/music/voices";
import { currentDocument } from "../../../state/document/document";
import { openCanvas } from "../acts";
import { shownMeta, shownVoices } from "../inView";

const setVoices = (voices: readonly Voice[]) =>
  openCanvas()?.edit((edit) => edit.setMeta("voices", voices));

const setLimits = (row: number, changed: Partial<Voice>) =>
  setVoices(
    shownVoices().map((voice, index) =>
      index === row ? limited(voice, { ...voice, ...changed }) : voice,
    ),
  );

const pitches = (low: number, high: number): number[] =>
  Array.from({ length: Math.max(0, high - low + 1) }, (_, index) => low + index);

export function VoiceLimits(props: { isReadOnly: boolean }) {
  const outside = createMemo(() => {
    const document = currentDocument();
    if (!document) return [];
    const plan = { states: document.states(), pins: document.pins() };
    return standingOutside(document.symbols(), plan, shownMeta());
  });
  return (
    <fieldset class="score-limits" disabled={props.isReadOnly} data-testid="score-limits">
      <legend>Ranges and leaps that the model keeps to</legend>
      <Show when={haveDifficulties(shownVoices())}>
        <DifficultyChoice />
      </Show>
      <For each={shownVoices()}>{(voice, row) => <LimitsOfVoice voice={voice} row={row()} />}</For>
      <For each={outside()}>{(sentence) => <p role="status">{sentence}</p>}</For>
    </fieldset>
  );
}

function DifficultyChoice() {
  const now = () => difficultyOf(shownVoices());
  return (
    <label>
      Difficulty
      <select
        data-testid="difficulty"
        onChange={(event) =>
          setVoices(withDifficulty(shownVoices(), event.currentTarget.value as Difficulty))
        }
      >
        <Show when={now() === null}>
          <option value="" selected disabled>
            Your own
          </option>
        </Show>
        <For each={DIFFICULTIES}>
          {(one) => (
            <option value={one} selected={one === now()}>
              {DIFFICULTY_NAMES[one]}
            </option>
          )}
        </For>
      </select>
    </label>
  );
}

function LimitsOfVoice(props: { voice: Voice; row: number }) {
  const name = () => props.voice.name;
  return (
    <div role="group" aria-label={`Range of ${name()}`}>
      <span aria-hidden="true">{name()}</span>
      <PitchChoice
        label={`Lowest note of ${name()}`}
        pitches={pitches(LOWEST_WRITTEN, props.voice.high - 1)}
        value={props.voice.low}
        onChange={(low) => setLimits(props.row, { low })}
      />
      <PitchChoice
        label={`Highest note of ${name()}`}
        pitches={pitches(props.voice.low + 1, HIGHEST_WRITTEN)}
        value={props.voice.high}
        onChange={(high) => setLimits(props.row, { high })}
      />
      <select
        aria-label={`Largest leap of ${name()}`}
        onChange={(event) =>
          setLimits(props.row, { leap: Number(event.currentTarget.value) || undefined })
        }
      >
        <option value="" selected={props.voice.leap === undefined}>
          any leap
        </option>
        <For each={leapsWith(props.voice.leap)}>
          {([semitones, words]) => (
            <option value={semitones} selected={semitones === props.voice.leap}>
              up to {words}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}

/** The usual leaps, and one that a file or another person has set beside them. */
const leapsWith = (own: number | undefined): readonly (readonly [number, string])[] =>
  own === undefined || LEAPS.some(([semitones]) => semitones === own)
    ? LEAPS
    : [...LEAPS, [own, `${own} semitones`]];

function PitchChoice(props: {
  label: string;
  pitches: readonly number[];
  value: number;
  onChange: (pitch: number) => void;
}) {
  return (
    <select
      aria-label={props.label}
      onChange={(event) => props.onChange(Number(event.currentTarget.value))}
    >
      <For each={props.pitches}>
        {(pitch) => (
          <option value={pitch} selected={pitch === props.value}>
            {pitchName(pitch, shownMeta())}
          </option>
        )}
      </For>
    </select>
  );
}
