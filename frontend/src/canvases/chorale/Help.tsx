// The keys of the chorale canvas, its marks and its touches.
import { HelpDialog } from "../common/HelpDialog";
import { KEYMAP } from "./keyboard/keymap";
import { CHOSEN_SIGN_KEYS } from "./signs/keys";
import { WRITING_KEYS } from "./writing/keys";

export function Help(props: { close: () => void }) {
  return (
    <HelpDialog keys={[...KEYMAP, ...WRITING_KEYS, ...CHOSEN_SIGN_KEYS]} close={props.close}>
      <p>
        A pinned note cannot change. A small lock shows where the pin differs from the state's usual
        one. A triangle marks a note outside the voice's usual range. The line under a note shows
        who wrote it: solid for a person, dotted for the model, dashed for a note that a person
        corrected.
      </p>
      <p>
        In the score, click a note or rest to select it. Shift extends the selection, Ctrl or ⌘ adds
        to it, and Alt removes from it. Masked notes have a blue hatch, renoisable notes have amber
        dots and a dashed edge. Zoom with the keys, or with Ctrl or ⌘ and the wheel.
      </p>
      <p>
        On a touch screen, one finger uses the chosen tool, two fingers pan and zoom, and a long
        press opens the menu.
      </p>
    </HelpDialog>
  );
}
