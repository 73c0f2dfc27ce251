// Asking for a chord in a beat, or for none: on the canvas an undoable edit, in a run an act.
import { type Chord, HARMONY_ROW } from "../../../domain/chorale/chords";
import type { Wish } from "../../../state/createTarget";
import { target, wishCells } from "../../../state/open";
import { toast } from "../../../ui/toasts";
import { shownBeats, shownChords } from "./asked";

/** Whether chords can be asked for in what is in view. */
export const canAsk = (): boolean => {
  const kind = target()?.kind;
  return kind === "canvas" || kind === "act";
};

/** Ask for a chord in a beat; null asks for none. */
export function askForChord(beat: number, chord: Chord | null): void {
  const place = shownBeats()[beat];
  if (!place) return;
  if (!canAsk()) {
    toast("You can ask for chords on the canvas, and in a run that has not ended.");
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
