/** The music from end to end with its bars and the loop: press or drag to go there. */

import { createMemo, For, Show } from "solid-js";
import { heardTime, position, seek } from "../../../audio/player";
import {
  barAndBeat,
  barLength,
  beatLength,
  numberedBars,
  positionOf,
} from "../../../domain/chorale/music/bars";
import { shownGrid } from "../../../state/stage/open";
import { loop } from "../../../state/stage/playhead";
import { EDGE_PX, LineSlider } from "../../../ui/controls/LineSlider";

/** Room for the number of a bar. */
const NUMBER_PIXELS = 30;

export default function BarLine() {
  const numColumns = () => shownGrid()[0]?.length ?? 0;
  const here = () => barAndBeat(Math.floor(position()), heardTime());
  const metre = () => positionOf(Math.floor(position()), heardTime());
  return (
    <LineSlider
      label="Place in the music"
      valueText={`Bar ${here().bar}, beat ${here().beat}`}
      first={0}
      last={Math.max(0, numColumns() - 1)}
      now={Math.floor(position())}
      end={numColumns()}
      by={beatLength(metre())}
      pageBy={barLength(metre())}
      onGo={seek}
    >
      {({ width, inner, x }) => {
        const bars = createMemo(() =>
          numberedBars(numColumns(), heardTime(), inner() / NUMBER_PIXELS),
        );
        return (
          <>
            <Show when={loop()}>
              {(around) => (
                <rect
                  class="loop-span"
                  x={x(around().first)}
                  width={Math.max(2, x(around().last + 1) - x(around().first))}
                  y="14"
                  height="26"
                  rx="3"
                />
              )}
            </Show>
            <For each={bars()}>
              {(bar) => (
                <>
                  <rect class="tick" x={x(bar.first) - 0.5} y="24" width="1" height="10" />
                  <text x={x(bar.first) + 3} y="53">
                    {bar.number}
                  </text>
                </>
              )}
            </For>
            <line class="rail" x1={EDGE_PX} x2={width() - EDGE_PX} y1="34" y2="34" />
            <line class="rail done" x1={EDGE_PX} x2={x(position())} y1="34" y2="34" />
            <circle class="handle" cx={x(position())} cy="34" r="7" />
          </>
        );
      }}
    </LineSlider>
  );
}
