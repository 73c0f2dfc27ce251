/**
 * A list of tabs: arrows, Home and End choose, and one of them is a stop of the Tab key
 * (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/).
 */

import { For, type JSX } from "solid-js";

export interface Tab<Name extends string> {
  name: Name;
  label: JSX.Element;
}

export const tabId = (name: string): string => `tab-${name}`;

export function Tabs<Name extends string>(props: {
  label: string;
  class?: string;
  tabs: readonly Tab<Name>[];
  chosen: Name;
  /** The id of the panel below. */
  panelId: string;
  onChoose: (name: Name) => void;
}) {
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const count = props.tabs.length;
    const at = props.tabs.findIndex((tab) => tab.name === props.chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + count, Home: 0, End: count - 1 }[
      event.key
    ];
    const next = to === undefined ? undefined : props.tabs[to % count];
    if (!next) return;
    props.onChoose(next.name);
    event.currentTarget.querySelector<HTMLElement>(`#${tabId(next.name)}`)?.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class={props.class} role="tablist" aria-label={props.label} onKeyDown={onKeyDown}>
      <For each={props.tabs}>
        {(tab) => (
          <button
            type="button"
            role="tab"
            id={tabId(tab.name)}
            aria-controls={props.panelId}
            aria-selected={props.chosen === tab.name}
            tabIndex={props.chosen === tab.name ? 0 : -1}
            onClick={() => props.onChoose(tab.name)}
          >
            {tab.label}
          </button>
        )}
      </For>
    </div>
  );
}
