/** A row of joined buttons of which one is chosen. */

import { For, type JSX, Show } from "solid-js";

export interface Segment<Value> {
  value: Value;
  label: string;
  title?: string | undefined;
  /** What a screen reader says, where it is more than the label. */
  name?: string | undefined;
  testId?: string | undefined;
  /** The key that does the same, drawn after the label. */
  key?: string | undefined;
}

export function Segments<Value>(props: {
  label: string;
  class?: string;
  segments: readonly Segment<Value>[];
  /** The value whose button is pressed; null for none. */
  chosen: Value | null;
  choose: (value: Value) => void;
  isDisabled?: boolean;
  /** What is drawn in a button in place of its label. */
  children?: (segment: Segment<Value>) => JSX.Element;
  /** For canvases that keep the focus. */
  onPointerDown?: ((event: PointerEvent) => void) | undefined;
}) {
  return (
    <div
      class={props.class ? `segments ${props.class}` : "segments"}
      role="radiogroup"
      aria-label={props.label}
    >
      <For each={props.segments}>
        {(one) => (
          <button
            type="button"
            role="radio"
            aria-checked={props.chosen === one.value}
            aria-label={one.name}
            title={one.title}
            disabled={props.isDisabled}
            data-testid={one.testId}
            onPointerDown={(event) => props.onPointerDown?.(event)}
            onClick={() => props.choose(one.value)}
          >
            {props.children ? props.children(one) : <Labelled {...one} />}
          </button>
        )}
      </For>
    </div>
  );
}

function Labelled(props: { label: string; key?: string | undefined }) {
  return (
    <>
      {props.label}
      <Show when={props.key}>
        {" "}
        <kbd>{props.key}</kbd>
      </Show>
    </>
  );
}
