// The chords under a line of staves, each beneath the notes of its beat.
import { createMemo, For, Show } from "solid-js";
import { Beat } from "../harmony/Beat";
import { ChordInput } from "../harmony/ChordInput";
import { shownBeats } from "../harmony/chordsInView";
import { NOTHING } from "../harmony/nameRoom";
import { fitsOf } from "../harmony/namesInView";
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
  const spanOf = (number: number) => {
    const { first, end } = shownBeats()[number] ?? { first: 0, end: 0 };
    return { left: percent(x(first)), width: percent(x(end) - x(first)) };
  };
  const fits = createMemo(() => fitsOf(numbers(), (column) => x(column) * props.pixels));
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
      <For each={numbers()}>
        {(number) => (
          <Beat
            number={number}
            span={spanOf(number)}
            fit={fits().get(number) ?? NOTHING}
            focusBeat={focusBeat}
          />
        )}
      </For>
      <Show when={typed()} keyed>
        {(open) => (
          <ChordInput
            beat={open.beat}
            left={spanOf(open.beat).left}
            onClosed={() => focusBeat(open.beat)}
          />
        )}
      </Show>
    </section>
  );
}
