// What the menu of a word offers.
import { MASKED, RENOISABLE, STATE_NAMES, UNMASKED } from "../../domain/cells";
import { FREE } from "../../domain/text/words";
import { wantComment } from "../../state/comments";
import {
  invert,
  openAlternatives,
  selectedCells,
  setStates,
  stage,
  target,
  togglePin,
} from "../../state/stage/open";
import type { MenuItem, OpenMenu } from "../../ui/overlays/ContextMenu";
import {
  canTake,
  freeSpan,
  numSlots,
  putCursor,
  selectedSpan,
  selectedText,
  selectWords,
  suggestSlots,
  takeWords,
} from "./acts";
import { shownText } from "./inView";
import { isWriting } from "./mode";

/** The menu at a word; it selects the word unless it is selected already. */
export function menuAt(at: { clientX: number; clientY: number }, word: number): OpenMenu {
  if (!selectedCells().some(({ column }) => column === word)) {
    selectWords(word, word);
    suggestSlots();
  }
  putCursor(word);
  return { x: at.clientX, y: at.clientY, label: "Actions here", items: items(word) };
}

function items(index: number): MenuItem[] {
  const isReadOnly = target() === null;
  const cells = selectedCells();
  const span = selectedSpan() ?? [index, index];
  const words = shownText().words.slice(span[0], span[1] + 1);
  const word = shownText().words[index]?.word ?? "";
  const paint = (label: string, state: 0 | 1 | 2): MenuItem => ({
    label,
    keys: `${isWriting() ? "Alt+" : ""}${state + 1}`,
    swatch: STATE_NAMES[state],
    isDisabled: isReadOnly,
    perform: () => setStates(cells, state),
  });
  return [
    paint("Unmasked (keep)", UNMASKED),
    paint("Masked (rewrite)", MASKED),
    paint("Renoisable (anew)", RENOISABLE),
    {
      label: "Pin or unpin",
      keys: "Alt+p",
      isDisabled: isReadOnly,
      perform: () => togglePin(cells),
    },
    { label: "Invert", keys: "Shift+v", isDisabled: isReadOnly, perform: () => invert(cells) },
    {
      label: `Let the model write ${numSlots() === 1 ? "one word" : `${numSlots()} words`} here`,
      startsGroup: true,
      isDisabled: isReadOnly || stage().view !== "canvas",
      perform: () => freeSpan(null),
    },
    {
      label: "Alternatives",
      keys: "Alt+a",
      isDisabled: words.length !== 1 && word !== FREE,
      perform: () => void openAlternatives([{ row: 0, column: index }]),
    },
    ...(stage().view === "candidate"
      ? [
          {
            label: "Use these words",
            keys: "Enter",
            isDisabled: !canTake() || !words.some(({ differs }) => differs),
            perform: () => void takeWords(cells.map(({ column }) => column)),
          },
        ]
      : []),
    { label: "Comment", keys: "mod+Alt+m", startsGroup: true, perform: wantComment },
    {
      label: "Copy",
      keys: "mod+c",
      startsGroup: true,
      perform: () => void navigator.clipboard?.writeText(selectedText()),
    },
  ];
}
