/** Tempo, the bars of the loop, the instrument of all voices, and touch, in a panel above the timeline. */

import { For, Show } from "solid-js";
import {
  INSTRUMENTS,
  type InstrumentName,
  setInstrument,
  sharedInstrument,
} from "../../../audio/mixer";
import { barLengths, setTempo, tempo } from "../../../audio/player";
import { barAndBeat } from "../../../audio/schedule";
import { hasTouchSound, setHasTouchSound } from "../../../audio/touch";
import { selectedCells, shownGrid } from "../../../state/open";
import { loop, setLoop } from "../../../state/playhead";
import { Popover } from "../../../ui/Popover";

const [SLOWEST, FASTEST] = [20, 300];

/** The loop as bars: "loop 1–4". */
export function loopWords(): string {
  const around = loop();
  if (!around) return "no loop";
  const { bar, pickup } = barLengths();
  const first = barAndBeat(around.first, bar, pickup).bar;
  const last = barAndBeat(around.last, bar, pickup).bar;
  return first === last ? `loop ${first}` : `loop ${first}–${last}`;
}

/** Loop the selected columns; without a selection the whole piece, and no loop where there is one. */
export function toggleLoop(): void {
  if (loop()) {
    setLoop(null);
    return;
  }
  const columns = selectedCells().map((cell) => cell.column);
  const numColumns = shownGrid()[0]?.length ?? 0;
  if (columns.length > 0) setLoop({ first: Math.min(...columns), last: Math.max(...columns) });
  else if (numColumns > 0) setLoop({ first: 0, last: numColumns - 1 });
}

export function SoundMenu() {
  return (
    <Popover
      label={
        <>
          ♩ = {Math.round(tempo())}
          <span class="sound-loop"> · {loopWords()}</span>
        </>
      }
      name={`Tempo, loop and sound: ${tempo()} quarter notes per minute, ${loopWords()}`}
      class="sound-button figures"
      panelName="Tempo, loop and sound"
      panelClass="sound-panel"
    >
      {() => (
        <>
          <TempoField />
          <LoopFields />
          <InstrumentField />
          <TouchCheck />
        </>
      )}
    </Popover>
  );
}

function TempoField() {
  return (
    <label class="sound-row">
      <span>Tempo (only you hear this)</span>
      <input
        type="number"
        min={SLOWEST}
        max={FASTEST}
        step={1}
        value={Math.round(tempo())}
        onChange={(event) => {
          const typed = Number(event.currentTarget.value);
          setTempo(typed > 0 ? Math.min(FASTEST, Math.max(SLOWEST, typed)) : null);
        }}
      />
      <span class="muted">per minute</span>
    </label>
  );
}

function LoopFields() {
  const numBars = () => {
    const { bar, pickup } = barLengths();
    return Math.max(1, Math.ceil(((shownGrid()[0]?.length ?? 0) - pickup) / bar));
  };
  const bars = () => {
    const around = loop();
    const { bar, pickup } = barLengths();
    if (!around) return { first: 1, last: numBars() };
    return {
      first: barAndBeat(around.first, bar, pickup).bar,
      last: barAndBeat(around.last, bar, pickup).bar,
    };
  };
  const loopBars = (first: number, last: number) => {
    const { bar, pickup } = barLengths();
    const from = Math.max(pickup > 0 ? 0 : 1, Math.min(first, last, numBars()));
    const to = Math.min(numBars(), Math.max(first, last, from));
    setLoop({
      first: Math.max(0, (from - 1) * bar + pickup),
      last: Math.min((shownGrid()[0]?.length ?? 1) - 1, to * bar + pickup - 1),
    });
  };
  return (
    <div class="sound-row">
      <label class="check">
        <input type="checkbox" checked={loop() !== null} onChange={toggleLoop} />
        Loop
      </label>
      <span>bars</span>
      <input
        type="number"
        aria-label="First bar of the loop"
        min={0}
        max={numBars()}
        value={bars().first}
        onChange={(event) => loopBars(Number(event.currentTarget.value), bars().last)}
      />
      <span>to</span>
      <input
        type="number"
        aria-label="Last bar of the loop"
        min={0}
        max={numBars()}
        value={bars().last}
        onChange={(event) => loopBars(bars().first, Number(event.currentTarget.value))}
      />
    </div>
  );
}

function InstrumentField() {
  return (
    <label class="sound-row">
      <span>Sound</span>
      <select onChange={(event) => setInstrument(event.currentTarget.value as InstrumentName)}>
        <Show when={sharedInstrument() === null}>
          <option value="" selected disabled>
            By voice, in the mixer
          </option>
        </Show>
        <For each={INSTRUMENTS}>
          {(one) => (
            <option value={one.name} selected={one.name === sharedInstrument()}>
              {one.label}
            </option>
          )}
        </For>
      </select>
    </label>
  );
}

function TouchCheck() {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={hasTouchSound()}
        onChange={(event) => setHasTouchSound(event.currentTarget.checked)}
      />
      Play notes when I draw or select them
    </label>
  );
}
