// The keys of chords and of phrase ends.
import type { Key } from "../keyboard/key";
import { toggleFermatas } from "./fermatas";
import { openBeatHere } from "./open";

export const HARMONY_KEYS: readonly Key[] = [
  {
    name: "chord",
    label: "Type the chord of the beat at the selection or cursor (Tab goes to the next beat)",
    group: "Notes",
    keys: ["Shift+c", "mod+k"],
    perform: openBeatHere,
  },
  {
    name: "fermata",
    label: "Fermata on the selected or last note; in the soprano a phrase ends there",
    group: "Notes",
    keys: ["Shift+f"],
    perform: toggleFermatas,
  },
];
