// The menu of a right click or a long press: states, pin, notes and bars of what is selected.
import { createEffect, For, onCleanup, Show } from "solid-js";
import { shownKeys } from "./keyNames";

export interface MenuItem {
  label: string;
  /** The key that does the same, as shown. */
  keys?: string;
  swatch?: string;
  isDisabled?: boolean;
  /** A line is drawn above it. */
  startsGroup?: boolean;
  perform(): void;
}

export interface OpenMenu {
  x: number;
  y: number;
  label: string;
  items: readonly MenuItem[];
}

export function ContextMenu(props: { menu: OpenMenu | null; close: () => void }) {
  return (
    <Show when={props.menu} keyed>
      {(menu) => <Items menu={menu} close={props.close} />}
    </Show>
  );
}

function Items(props: { menu: OpenMenu; close: () => void }) {
  let element!: HTMLDivElement;
  const returnTo = document.activeElement as HTMLElement | null;

  createEffect(() => {
    const { width, height } = element.getBoundingClientRect();
    const left = Math.max(8, Math.min(props.menu.x, window.innerWidth - width - 8));
    const top = Math.max(8, Math.min(props.menu.y, window.innerHeight - height - 8));
    element.style.setProperty("left", `${left}px`);
    element.style.setProperty("top", `${top}px`);
    buttons()[0]?.focus({ preventScroll: true });
  });
  const buttons = () => [...element.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];

  function close(): void {
    props.close();
    returnTo?.focus?.({ preventScroll: true });
  }
  const onOutside = (event: PointerEvent) => {
    if (!element.contains(event.target as Node)) close();
  };
  window.addEventListener("pointerdown", onOutside, true);
  window.addEventListener("blur", close);
  onCleanup(() => {
    window.removeEventListener("pointerdown", onOutside, true);
    window.removeEventListener("blur", close);
  });

  function onKeyDown(event: KeyboardEvent): void {
    const all = buttons();
    const index = all.indexOf(document.activeElement as HTMLButtonElement);
    const moves: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: -1,
    };
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (event.key in moves) all.at((moves[event.key] as number) % all.length)?.focus();
    else return;
    event.preventDefault();
  }

  return (
    <div
      ref={element}
      class="menu"
      role="menu"
      tabindex="-1"
      aria-label={props.menu.label}
      data-testid="context-menu"
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
    >
      <For each={props.menu.items}>
        {(item) => (
          <>
            <Show when={item.startsGroup}>
              <hr />
            </Show>
            <button
              type="button"
              role="menuitem"
              disabled={item.isDisabled}
              onClick={() => {
                close();
                item.perform();
              }}
            >
              <Show when={item.swatch}>{(swatch) => <i class={`swatch ${swatch()}`} />}</Show>
              {item.label}
              <Show when={item.keys}>{(keys) => <kbd>{shownKeys(keys()).join(" ")}</kbd>}</Show>
            </button>
          </>
        )}
      </For>
    </div>
  );
}
