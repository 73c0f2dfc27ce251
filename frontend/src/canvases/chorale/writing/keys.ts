// The keys of writing on the staff, as score editors have them. They count while the staff is written on.
import { onCleanup, onMount } from "solid-js";
import { setTool } from "../../../state/stage/open";
import { isTyping } from "../../../ui/keys/hotkeys";
import { keyOf } from "../../../ui/keys/keyNames";
import { toast } from "../../../ui/messages/toasts";
import { canPaint } from "../acts";
import type { Key } from "../keyboard/key";
import { isPlayingIn } from "../playIn/playIn";
import { showNotation } from "../score/notation";
import { WRITTEN_SIGN_KEYS } from "../signs/keys";
import {
  moveCaret,
  stepCurrent,
  toggleAccidental,
  toggleInserting,
  transposeCurrent,
  writeAgain,
  writeBack,
  writeLetter,
  writeRest,
  writeTie,
} from "./entry";
import { isWriting } from "./isWriting";
import {
  chooseLength,
  refuseLonger,
  refuseShorter,
  scaleLength,
  toggleDot,
  VALUES,
} from "./length";
import { openLyrics } from "./lyrics";
import { respell } from "./respell";

const GROUP = "Writing on the staff";
const CANVAS = { isOnCanvas: true };

/** N: write on the staff, wherever one is; again, and it only selects. */
export function toggleWriting(): void {
  if (isWriting()) {
    setTool("select");
    return;
  }
  if (!canPaint()) {
    toast("You can look at this canvas but not change it.");
    return;
  }
  showNotation("score");
  setTool("draw");
  // Arrows are the cursor's now, not those of a button that was pressed before.
  (document.activeElement as HTMLElement | null)?.blur();
}

const key = (
  name: string,
  label: string,
  keys: readonly string[],
  perform: Key["perform"],
  more: Partial<Key> = {},
): Key => ({ name, label, group: GROUP, keys, perform, ...more });

/** Those that begin writing, wherever one is. */
export const BEGINNING_KEYS: readonly Key[] = [
  key("write", "Write on the staff, or stop", ["n"], toggleWriting),
  key(
    "lyrics",
    "Write words under the notes; space and hyphen move to the next note, Enter to the next verse",
    ["mod+l"],
    openLyrics,
  ),
  key("respell", "The other letter of the selected notes: D♯ or E♭", ["j"], respell),
];

export const WRITING_KEYS: readonly Key[] = [
  key(
    "letter",
    "Write a note, the nearest to the one before",
    ["a", "b", "c", "d", "e", "f", "g"],
    (pressed) => writeLetter(pressed.toUpperCase()),
    { shown: "A – G" },
  ),
  key(
    "length",
    "Length of the next note: sixteenth, eighth, quarter, half, whole",
    VALUES.map((value) => value.key),
    (pressed) => chooseLength(VALUES.find((value) => value.key === pressed)?.size ?? 4),
    { shown: "3 – 7" },
  ),
  key("dot", "A dot, or none", ["."], toggleDot),
  key("rest", "Write a rest", ["0"], writeRest),
  key("tie", "Tie a note of the chosen length to the last one", ["t"], writeTie),
  key("again", "Write the last note again", ["r"], writeAgain),
  key("sharp", "A sharp for the next note", ["+"], () => toggleAccidental(1)),
  key("flat", "A flat for the next note", ["-"], () => toggleAccidental(-1)),
  key("natural", "A natural for the next note", ["="], () => toggleAccidental(0)),
  key("written-up", "Last note up a semitone", ["ArrowUp"], () => transposeCurrent(1), CANVAS),
  key(
    "written-down",
    "Last note down a semitone",
    ["ArrowDown"],
    () => transposeCurrent(-1),
    CANVAS,
  ),
  key(
    "written-octave-up",
    "Last note up an octave",
    ["mod+ArrowUp"],
    () => transposeCurrent(12),
    CANVAS,
  ),
  key(
    "written-octave-down",
    "Last note down an octave",
    ["mod+ArrowDown"],
    () => transposeCurrent(-12),
    CANVAS,
  ),
  key(
    "written-step-up",
    "Last note up by a line or space",
    ["Alt+Shift+ArrowUp"],
    () => stepCurrent(1),
    CANVAS,
  ),
  key(
    "written-step-down",
    "Last note down by a line or space",
    ["Alt+Shift+ArrowDown"],
    () => stepCurrent(-1),
    CANVAS,
  ),
  key("caret-left", "Back by a note or rest", ["ArrowLeft"], () => moveCaret(-1), CANVAS),
  key("caret-right", "On by a note or rest", ["ArrowRight"], () => moveCaret(1), CANVAS),
  key("write-back", "Erase what is before the cursor", ["Backspace"], writeBack),
  key("insert", "Insert: the rest of the voice moves on", ["Insert", "i"], toggleInserting),
  key("half", "Half as long", ["q"], () => scaleLength(0.5)),
  key("twice", "Twice as long", ["w"], () => scaleLength(2)),
  key("stop-writing", "Stop writing", ["Escape"], () => setTool("select")),
  ...WRITTEN_SIGN_KEYS,
];

/** Keys of score editors for what a canvas does not hold: each says so. */
export const REFUSED_KEYS: readonly Key[] = [
  key("shorter", "", ["1", "2"], refuseShorter),
  key("longer", "", ["8", "9"], refuseLonger),
];

/** Keys of which a piano's keys leave room while notes are played in. */
const WHILE_PLAYING_IN: readonly string[] = ["length", "dot"];

/** While the staff is written on, its keys come before all others of the page, as long as the owner lives. */
export function listenToWritingKeys(): void {
  function listen(event: KeyboardEvent): void {
    if (!isWriting() || isTyping(event.target)) return;
    if (document.querySelector("dialog[open], .menu")) return;
    const pressed = keyOf(event);
    const found = [...WRITING_KEYS, ...REFUSED_KEYS].find(({ keys }) => keys.includes(pressed));
    if (!found || (isPlayingIn() && !WHILE_PLAYING_IN.includes(found.name))) return;
    if (found.isOnCanvas && !isOnCanvas(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    found.perform(pressed);
  }
  onMount(() => window.addEventListener("keydown", listen, true));
  onCleanup(() => window.removeEventListener("keydown", listen, true));
}

/** Sliders and tabs keep their arrows. */
function isOnCanvas(target: EventTarget | null): boolean {
  const element = target as HTMLElement;
  return element === document.body || element.closest(".cell-grid, .score-scroll") !== null;
}
