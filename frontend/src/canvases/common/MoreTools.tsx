// Tools that stand in a toolbar where it has room, and behind one button where it has not.
import { createUniqueId, type JSX } from "solid-js";
import { createOpening } from "../../ui/overlays/opening";

export function MoreTools(props: { children: JSX.Element }) {
  let button!: HTMLButtonElement;
  let panel!: HTMLDivElement;
  const id = createUniqueId();
  const { isOpen, open, close } = createOpening(
    () => button,
    () => panel,
  );
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
        onClick={() => (isOpen() ? close() : open())}
      >
        …
      </button>
      <div ref={panel} id={id} class="more-tools" classList={{ open: isOpen() }}>
        {props.children}
      </div>
    </>
  );
}
