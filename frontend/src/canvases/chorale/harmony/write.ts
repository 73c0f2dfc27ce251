// Asking for a chord in a beat, or for none: on the canvas an undoable edit.
import { type Chord, HARMONY_ROW } from "../../../domain/chorale/chords";
import { target, type Wish, wishCells } from "../../../state/target";
import { toast } from "../../../ui/toasts";
import { shownBeats, shownChords } from "./asked";

/** Whether chords can be asked for in what is in view. */
export const canAsk = (): boolean => target()?.kind === "canvas";

/** Ask for a chord in a beat; null asks for none. */
export function askForChord(beat: number, chord: Chord | null): void {
  const place = shownBeats()[beat];
  if (!place) return;
  if (!canAsk()) {
    toast("Chords are asked for on the canvas. Go back to it first.");
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
