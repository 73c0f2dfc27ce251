/** Tempo, the bars of the loop, the instrument of all voices, and touch, in a panel above the timeline. */

import { createMemo, For, Show } from "solid-js";
import {
  INSTRUMENTS,
  type InstrumentName,
  setInstrument,
  sharedInstrument,
} from "../../../audio/mixer";
import { heardTime, setTempo, tempo } from "../../../audio/player";
import { hasTouchSound, setHasTouchSound } from "../../../audio/touch";
import { barsOf, positionOf } from "../../../domain/chorale/music/bars";
import { selectedCells, shownGrid } from "../../../state/stage/open";
import { loop, setLoop } from "../../../state/stage/playhead";
import { Popover } from "../../../ui/overlays/Popover";

const [SLOWEST, FASTEST] = [20, 300];

/** The loop as bars: "loop 1–4". */
export function loopWords(): string {
  const around = loop();
  if (!around) return "no loop";
  const first = positionOf(around.first, heardTime()).bar;
  const last = positionOf(around.last, heardTime()).bar;
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
      <span>Tempo: ♩ =</span>
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
      <span class="muted">(only you hear this)</span>
    </label>
  );
}

function LoopFields() {
  const allBars = createMemo(() => barsOf(shownGrid()[0]?.length ?? 0, heardTime()));
  const numBars = () => Math.max(1, allBars().at(-1)?.number ?? 1);
  const bars = () => {
    const around = loop();
    if (!around) return { first: 1, last: numBars() };
    return {
      first: positionOf(around.first, heardTime()).bar,
      last: positionOf(around.last, heardTime()).bar,
    };
  };
  const loopBars = (first: number, last: number) => {
    const [low, high] = [Math.min(first, last), Math.max(first, last)];
    const from = allBars().findLast(({ number }) => number <= low) ?? allBars()[0];
    const to = allBars().findLast(({ number }) => number <= high) ?? from;
    if (from && to) setLoop({ first: from.first, last: to.first + to.length - 1 });
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
