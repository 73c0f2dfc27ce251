/** A button that opens a short menu below or above it. */

import { createSignal, createUniqueId, type JSX, Show } from "solid-js";
import { Portal } from "solid-js/web";
import { focusItem, type MenuItems, MenuList } from "./MenuList";
import { closeOnPressOutside } from "./outside";

export type { MenuItem } from "./MenuList";

const MARGIN = 8;
const GAP = 4;

export function Menu(props: {
  label: JSX.Element;
  name: string;
  class?: string;
  items: MenuItems;
}) {
  const [place, setPlace] = createSignal<{ left: number; top: number } | null>(null);
  const id = createUniqueId();
  let button!: HTMLButtonElement;
  let list: HTMLDivElement | undefined;

  const close = (returnsFocus: boolean) => {
    setPlace(null);
    if (returnsFocus) button.focus();
  };
  const open = (which: "first" | "last") => {
    const box = button.getBoundingClientRect();
    setPlace({ left: box.left, top: box.bottom + GAP });
    queueMicrotask(() => {
      if (!list) return;
      setPlace(placeBeside(box, list.getBoundingClientRect()));
      focusItem(list, which);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const which = ({ ArrowDown: "first", ArrowUp: "last" } as const)[event.key];
    if (which === undefined || place() || event.altKey) return;
    open(which);
    event.preventDefault();
    event.stopPropagation();
  };
  closeOnPressOutside(
    () => place() !== null,
    () => [list, button],
    () => close(false),
  );
  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.class}
        aria-label={props.name}
        aria-haspopup="menu"
        aria-expanded={place() !== null}
        aria-controls={place() ? id : undefined}
        onClick={() => (place() ? close(true) : open("first"))}
        onKeyDown={onKeyDown}
      >
        {props.label}
      </button>
      <Show when={place()}>
        {(at) => (
          <Portal mount={button.closest<HTMLElement>("header, main, aside") ?? document.body}>
            <MenuList
              ref={(element) => {
                list = element;
              }}
              id={id}
              label={props.name}
              items={props.items}
              place={at()}
              close={close}
            />
          </Portal>
        )}
      </Show>
    </>
  );
}

/** Below the button, or above it where there is no room; within the window. */
function placeBeside(button: DOMRect, list: DOMRect): { left: number; top: number } {
  const isRoomBelow = button.bottom + GAP + list.height <= innerHeight;
  return {
    left: Math.max(MARGIN, Math.min(button.left, innerWidth - list.width - MARGIN)),
    top: isRoomBelow ? button.bottom + GAP : Math.max(MARGIN, button.top - list.height - GAP),
  };
}
