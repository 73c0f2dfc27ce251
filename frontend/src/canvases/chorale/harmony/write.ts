// Asking for a chord in a beat, or for none: on the canvas an undoable edit, in a run an act, and in a candidate that
// stands still a part of what its branch begins with.
import { type Chord, HARMONY_ROW } from "../../../domain/chorale/harmony/chords";
import type { Wish } from "../../../state/stage/createTarget";
import { target, wishCells } from "../../../state/stage/open";
import { toast } from "../../../ui/messages/toasts";
import { shownBeats, shownChords } from "./asked";

/** Whether chords can be asked for in what is in view. */
export const canAsk = (): boolean => target() !== null;

/** Ask for a chord in a beat; null asks for none. */
export function askForChord(beat: number, chord: Chord | null): void {
  const place = shownBeats()[beat];
  if (!place) return;
  if (!canAsk()) {
    toast("Only editors can ask for chords, once the music in view has loaded.");
    return;
  }
  const wishes: Wish[] = [...shownChords().keys()]
    .filter((column) => column > place.first && column < place.end)
    .map((column) => ({ row: HARMONY_ROW, column, marks: null }));
  const before = shownChords().get(place.first) ?? null;
  if (wishes.length === 0 && JSON.stringify(before) === JSON.stringify(chord)) return;
  wishCells([
    ...wishes,
    { row: HARMONY_ROW, column: place.first, marks: chord ? { chord } : null },
  ]);
}
