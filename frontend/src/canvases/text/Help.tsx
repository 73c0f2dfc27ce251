// The keys of the text canvas, its marks and its touches.
import { HelpDialog } from "../common/HelpDialog";
import { TEXT_KEYS } from "./editor/keymap";

export function Help(props: { close: () => void }) {
  return (
    <HelpDialog keys={TEXT_KEYS} close={props.close}>
      <p>
        A pinned word cannot change. A small lock shows where the pin differs from the state's usual
        one. A dotted line under a word shows that the model wrote it, a dashed one that a person
        corrected it.
      </p>
      <p>
        A candidate stands in your text in a lighter ink. Tab takes its next word, Shift and Tab the
        phrase. What you take is kept: the next run leaves it as it is. Esc leaves the candidate.
      </p>
      <p>
        While you write, Alt with 1, 2 or 3 sets the state of the selected words; with the tool that
        paints, 1, 2 and 3 do. While you paint on a touch screen, one finger paints, two fingers
        scroll, and a long press opens the menu.
      </p>
    </HelpDialog>
  );
}
