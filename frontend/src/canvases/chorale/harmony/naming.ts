// Whether chords are written as Roman numerals or as on a lead sheet; kept in this browser.

import { createSignal } from "solid-js";
import { numeralName, sheetName } from "../../../domain/chorale/harmony/chordNames";
import type { Chord } from "../../../domain/chorale/harmony/chords";
import type { KeySignature } from "../../../domain/chorale/music/modes";

export type Naming = "numerals" | "names";

const PLACE = "sunmask:chord-naming";

const [naming, setNaming] = createSignal<Naming>(
  localStorage.getItem(PLACE) === "names" ? "names" : "numerals",
);

export { naming };

export function toggleNaming(): void {
  const next = naming() === "names" ? "numerals" : "names";
  localStorage.setItem(PLACE, next);
  setNaming(next);
}

export const chordName = (chord: Chord, key: KeySignature): string =>
  naming() === "names" ? sheetName(chord, key) : numeralName(chord, key);
