/** A button that opens a short menu below or above it; arrows move, Escape closes. */

import { createSignal, createUniqueId, For, type JSX, onCleanup, Show } from "solid-js";
import { Portal } from "solid-js/web";

export interface MenuItem {
  label: string;
  perform?: () => void;
  /** A file to fetch instead of an act. */
  href?: string;
  isDisabled?: boolean;
  isDanger?: boolean;
}

export function Menu(props: {
  label: JSX.Element;
  name: string;
  class?: string;
  items: (MenuItem | null)[];
}) {
  const [place, setPlace] = createSignal<{ left: number; top: number } | null>(null);
  const id = createUniqueId();
  let button!: HTMLButtonElement;
  let list: HTMLDivElement | undefined;

  const close = (returnFocus: boolean) => {
    setPlace(null);
    document.removeEventListener("pointerdown", closeOutside, true);
    if (returnFocus) button.focus();
  };
  const closeOutside = (event: Event) => {
    if (!list?.contains(event.target as Node) && !button.contains(event.target as Node))
      close(false);
  };
  const open = () => {
    if (place()) return close(true);
    const box = button.getBoundingClientRect();
    setPlace({ left: box.left, top: box.bottom + 4 });
    document.addEventListener("pointerdown", closeOutside, true);
    queueMicrotask(() => {
      if (!list) return;
      const size = list.getBoundingClientRect();
      setPlace({
        left: Math.max(8, Math.min(box.left, innerWidth - size.width - 8)),
        top:
          box.bottom + 4 + size.height > innerHeight
            ? Math.max(8, box.top - size.height - 4)
            : box.bottom + 4,
      });
      list.querySelector<HTMLElement>("[role=menuitem]:not(:disabled)")?.focus();
    });
  };
  onCleanup(() => document.removeEventListener("pointerdown", closeOutside, true));

  const move = (event: KeyboardEvent) => {
    const all = [...(list?.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (event.key === "Escape" || event.key === "Tab") close(event.key === "Escape");
    else if (event.key === "ArrowDown") all[(at + 1) % all.length]?.focus();
    else if (event.key === "ArrowUp") all[(at - 1 + all.length) % all.length]?.focus();
    else return;
    event.stopPropagation();
    if (event.key !== "Tab") event.preventDefault();
  };

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
        onClick={open}
      >
        {props.label}
      </button>
      <Show when={place()}>
        {(at) => (
          <Portal mount={button.closest<HTMLElement>("header, main, aside") ?? document.body}>
            <div
              ref={list}
              id={id}
              class="menu"
              role="menu"
              tabIndex={-1}
              aria-label={props.name}
              style={{ left: `${at().left}px`, top: `${at().top}px` }}
              onKeyDown={move}
            >
              <For each={props.items}>
                {(item) =>
                  item === null ? (
                    <hr />
                  ) : item.href ? (
                    <a
                      role="menuitem"
                      class="menu-link"
                      href={item.href}
                      download=""
                      onClick={() => close(false)}
                    >
                      {item.label}
                    </a>
                  ) : (
                    <button
                      type="button"
                      role="menuitem"
                      classList={{ danger: item.isDanger }}
                      disabled={item.isDisabled}
                      onClick={() => {
                        close(true);
                        item.perform?.();
                      }}
                    >
                      {item.label}
                    </button>
                  )
                }
              </For>
            </div>
          </Portal>
        )}
      </Show>
    </>
  );
}
