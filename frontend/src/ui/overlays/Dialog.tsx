/** A modal dialog with a heading; Escape, the backdrop and Close all close it. */

import { type JSX, onMount } from "solid-js";

export function Dialog(props: {
  title: string;
  class?: string;
  testId?: string;
  onClose: () => void;
  children: JSX.Element;
}) {
  let element!: HTMLDialogElement;
  onMount(() => {
    element.showModal();
    // Who opens a form writes at once, and Enter sends it: Close comes first in it and would have the focus.
    const field = element.querySelector<HTMLInputElement>("form input[name]:not([type])");
    field?.focus();
    field?.select();
  });
  const headingId = `dialog-${Math.random().toString(36).slice(2)}`;
  return (
    <dialog
      ref={element}
      class={props.class}
      aria-labelledby={headingId}
      data-testid={props.testId}
      onClose={() => props.onClose()}
      onPointerDown={(event) => {
        if (event.target === element) element.close();
      }}
    >
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id={headingId}>{props.title}</h2>
          <button type="button" class="quiet" onClick={() => element.close()}>
            Close
          </button>
        </div>
        {props.children}
      </div>
    </dialog>
  );
}
