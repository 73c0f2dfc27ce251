// The beats of one line of music, each with its chords.
import { createMemo, For } from "solid-js";
import { Beat } from "./Beat";
import { shownBeats } from "./chordsInView";
import { NOTHING } from "./nameRoom";
import { fitsOf } from "./namesInView";

/** `xOf`: where a column is, from the left of the line, in a unit of the line's own; `length`: the CSS length of so many
 * units; `pixels`: of a unit. */
export function Beats(props: {
  numbers: readonly number[];
  xOf: (column: number) => number;
  length: (units: number) => string;
  pixels: number;
  focusBeat: (number: number) => void;
}) {
  const spanOf = (number: number) => {
    const { first, end } = shownBeats()[number] ?? { first: 0, end: 0 };
    const left = props.xOf(first);
    return { left: props.length(left), width: props.length(props.xOf(end) - left) };
  };
  const fits = createMemo(() =>
    fitsOf(props.numbers, (column) => props.xOf(column) * props.pixels),
  );
  return (
    <For each={props.numbers}>
      {(number) => (
        <Beat
          number={number}
          span={spanOf(number)}
          fit={fits().get(number) ?? NOTHING}
          focusBeat={props.focusBeat}
        />
      )}
    </For>
  );
}
