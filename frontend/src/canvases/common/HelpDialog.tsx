// All keys of the studio, the three states and the touch gestures, opened with "?".
import { createMemo, For, type JSX } from "solid-js";
import { STATE_LABELS, STATE_SENTENCES } from "../../domain/cells";
import { KeyList } from "../../ui/keys/KeyList";
import { extraKeys, type KeyHelp } from "../../ui/keys/keyHelp";
import { Dialog } from "../../ui/overlays/Dialog";

/** `keys`: those of the canvas, of which the help shows the first of each or `shown`; `children`: what a canvas of this kind shows and answers to, in paragraphs. */
export function HelpDialog(props: {
  keys: readonly (Omit<KeyHelp, "keys"> & { keys: readonly string[]; shown?: string })[];
  children: JSX.Element;
  close: () => void;
}) {
  const keys = createMemo(() => [
    ...props.keys.map((key) => ({ ...key, keys: key.shown ?? key.keys[0] ?? "" })),
    { keys: "?", label: "This help", group: "View" },
    ...extraKeys(),
  ]);
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
      <KeyList keys={keys()} />
    </Dialog>
  );
}
