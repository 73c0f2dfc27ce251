// What the chosen sign is, and what can be done with it: for the eye, for fingers, and said aloud. Its keys come first.
import { onCleanup, onMount, Show } from "solid-js";
import { placeName } from "../../../domain/chorale/music/bars";
import { voiceName } from "../../../domain/chorale/music/voices";
import { isLine, isText, signName } from "../../../domain/chorale/notation/signs";
import { isTyping } from "../../../ui/keys/hotkeys";
import { keyOf } from "../../../ui/keys/keyNames";
import { shownMeta, shownVoices } from "../inView";
import {
  canMoveSign,
  chosenSign,
  leaveSign,
  moveSign,
  removeSign,
  stretchSign,
  turnSign,
} from "./chosen";
import { reopenText } from "./field";
import { CHOSEN_SIGN_KEYS } from "./keys";

export function ChosenSign() {
  listenToChosenKeys();
  return (
    <Show when={chosenSign()}>
      {(at) => (
        <div
          class="writing-bar chosen-sign"
          role="toolbar"
          aria-label="The chosen sign"
          data-testid="chosen-sign"
        >
          <p class="whereabouts" role="status">
            <b>{capital(signName(at().sign))}</b> {whereabouts(at())}
          </p>
          <Show when={canMoveSign()}>
            <div class="segments">
              <Act name="To the note before" title="Earlier (←)" act={() => moveSign(-1)}>
                ←
              </Act>
              <Act name="To the next note" title="Later (→)" act={() => moveSign(1)}>
                →
              </Act>
            </div>
          </Show>
          <Show when={isLine(at().sign)}>
            <div class="segments">
              <Act name="Shorter" title="A note shorter (Shift+←)" act={() => stretchSign(-1)}>
                Shorter
              </Act>
              <Act name="Longer" title="A note longer (Shift+→)" act={() => stretchSign(1)}>
                Longer
              </Act>
            </div>
          </Show>
          <Act name="Other side" title="To the other side of the staff (X)" act={turnSign}>
            Other side <kbd>X</kbd>
          </Act>
          <Show when={isText(at().sign)}>
            <Act name="Change the text" title="Change the text (Enter)" act={reopenText}>
              Text <kbd>↵</kbd>
            </Act>
          </Show>
          <Act name="Remove the sign" title="Remove it (Del)" act={removeSign}>
            Remove <kbd>Del</kbd>
          </Act>
          <Act name="Leave the sign" title="Done (Esc)" act={leaveSign}>
            Done <kbd>Esc</kbd>
          </Act>
        </div>
      )}
    </Show>
  );
}

function Act(props: { name: string; title: string; act: () => void; children: unknown }) {
  return (
    <button
      type="button"
      aria-label={props.name}
      title={props.title}
      onPointerDown={(event) => event.preventDefault()}
      onClick={props.act}
    >
      {props.children as Element}
    </button>
  );
}

const whereabouts = ({ row, column }: { row: number; column: number }): string =>
  `${voiceName(row, shownVoices())}, ${placeName(column, shownMeta())}`;

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** While a sign is chosen its keys come before all others of the page. */
function listenToChosenKeys(): void {
  function listen(event: KeyboardEvent): void {
    if (!chosenSign() || isTyping(event.target)) return;
    if (document.querySelector("dialog[open], .menu, .popover")) return;
    const pressed = keyOf(event);
    const found = CHOSEN_SIGN_KEYS.find(({ keys }) => keys.includes(pressed));
    const button = (event.target as HTMLElement).closest("button");
    if (!found || (button && (pressed === "Enter" || pressed === "Delete"))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    found.perform(pressed);
  }
  onMount(() => window.addEventListener("keydown", listen, true));
  onCleanup(() => window.removeEventListener("keydown", listen, true));
}
