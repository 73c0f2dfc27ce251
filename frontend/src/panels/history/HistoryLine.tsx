/** Every edit as a stroke in its person's colour, versions as flags above; a press or a drag goes there. */

import { For } from "solid-js";
import type { CanvasHistory } from "../../state/document/history";
import { LineSlider } from "../../ui/controls/LineSlider";
import { personColour } from "../../ui/personColour";

const [BASE_Y, STROKE_PX, FLAG_Y] = [38, 12, 14];

export function HistoryLine(props: {
  history: CanvasHistory;
  /** How many edits are in what is shown. */
  at: number;
  valueText: string;
  flags: readonly { at: number; name: string }[];
  onGo: (at: number) => void;
}) {
  const end = () => props.history.moments().length;
  const go = (wanted: number) => props.onGo(Math.max(0, Math.min(end(), Math.round(wanted))));
  return (
    <LineSlider
      label="Moment"
      valueText={props.valueText}
      first={0}
      last={end()}
      now={props.at}
      end={end()}
      by={1}
      pageBy={Math.max(1, Math.round(end() / 20))}
      onGo={go}
    >
      {({ width, x }) => (
        <>
          <line class="history-base" x1="8" x2={width() - 8} y1={BASE_Y} y2={BASE_Y} />
          <For each={props.history.entries()}>
            {(entry) => (
              <rect
                x={x(entry.first + 0.6)}
                y={BASE_Y - STROKE_PX / 2}
                width={Math.max(2, x(Math.min(end(), entry.last + 1.4)) - x(entry.first + 0.6))}
                height={STROKE_PX}
                rx="2"
                fill={personColour(entry.author ?? 0)}
              />
            )}
          </For>
          <For each={props.flags}>
            {(flag) => (
              <path
                class="history-flag"
                d={`M${x(flag.at)} ${BASE_Y - STROKE_PX}V${FLAG_Y}${x(flag.at) > width() - 20 ? "h-9l3 4-3 4h9" : "h9l-3 4 3 4h-9"}`}
              >
                <title>{flag.name}</title>
              </path>
            )}
          </For>
          <line
            class="history-now"
            x1={x(props.at)}
            x2={x(props.at)}
            y1={BASE_Y - 18}
            y2={BASE_Y + 14}
          />
          <circle class="history-knob" cx={x(props.at)} cy={BASE_Y} r="7" />
        </>
      )}
    </LineSlider>
  );
}
