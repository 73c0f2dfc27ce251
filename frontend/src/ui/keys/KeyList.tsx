/** Keys in groups, as the help shows them. */

import { createMemo, For } from "solid-js";
import type { KeyHelp } from "./keyHelp";
import { shownKeys } from "./keyNames";

export function KeyList(props: { keys: readonly KeyHelp[] }) {
  const groups = createMemo(() => {
    const names = [...new Set(props.keys.map((key) => key.group))];
    return names.map((name) => ({ name, keys: props.keys.filter((key) => key.group === name) }));
  });
  return (
    <div class="help-groups">
      <For each={groups()}>
        {(group) => (
          <section>
            <h3>{group.name}</h3>
            <dl>
              <For each={group.keys}>
                {(key) => (
                  <>
                    <dt>
                      <For each={shownKeys(key.keys)}>{(part) => <kbd>{part}</kbd>}</For>
                    </dt>
                    <dd>{key.label}</dd>
                  </>
                )}
              </For>
            </dl>
          </section>
        )}
      </For>
    </div>
  );
}
