/** The menu of a right click or a long press. */

import { createEffect, onCleanup, Show } from "solid-js";
import { focusItem, type MenuItems, MenuList } from "./MenuList";
import { closeOnPressOutside } from "./outside";

export type { MenuItem, MenuItems } from "./MenuList";

export interface OpenMenu {
  x: number;
  y: number;
  label: string;
  items: MenuItems;
}

const MARGIN = 8;

export function ContextMenu(props: { menu: OpenMenu | null; close: () => void }) {
  return (
    <Show when={props.menu} keyed>
      {(menu) => <Opened menu={menu} close={props.close} />}
    </Show>
  );
}

function Opened(props: { menu: OpenMenu; close: () => void }) {
  let list!: HTMLDivElement;
  const returnTo = document.activeElement as HTMLElement | null;
  createEffect(() => {
    const { width, height } = list.getBoundingClientRect();
    const left = Math.max(MARGIN, Math.min(props.menu.x, innerWidth - width - MARGIN));
    const top = Math.max(MARGIN, Math.min(props.menu.y, innerHeight - height - MARGIN));
    list.style.setProperty("left", `${left}px`);
    list.style.setProperty("top", `${top}px`);
    focusItem(list);
  });
  const close = () => {
    props.close();
    returnTo?.focus?.({ preventScroll: true });
  };
  closeOnPressOutside(
    () => true,
    () => [list],
    close,
  );
  window.addEventListener("blur", close);
  onCleanup(() => window.removeEventListener("blur", close));
  return (
    <MenuList
      ref={(element) => {
        list = element;
      }}
      label={props.menu.label}
      items={props.menu.items}
      testId="context-menu"
      close={close}
    />
  );
}
