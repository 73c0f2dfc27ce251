// What a screen reader hears of the word under the cursor.
import { createMemo } from "solid-js";
import { DEFAULT_PIN, STATE_NAMES, UNMASKED } from "../../../domain/cells";
import { FREE } from "../../../domain/text/words";
import { cursorWord } from "../acts";
import { shownText } from "../inView";
import { isWriting } from "../mode";

export function SpokenWord() {
  const sentence = createMemo(() => {
    const at = cursorWord();
    const word = at === null ? undefined : shownText().words[at];
    if (at === null || !word) return "";
    if (isWriting() && word.state === UNMASKED && word.isPinned) return "";
    const name = word.word === FREE ? "open place" : word.word;
    const pin =
      word.isPinned === DEFAULT_PIN[word.state] ? "" : word.isPinned ? ", pinned" : ", not pinned";
    return isWriting()
      ? `${STATE_NAMES[word.state]}${pin}`
      : `word ${at + 1}, ${name}, ${STATE_NAMES[word.state]}${pin}`;
  });
  return (
    <div class="visually-hidden" aria-live="polite" data-testid="spoken-word">
      {sentence()}
    </div>
  );
}
