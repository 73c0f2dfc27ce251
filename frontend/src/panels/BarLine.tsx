/** The music from end to end with its bars and the loop: press or drag to go there. */

import { createMemo, createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { barLengths, position, seek } from "../audio/player";
import { barAndBeat } from "../audio/schedule";
import { loop } from "../state/playhead";
import { shownGrid } from "../state/stage";

const EDGE_PX = 8;

export default function BarLine() {
  const [width, setWidth] = createSignal(400);
  let line!: HTMLDivElement;
  onMount(() => {
    const watch = new ResizeObserver(() => setWidth(line.clientWidth));
    watch.observe(line);
    onCleanup(() => watch.disconnect());
  });
  const numColumns = () => shownGrid()[0]?.length ?? 0;
  const inner = () => Math.max(1, width() - 2 * EDGE_PX);
  const x = (column: number) => EDGE_PX + (column / Math.max(1, numColumns())) * inner();
  const bars = createMemo(() => {
    const { bar, pickup } = barLengths();
    const all: { column: number; number: number }[] = [];
    for (let column = pickup; column < numColumns(); column += bar) {
      all.push({ column, number: (column - pickup) / bar + 1 });
    }
    const stride = Math.max(1, Math.ceil((all.length * 30) / inner()));
    return all.filter((_, index) => index % stride === 0);
  });
  const here = () => barAndBeat(Math.floor(position()), barLengths().bar, barLengths().pickup);
  const pointTo = (event: PointerEvent) => {
    const box = line.getBoundingClientRect();
    seek(((event.clientX - box.left - EDGE_PX) / inner()) * numColumns());
  };
  const move = (event: KeyboardEvent) => {
    const { bar } = barLengths();
    const by = {
      ArrowRight: 4,
      ArrowUp: 4,
      ArrowLeft: -4,
      ArrowDown: -4,
      PageUp: bar,
      PageDown: -bar,
    }[event.key];
    if (by !== undefined) seek(Math.floor(position()) + by);
    else if (event.key === "Home") seek(0);
    else if (event.key === "End") seek(numColumns() - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={line}
      class="step-line"
      role="slider"
      tabIndex={0}
      aria-label="Place in the music"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, numColumns() - 1)}
      aria-valuenow={Math.floor(position())}
      aria-valuetext={`Bar ${here().bar}, beat ${here().beat}`}
      onKeyDown={move}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        pointTo(event);
      }}
      onPointerMove={(event) =>
        event.currentTarget.hasPointerCapture(event.pointerId) && pointTo(event)
      }
    >
      <svg width={width()} height="56" aria-hidden="true">
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
              <rect class="tick" x={x(bar.column) - 0.5} y="24" width="1" height="10" />
              <text x={x(bar.column) + 3} y="53">
                {bar.number}
              </text>
            </>
          )}
        </For>
        <line class="rail" x1={EDGE_PX} x2={width() - EDGE_PX} y1="34" y2="34" />
        <line class="rail done" x1={EDGE_PX} x2={x(position())} y1="34" y2="34" />
        <circle class="handle" cx={x(position())} cy="34" r="7" />
      </svg>
    </div>
  );
}
