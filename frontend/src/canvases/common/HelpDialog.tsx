// All keys of the studio, the three states and the touch gestures, opened with "?".
import { createMemo, For, type JSX } from "solid-js";
import { STATE_LABELS, STATE_SENTENCES } from "../../domain/cells";
import { Dialog } from "../../ui/Dialog";
import { extraKeys, type KeyHelp } from "../../ui/keyHelp";
import { shownKeys } from "../../ui/keyNames";

/** `keys`: those of the canvas, of which the help shows the first of each; `children`: what a canvas of this kind shows and answers to, in paragraphs. */
export function HelpDialog(props: {
  keys: readonly (Omit<KeyHelp, "keys"> & { keys: readonly string[] })[];
  children: JSX.Element;
  close: () => void;
}) {
  const groups = createMemo(() => {
    const ofCanvas = props.keys.map((key) => ({ ...key, keys: key.keys[0] ?? "" }));
    const all = [...ofCanvas, { keys: "?", label: "This help", group: "View" }, ...extraKeys()];
    const names = [...new Set(all.map((key) => key.group))];
    return names.map((name) => ({ name, keys: all.filter((key) => key.group === name) }));
  });
  return (
    <Dialog title="Keys and states" class="help" testId="help-dialog" onClose={props.close}>
      <section class="help-states">
        <For each={STATE_LABELS}>
          {(label, state) => (
            <p>
              <i class={`swatch ${label.toLowerCase()}`} /> <b>{label}</b>{" "}
              {STATE_SENTENCES[state()]}
            </p>
          )}
        </For>
        {props.children}
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
    </Dialog>
  );
}
