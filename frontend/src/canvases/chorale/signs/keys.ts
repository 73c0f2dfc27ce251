// The keys of signs, as MuseScore 4 has them. Where steering has a key already, another one does it, and while the staff
// is written on MuseScore's own.
import type { Key } from "../keyboard/key";
import { toggleTuplet } from "../writing/tuplets";
import { toggleArticulation, toggleHairpin, toggleSlur, turnGrace } from "./acts";
import {
  chooseNextSign,
  leaveSign,
  moveSign,
  removeSign,
  stepGraces,
  stretchSign,
  turnSign,
} from "./chosen";
import { openText, reopenText } from "./field";

const GROUP = "Signs";

const key = (
  name: string,
  label: string,
  keys: readonly string[],
  perform: Key["perform"],
  more: Partial<Key> = {},
): Key => ({ name, label, group: GROUP, keys, perform, ...more });

/** On the selected notes, the one that was written last, or the one at the cursor; again takes a sign away. */
export const SIGN_KEYS: readonly Key[] = [
  key("slur", "A slur over the selected notes, or from a note to the next", ["s"], toggleSlur),
  key("crescendo", "A crescendo hairpin over the selected notes", ["<"], () =>
    toggleHairpin("crescendo"),
  ),
  key("diminuendo", "A diminuendo hairpin over the selected notes", [">"], () =>
    toggleHairpin("diminuendo"),
  ),
  key("staccato", "Staccato", ["Shift+s"], () => toggleArticulation("staccato")),
  key("tenuto", "Tenuto; while writing, Shift+N", ["Alt+Shift+n"], () =>
    toggleArticulation("tenuto"),
  ),
  key("accent", "Accent; while writing, Shift+V", ["Alt+Shift+v"], () =>
    toggleArticulation("accent"),
  ),
  key(
    "grace",
    "A grace note with a stroke a step above; again without the stroke, and again none",
    ["/"],
    turnGrace,
  ),
  key(
    "tuplet",
    "Divide the note or rest into 2 to 7 (3: a triplet); again takes the tuplet away",
    ["2", "3", "4", "5", "6", "7"].map((digit) => `mod+${digit}`),
    (pressed) => toggleTuplet(Number(pressed.at(-1))),
    { shown: "mod+2 – 7" },
  ),
  key("marcato", "Marcato", ["Shift+o"], () => toggleArticulation("strong-accent")),
  key("dynamic", "Type a dynamic", ["mod+d"], () => openText("dynamics")),
  // Browsers keep Ctrl+T for themselves; where the studio is installed as an app it comes through.
  key("staff-text", "Type a staff text", ["Alt+t", "mod+t"], () => openText("words")),
  key(
    "system-text",
    "Type a system text, which every part has",
    ["Alt+Shift+t", "mod+Shift+t"],
    () => openText("system"),
  ),
  key("rehearsal", "Type a rehearsal mark", ["mod+m"], () => openText("rehearsal")),
  key("choose-sign", "Choose the sign at the note; again, the next one", ["Alt+Enter"], () =>
    chooseNextSign(),
  ),
];

/** MuseScore's keys that steering has elsewhere: while the staff is written on they are signs. */
export const WRITTEN_SIGN_KEYS: readonly Key[] = [
  key("written-tenuto", "Tenuto, while writing", ["Shift+n"], () => toggleArticulation("tenuto")),
  key("written-accent", "Accent, while writing", ["Shift+v"], () => toggleArticulation("accent")),
];

/** Keys of the chosen sign, which come before all others. */
export const CHOSEN_SIGN_KEYS: readonly Key[] = [
  key("sign-earlier", "The chosen sign to the note before", ["ArrowLeft"], () => moveSign(-1)),
  key("sign-later", "The chosen sign to the next note", ["ArrowRight"], () => moveSign(1)),
  key("line-shorter", "The chosen line a note shorter", ["Shift+ArrowLeft"], () => stretchSign(-1)),
  key("line-longer", "The chosen line a note longer", ["Shift+ArrowRight"], () => stretchSign(1)),
  key("grace-up", "The chosen grace notes up by a line or space", ["ArrowUp"], () => stepGraces(1)),
  key("grace-down", "The chosen grace notes down by a line or space", ["ArrowDown"], () =>
    stepGraces(-1),
  ),
  key("sign-side", "The chosen sign to the other side of the staff", ["x"], turnSign),
  key("sign-text", "Change the text of the chosen sign", ["Enter", "F2"], reopenText),
  key("sign-gone", "Remove the chosen sign", ["Delete", "Backspace"], removeSign),
  key("sign-leave", "Leave the chosen sign", ["Escape"], leaveSign),
];
