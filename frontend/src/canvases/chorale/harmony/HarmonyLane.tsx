// The lane of chords between music and voices: in ink what is asked for, fainter what the notes make.
import { createMemo, onMount, Show } from "solid-js";
import { columnX, visibleColumns } from "../../../domain/chorale/rollGeometry";
import { shownColumns } from "../../../state/stage/open";
import { GUTTER, view } from "../roll/view";
import { listenToWheel } from "../roll/wheel";
import { Beats } from "./Beats";
import { ChordInput } from "./ChordInput";
import { shownBeats } from "./chordsInView";
import { naming, toggleNaming } from "./naming";
import { typedBeat } from "./open";

const INPUT_WIDTH = 96;

export function HarmonyLane() {
  let row!: HTMLDivElement;
  const visible = createMemo(
    () => {
      const { first, last } = visibleColumns(view(), shownColumns().length);
      return [...shownBeats().keys()].filter((number) => {
        const beat = shownBeats()[number];
        return beat && beat.end > first && beat.first <= last;
      });
    },
    [],
    { equals: (one, other) => one.length === other.length && one[0] === other[0] },
  );
  const x = (column: number) => columnX(view(), column);
  const inputLeft = (number: number) => {
    const left = x(shownBeats()[number]?.first ?? 0);
    return GUTTER + Math.max(0, Math.min(left, view().width - INPUT_WIDTH));
  };
  const focusBeat = (number: number) =>
    row.querySelector<HTMLElement>(`[data-beat="${number}"]`)?.focus({ preventScroll: true });
  onMount(() =>
    listenToWheel(
      row,
      (clientX) => clientX - row.getBoundingClientRect().left,
      () => false,
    ),
  );
  return (
    <section class="harmony" aria-label="Chords" data-testid="harmony">
      <div class="harmony-head" style={{ width: `${GUTTER}px` }}>
        <span>Chords</span>
        <button
          type="button"
          title={
            naming() === "names"
              ? "Chords have names. Press for Roman numerals"
              : "Chords are Roman numerals. Press for names such as G7"
          }
          aria-label={naming() === "names" ? "Show Roman numerals" : "Show chord names"}
          data-testid="chord-naming"
          onClick={toggleNaming}
        >
          {naming() === "names" ? "G7" : "V7"}
        </button>
      </div>
      <div ref={row} class="harmony-beats">
        <Beats
          numbers={visible()}
          xOf={x}
          length={(pixels) => `${pixels}px`}
          pixels={1}
          focusBeat={focusBeat}
        />
      </div>
      <Show when={typedBeat()} keyed>
        {(typed) => (
          <ChordInput
            beat={typed.beat}
            left={`${inputLeft(typed.beat)}px`}
            onClosed={() => focusBeat(typed.beat)}
          />
        )}
      </Show>
    </section>
  );
}
