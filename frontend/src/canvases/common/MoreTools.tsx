// Tools that stand in a toolbar where it has room, and behind one button where it has not.
import { createSignal, createUniqueId, type JSX } from "solid-js";
import { closeOnEscape } from "../../ui/escape";
import { closeOnPressOutside } from "../../ui/outside";

export function MoreTools(props: { children: JSX.Element }) {
  let button!: HTMLButtonElement;
  let panel!: HTMLDivElement;
  const id = createUniqueId();
  const [isOpen, setIsOpen] = createSignal(false);
  const close = () => setIsOpen(false);
  closeOnEscape(isOpen, () => {
    close();
    button.focus();
  });
  closeOnPressOutside(isOpen, () => [panel, button], close);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="more-tools-button"
        aria-label="More tools"
        aria-expanded={isOpen()}
        aria-controls={id}
        data-testid="more-tools"
        onClick={() => setIsOpen(!isOpen())}
      >
        …
      </button>
      <div ref={panel} id={id} class="more-tools" classList={{ open: isOpen() }}>
        {props.children}
      </div>
    </>
  );
}
