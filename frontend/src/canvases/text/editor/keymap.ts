// The keys of a text: while one writes, and while one paints or looks at a candidate word by word.
import { MASKED, RENOISABLE, UNMASKED } from "../../../domain/cells";
import { NOTHING } from "../../../domain/text/words";
import { currentDocument } from "../../../state/document/document";
import {
  clearSelection,
  closeAlternatives,
  invert,
  openAlternatives,
  selectedCells,
  setBrushState,
  setStates,
  setTool,
  stage,
  target,
  toggleDoubt,
  togglePin,
  tool,
} from "../../../state/stage/open";
import { keyOf } from "../../../ui/keys/keyNames";
import {
  actedOnWords,
  cursorWord,
  putCursor,
  selectedSpan,
  selectedText,
  selectWords,
  takeWords,
} from "../acts";
import { shownText } from "../inView";
import { setHeading, toggleLettering } from "../styling/styling";
import { canTakeNext, leave, showOther, takeNext, typeOver } from "./inPlace";
import { editor, placeOfWord, revealWord, wordAtPoint } from "./surface";
import { zoomBy, zoomToDefault } from "./zoom";

export interface TextKey {
  label: string;
  group: "Text" | "Tools" | "States" | "Select" | "Edit" | "View";
  keys: readonly string[];
  /** Also while one writes; otherwise only while painting or looking at a candidate. */
  whileWriting?: boolean | "with a selection";
  /** Only while the text has the focus. */
  isInText?: boolean;
  /** Only while this is true; otherwise the key is the browser's. */
  isMeant?: () => boolean;
  perform(): void;
}

export const TEXT_KEYS: readonly TextKey[] = [
  { label: "Write", group: "Tools", keys: ["v"], perform: () => write() },
  { label: "Paint words", group: "Tools", keys: ["b"], perform: () => setTool("paint") },
  {
    label: "Switch between writing and painting",
    group: "Tools",
    keys: ["Alt+b"],
    whileWriting: true,
    perform: () => (tool() === "select" ? setTool("paint") : write()),
  },
  {
    label: "Show alternatives for a word",
    group: "Tools",
    keys: ["a"],
    perform: () => ask(),
  },
  {
    label: "Show alternatives for the word at the caret",
    group: "Tools",
    keys: ["Alt+a"],
    whileWriting: true,
    perform: () => ask(),
  },
  {
    label: "Show how unsure the model is (heat map)",
    group: "Tools",
    keys: ["h"],
    perform: toggleDoubt,
  },
  styles("Bold", "mod+b", () => toggleLettering("bold")),
  styles("Italics", "mod+i", () => toggleLettering("italic")),
  styles("Plain paragraph", "mod+Alt+0", () => setHeading(0)),
  styles("Heading 1", "mod+Alt+1", () => setHeading(1)),
  styles("Heading 2", "mod+Alt+2", () => setHeading(2)),
  styles("Heading 3", "mod+Alt+3", () => setHeading(3)),
  ...paints("Unmasked (keep)", "1", UNMASKED),
  ...paints("Masked (rewrite)", "2", MASKED),
  ...paints("Renoisable (anew)", "3", RENOISABLE),
  {
    label: "Pin or unpin",
    group: "States",
    keys: ["p"],
    perform: () => target() && togglePin(actedOnWords()),
  },
  {
    label: "Pin or unpin the selected words",
    group: "States",
    keys: ["Alt+p"],
    whileWriting: true,
    perform: () => target() && togglePin(actedOnWords()),
  },
  {
    label: "Swap unmasked and renoisable",
    group: "States",
    keys: ["Shift+v"],
    perform: () => target() && invert(selectedCells()),
  },
  {
    label: "Select everything",
    group: "Select",
    keys: ["mod+a"],
    perform: () => selectWords(0, shownText().words.length - 1),
  },
  {
    label: "Clear the selection, switch to painting, or go back to the canvas",
    group: "Select",
    keys: ["Escape"],
    whileWriting: true,
    perform: clear,
  },
  moves("Previous word", "ArrowLeft", () => stepBy(-1)),
  moves("Next word", "ArrowRight", () => stepBy(1)),
  moves("The line above", "ArrowUp", () => lineBy(-1)),
  moves("The line below", "ArrowDown", () => lineBy(1)),
  moves("To the beginning", "Home", () => 0),
  moves("To the end", "End", () => shownText().words.length - 1),
  extend("Extend by a word, back", "Shift+ArrowLeft", () => stepBy(-1)),
  extend("Extend by a word, forward", "Shift+ArrowRight", () => stepBy(1)),
  extend("Extend by a line, up", "Shift+ArrowUp", () => lineBy(-1)),
  extend("Extend by a line, down", "Shift+ArrowDown", () => lineBy(1)),
  {
    label: "Take the next word of this candidate into your text",
    group: "Edit",
    keys: ["Tab"],
    isInText: true,
    isMeant: canTakeNext,
    perform: () => takeNext("word"),
  },
  {
    label: "Take the phrase, up to a word you kept or the end of the sentence",
    group: "Edit",
    keys: ["Shift+Tab"],
    isInText: true,
    isMeant: canTakeNext,
    perform: () => takeNext("phrase"),
  },
  {
    label: "Show the next candidate in the text",
    group: "View",
    keys: ["Alt+ArrowDown"],
    isInText: true,
    perform: () => showOther(1),
  },
  {
    label: "Show the previous candidate in the text",
    group: "View",
    keys: ["Alt+ArrowUp"],
    isInText: true,
    perform: () => showOther(-1),
  },
  {
    label: "Use the selected words of this candidate",
    group: "Edit",
    keys: ["Enter"],
    isInText: true,
    perform: () => takeWords(actedOnWords().map(({ column }) => column)),
  },
  {
    label: "Copy",
    group: "Edit",
    keys: ["mod+c"],
    perform: () => void navigator.clipboard?.writeText(selectedText()),
  },
  {
    label: "Undo my last edit",
    group: "Edit",
    keys: ["mod+z"],
    whileWriting: true,
    perform: () => currentDocument()?.undo(),
  },
  {
    label: "Redo",
    group: "Edit",
    keys: ["mod+Shift+z", "mod+y"],
    whileWriting: true,
    perform: () => currentDocument()?.redo(),
  },
  {
    label: "Larger letters",
    group: "View",
    keys: ["mod++", "mod+="],
    whileWriting: true,
    perform: () => zoomBy(1),
  },
  {
    label: "Smaller letters",
    group: "View",
    keys: ["mod+-"],
    whileWriting: true,
    perform: () => zoomBy(-1),
  },
  {
    label: "Normal size of letters",
    group: "View",
    keys: ["mod+0"],
    whileWriting: true,
    perform: zoomToDefault,
  },
];

/** Run the act of a key pressed while one writes; false lets the editor type it. */
export function performTypingKey(event: KeyboardEvent): boolean {
  if (event.isComposing || tool() !== "select") return false;
  if (stage().view !== "canvas") return typesOver(event);
  const pressed = keyOf(event);
  const found = TEXT_KEYS.find(
    ({ keys, whileWriting }) =>
      keys.includes(pressed) &&
      (whileWriting === true ||
        (whileWriting === "with a selection" && selectedCells().length > 0)),
  );
  found?.perform();
  return found !== undefined;
}

/** A letter is typed although a candidate stands in the text, unless words of it are selected. */
function typesOver(event: KeyboardEvent): boolean {
  const isShortcut = event.ctrlKey || event.metaKey || event.altKey;
  const isLetter =
    [...event.key].length === 1 && (!isShortcut || event.getModifierState("AltGraph"));
  if (!isLetter || selectedCells().length > 0 || !currentDocument()?.canEdit()) return false;
  typeOver(event.key);
  return true;
}

/** Run the act of a key while painting or looking; false where there is none. */
export function performWordKey(event: KeyboardEvent, isTextFocused: boolean): boolean {
  const pressed = keyOf(event);
  const found = TEXT_KEYS.find(
    (key) =>
      key.keys.includes(pressed) &&
      (!key.isInText || isTextFocused) &&
      (key.isMeant === undefined || key.isMeant()),
  );
  found?.perform();
  return found !== undefined;
}

export function write(): void {
  setTool("select");
  if (stage().view === "candidate") return;
  const view = editor();
  const word = shownText().words[cursorWord() ?? -1];
  if (word) view?.dispatch({ selection: { anchor: word.to } });
  queueMicrotask(() => view?.focus());
}

/** Paint the selection with a state; without one, it becomes the brush's state. */
export function applyState(state: 0 | 1 | 2): void {
  setBrushState(state);
  if (selectedCells().length > 0 && target()) setStates(selectedCells(), state);
}

export function ask(): void {
  const [cell] = actedOnWords();
  if (cell) void openAlternatives([cell]);
}

/** A digit paints with the tool for it; while one writes it is a letter, and paints with Alt. */
function paints(label: string, key: string, state: 0 | 1 | 2): TextKey[] {
  const perform = () => applyState(state);
  return [
    {
      label: `${label}: the selected words, or the brush if nothing is selected`,
      group: "States",
      keys: [key],
      perform,
    },
    {
      label: `${label}, while you write`,
      group: "States",
      keys: [`Alt+${key}`],
      whileWriting: "with a selection",
      perform,
    },
  ];
}

function styles(label: string, key: string, perform: () => void): TextKey {
  return { label, group: "Text", keys: [key], whileWriting: true, perform };
}

function clear(): void {
  closeAlternatives();
  const view = editor();
  if (selectedCells().length > 0) {
    clearSelection();
    const { head, empty } = view?.state.selection.main ?? { head: 0, empty: true };
    if (!empty) view?.dispatch({ selection: { anchor: head } });
  } else if (stage().view === "candidate") leave();
  else if (tool() === "select") setTool("paint");
}

/** The next word in a direction; places where nothing stands are passed over. */
function stepBy(by: 1 | -1): number {
  const { words } = shownText();
  const at = cursorWord();
  if (at === null) return 0;
  let next = at + by;
  while (words[next]?.word === NOTHING) next += by;
  return words[next] ? next : at;
}

function lineBy(direction: 1 | -1): number {
  const at = cursorWord() ?? 0;
  revealWord(at);
  const place = placeOfWord(at);
  if (!place) return at;
  const height = place.bottom - place.top;
  const middle = (place.left + place.right) / 2;
  const y = (place.top + place.bottom) / 2 + direction * Math.max(20, 1.75 * height);
  return wordAtPoint(middle, y) ?? at;
}

let anchor: number | null = null;

function moves(label: string, key: string, to: () => number): TextKey {
  return {
    label,
    group: "Select",
    keys: [key],
    isInText: true,
    perform: () => {
      anchor = null;
      const next = to();
      clearSelection();
      putCursor(next);
      revealWord(next);
    },
  };
}

function extend(label: string, key: string, to: () => number): TextKey {
  return {
    label,
    group: "Select",
    keys: [key],
    isInText: true,
    perform: () => {
      if (anchor === null || selectedSpan() === null) anchor = cursorWord() ?? 0;
      const next = to();
      putCursor(next);
      selectWords(anchor, next);
      revealWord(next);
    },
  };
}
