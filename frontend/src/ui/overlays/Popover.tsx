/** A button that opens a panel beside it; Escape and a press elsewhere close it. */

import { createUniqueId, type JSX, Show } from "solid-js";
import { createOpening } from "./opening";

interface PopoverProps {
  label: JSX.Element;
  /** The button's name for those who hear it, where its label does not say enough. */
  name?: string;
  title?: string;
  class?: string;
  isDisabled?: boolean;
  testId?: string;
  panelName: string;
  panelClass: string;
  panelRole?: "dialog" | "region";
  /** What gets the focus when it opens. */
  focus?: string;
  /** Enter in a field of the panel. */
  onEnter?: (close: () => void) => void;
  children: (close: () => void) => JSX.Element;
}

export function Popover(props: PopoverProps) {
  const id = createUniqueId();
  let button!: HTMLButtonElement;
  let panel: HTMLDivElement | undefined;

  const { isOpen, open, close } = createOpening(
    () => button,
    () => panel,
  );
  const toggle = () => {
    if (isOpen()) return close();
    open();
    const focus = props.focus;
    if (focus) queueMicrotask(() => panel?.querySelector<HTMLElement>(focus)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement) || !props.onEnter)
      return;
    props.onEnter(close);
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.class}
        disabled={props.isDisabled}
        aria-haspopup={props.panelRole === "region" ? "true" : "dialog"}
        aria-expanded={isOpen()}
        aria-controls={isOpen() ? id : undefined}
        aria-label={props.name}
        title={props.title}
        data-testid={props.testId}
        onClick={toggle}
      >
        {props.label}
      </button>
      <Show when={isOpen()}>
        {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is known when it runs only */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: it has a role */}
        <div
          ref={panel}
          id={id}
          class={props.panelClass}
          role={props.panelRole ?? "dialog"}
          aria-label={props.panelName}
          onKeyDown={onKeyDown}
        >
          {props.children(close)}
        </div>
      </Show>
    </>
  );
}
