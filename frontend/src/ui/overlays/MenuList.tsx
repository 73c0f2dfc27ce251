/**
 * The list of a menu: arrows, Home and End move, letters go to the item that begins with them, Escape and Tab
 * close (https://www.w3.org/WAI/ARIA/apg/patterns/menubar/).
 */

import { For, Show } from "solid-js";
import { shownKeys } from "../keys/keyNames";

export interface MenuItem {
  label: string;
  perform?: () => void;
  /** A file to fetch instead of something to perform. */
  href?: string;
  /** The key that does the same, as shown. */
  keys?: string;
  /** The class of a small square before the label. */
  swatch?: string;
  isDisabled?: boolean;
  isDanger?: boolean;
  /** A line is drawn above it. */
  startsGroup?: boolean;
}

/** null draws a line. */
export type MenuItems = readonly (MenuItem | null)[];

const itemsIn = (list: HTMLElement) => [
  ...list.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)"),
];

/** Give the first item the focus, or the last. */
export const focusItem = (list: HTMLElement, which: "first" | "last" = "first"): void =>
  itemsIn(list)
    .at(which === "first" ? 0 : -1)
    ?.focus({ preventScroll: true });

/** The item that a key goes to; undefined for keys that go nowhere. */
function itemAfter(list: HTMLElement, key: string): HTMLElement | undefined {
  const all = itemsIn(list);
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (key === "ArrowDown") return all[(at + 1) % all.length];
  if (key === "ArrowUp") return all.at(at <= 0 ? -1 : at - 1);
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (key.length !== 1 || key === " ") return undefined;
  const begins = (item: HTMLElement) =>
    item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase());
  return [...all.slice(at + 1), ...all.slice(0, at + 1)].find(begins);
}

export function MenuList(props: {
  ref: (list: HTMLDivElement) => void;
  id?: string;
  label: string;
  items: MenuItems;
  /** Where it stands in the window; left out where its owner places it. */
  place?: { left: number; top: number };
  testId?: string;
  close: (returnsFocus: boolean) => void;
}) {
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    event.stopPropagation();
    const isModified = event.ctrlKey || event.metaKey || event.altKey;
    const next = isModified ? undefined : itemAfter(event.currentTarget, event.key);
    if (event.key === "Escape") props.close(true);
    else if (event.key === "Tab") return props.close(false);
    else if (next) next.focus();
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={props.ref}
      id={props.id}
      class="menu"
      role="menu"
      tabIndex={-1}
      aria-label={props.label}
      data-testid={props.testId}
      style={props.place && { left: `${props.place.left}px`, top: `${props.place.top}px` }}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
    >
      <For each={props.items}>
        {(item) =>
          item === null ? <hr /> : <Item item={item} close={(returns) => props.close(returns)} />
        }
      </For>
    </div>
  );
}

function Item(props: { item: MenuItem; close: (returnsFocus: boolean) => void }) {
  const label = (
    <>
      <Show when={props.item.swatch}>{(swatch) => <i class={`swatch ${swatch()}`} />}</Show>
      {props.item.label}
      <Show when={props.item.keys}>{(keys) => <kbd>{shownKeys(keys()).join(" ")}</kbd>}</Show>
    </>
  );
  return (
    <>
      <Show when={props.item.startsGroup}>
        <hr />
      </Show>
      <Show
        when={props.item.href}
        fallback={
          <button
            type="button"
            role="menuitem"
            classList={{ danger: props.item.isDanger }}
            disabled={props.item.isDisabled}
            onClick={() => {
              props.close(true);
              props.item.perform?.();
            }}
          >
            {label}
          </button>
        }
      >
        {(href) => (
          <a
            role="menuitem"
            class="menu-link"
            href={href()}
            download=""
            onClick={() => props.close(false)}
          >
            {label}
          </a>
        )}
      </Show>
    </>
  );
}
