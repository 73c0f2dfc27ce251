/** A line that is a slider: press, drag or keys choose a place on it. */

import { createSignal, type JSX, onCleanup, onMount } from "solid-js";

export const EDGE_PX = 8;

/** Where things are on a line, in pixels. */
export interface Scale {
  width: () => number;
  /** Between the edges. */
  inner: () => number;
  x: (at: number) => number;
}

export function LineSlider(props: {
  label: string;
  valueText: string;
  /** The least, greatest and present value. */
  first: number;
  last: number;
  now: number;
  /** The value at the right edge; 0 is at the left one. */
  end: number;
  /** What an arrow and what a page key moves by. */
  by: number;
  pageBy: number;
  /** Told what is pointed to, which may be no whole number or beyond the ends. */
  onGo: (wanted: number) => void;
  /** How it looks, and how high it is; without them like a line of steps. */
  class?: string;
  height?: number;
  children: (scale: Scale) => JSX.Element;
}) {
  const [width, setWidth] = createSignal(400);
  let line!: HTMLDivElement;
  onMount(() => {
    const watch = new ResizeObserver(() => setWidth(line.clientWidth));
    watch.observe(line);
    onCleanup(() => watch.disconnect());
  });
  const inner = () => Math.max(1, width() - 2 * EDGE_PX);
  const x = (at: number) => EDGE_PX + (at / Math.max(1, props.end)) * inner();
  const pointTo = (event: PointerEvent) => {
    const box = line.getBoundingClientRect();
    props.onGo(((event.clientX - box.left - EDGE_PX) / inner()) * props.end);
  };
  const move = (event: KeyboardEvent) => {
    const by = {
      ArrowRight: props.by,
      ArrowUp: props.by,
      ArrowLeft: -props.by,
      ArrowDown: -props.by,
      PageUp: props.pageBy,
      PageDown: -props.pageBy,
    }[event.key];
    if (by !== undefined) props.onGo(props.now + by);
    else if (event.key === "Home") props.onGo(props.first);
    else if (event.key === "End") props.onGo(props.last);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={line}
      class={props.class ?? "step-line"}
      role="slider"
      tabIndex={0}
      aria-label={props.label}
      aria-valuemin={props.first}
      aria-valuemax={props.last}
      aria-valuenow={props.now}
      aria-valuetext={props.valueText}
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
      <svg width={width()} height={props.height ?? 56} aria-hidden="true">
        {props.children({ width, inner, x })}
      </svg>
    </div>
  );
}
