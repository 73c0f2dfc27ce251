// Asking for a chord in a beat, or for none: on the canvas an undoable edit, in a run an act, and in a candidate that
// stands still a part of what its branch begins with.
import type { Chord } from "../../../domain/chorale/harmony/chords";
import type { TargetEdit } from "../../../state/stage/createTarget";
import { editCells, target } from "../../../state/stage/open";
import { toast } from "../../../ui/messages/toasts";
import { chordsRow } from "../inView";
import { shownBeats, shownChords } from "./chordsInView";

/** Whether chords can be asked for in what is in view. */
export const canAsk = (): boolean => target() !== null;

/** Ask for a chord in a beat; null asks for none. */
export const askForChord = (beat: number, chord: Chord | null): void => askForChords(beat, [chord]);

/** Ask for chords in a beat and those that follow, as one change. */
export function askForChords(beat: number, chords: readonly (Chord | null)[]): void {
  if (!canAsk()) {
    toast("Only editors can ask for chords, once the music in view has loaded.");
    return;
  }
  const edits = chords.flatMap((chord, by) => editsOf(beat + by, chord));
  if (edits.length > 0) editCells(edits);
}

/** The edits that ask for one; none where it is asked for already. */
function editsOf(beat: number, chord: Chord | null): TargetEdit[] {
  const place = shownBeats()[beat];
  if (!place) return [];
  const cleared: TargetEdit[] = [...shownChords().keys()]
    .filter((column) => column > place.first && column < place.end)
    .map((column) => ({ row: chordsRow(), column, marks: null }));
  const before = shownChords().get(place.first) ?? null;
  if (cleared.length === 0 && JSON.stringify(before) === JSON.stringify(chord)) return [];
  return [...cleared, { row: chordsRow(), column: place.first, marks: chord ? { chord } : null }];
}
