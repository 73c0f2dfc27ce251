// All keys of the studio, the three states and the touch gestures, opened with "?".
import { createMemo, For, onMount } from "solid-js";
import { STATE_LABELS, STATE_SENTENCES } from "../../domain/cells";
import { extraKeys } from "../../state/keys";
import { KEYMAP } from "./keymap";
import { shownKeys } from "./keyNames";

export function HelpDialog(props: { close: () => void }) {
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  const groups = createMemo(() => {
    const all = [
      ...KEYMAP.map((key) => ({
        keys: key.keys[0] ?? "",
        label: key.label,
        group: key.group as string,
      })),
      { keys: "?", label: "This help", group: "View" },
      ...extraKeys(),
    ];
    const names = [...new Set(all.map((key) => key.group))];
    return names.map((name) => ({ name, keys: all.filter((key) => key.group === name) }));
  });
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      data-testid="help-dialog"
      onClose={props.close}
      onClick={(event) => event.target === dialog && dialog.close()}
    >
      <header>
        <h2 id="help-title">Keys and states</h2>
        <span class="spacer" />
        <button type="button" onClick={() => dialog.close()}>
          Close <kbd>Esc</kbd>
        </button>
      </header>
      <section class="help-states">
        <For each={STATE_LABELS}>
          {(label, state) => (
            <p>
              <i class={`swatch ${label.toLowerCase()}`} /> <b>{label}</b>{" "}
              {STATE_SENTENCES[state()]}
            </p>
          )}
        </For>
        <p>
          A small lock marks a pin that differs from its state's own: pinned values may not change.
          Notes outside a voice's usual range carry a triangle. A line under a note tells who wrote
          it: solid by hand, dotted from a candidate, dashed a candidate's corrected by hand.
        </p>
        <p>
          Touch: one finger selects, paints or draws with the chosen tool, two fingers pan and zoom,
          a long press opens the menu.
        </p>
      </section>
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
    </dialog>
  );
}
