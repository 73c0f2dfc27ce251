/** "?" on the pages outside the studio: the keys that this page answers to. The studio has a help of its own. */

import { createSignal, Show } from "solid-js";
import { onPageKeys } from "../ui/keys/hotkeys";
import { KeyList } from "../ui/keys/KeyList";
import { extraKeys, type KeyHelp } from "../ui/keys/keyHelp";
import { Dialog } from "../ui/overlays/Dialog";

/** What works on every page. */
const EVERYWHERE: readonly KeyHelp[] = [
  { keys: "?", label: "This help", group: "Every page" },
  { keys: "Tab", label: "To the next button or field", group: "Every page" },
  { keys: "Enter", label: "Press what has the focus", group: "Every page" },
  { keys: "Escape", label: "Close a dialog or a menu", group: "Every page" },
];

export function HelpButton() {
  const [isOpen, setIsOpen] = createSignal(false);
  onPageKeys((event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return false;
    setIsOpen(true);
    return true;
  });
  return (
    <>
      <button
        type="button"
        class="quiet help-button"
        aria-label="Help"
        aria-keyshortcuts="?"
        title="Help (?)"
        onClick={() => setIsOpen(true)}
      >
        ?
      </button>
      <Show when={isOpen()}>
        <Dialog title="Keys" class="help" testId="help-dialog" onClose={() => setIsOpen(false)}>
          <KeyList keys={[...extraKeys(), ...EVERYWHERE]} />
        </Dialog>
      </Show>
    </>
  );
}
