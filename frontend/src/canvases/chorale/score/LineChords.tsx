// The chords under a line of staves, each beneath the notes of its beat.
import { createMemo, Show } from "solid-js";
import { Beats } from "../harmony/Beats";
import { ChordInput } from "../harmony/ChordInput";
import { shownBeats } from "../harmony/chordsInView";
import { typedBeat } from "../harmony/open";
import { type Line, shareOfHeads } from "./places";

const percent = (share: number): string => `${(100 * share).toFixed(3)}%`;

/** `pixels`: across the whole line. */
export function LineChords(props: { line: Line; pixels: number }) {
  let row!: HTMLDivElement;
  const numbers = createMemo(
    () =>
      [...shownBeats().keys()].filter((number) => {
        const first = shownBeats()[number]?.first ?? 0;
        return first >= props.line.first && first < props.line.end;
      }),
    [],
    { equals: (one, other) => one.length === other.length && one[0] === other[0] },
  );
  const x = (column: number) => shareOfHeads(props.line, Math.min(props.line.end, column));
  const typed = createMemo(() => {
    const open = typedBeat();
    return open && numbers().includes(open.beat) ? open : null;
  });
  const focusBeat = (number: number) =>
    (row.closest(".engraved") ?? row)
      .querySelector<HTMLElement>(`[data-beat="${number}"]`)
      ?.focus({ preventScroll: true });
  return (
    <section
      ref={row}
      class="harmony line-chords"
      aria-label={`Chords, line from beat ${(numbers()[0] ?? 0) + 1}`}
      data-testid="harmony"
    >
      <Beats
        numbers={numbers()}
        xOf={x}
        length={percent}
        pixels={props.pixels}
        focusBeat={focusBeat}
      />
      <Show when={typed()} keyed>
        {(open) => (
          <ChordInput
            beat={open.beat}
            left={percent(x(shownBeats()[open.beat]?.first ?? 0))}
            onClosed={() => focusBeat(open.beat)}
          />
        )}
      </Show>
    </section>
  );
}
