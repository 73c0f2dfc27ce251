// Going on from the caret: room for new words where the person writes, never within a word.
import { NUM_CONTINUED } from "../../../domain/text/proposals";
import { insertSlots } from "../acts";
import { textReading } from "../inView";
import { editor } from "./surface";

/** Make room behind the caret; within a word, behind that word. */
export function continueFromCaret(): void {
  const { text, words } = textReading();
  const caret = editor()?.state.selection.main.head ?? text.length;
  const within = words.find(({ from, to }) => from < caret && caret < to);
  insertSlots(within?.to ?? caret, NUM_CONTINUED);
}
