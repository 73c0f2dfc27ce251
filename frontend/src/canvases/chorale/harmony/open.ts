// The beat whose chord is being typed.
import { createSignal } from "solid-js";
import { cursorCell } from "../acts";
import { selectedRectangles } from "../inView";
import { reveal } from "../roll/view";
import { beatAt, shownBeats } from "./chordsInView";
import { canAsk } from "./write";

const [typedBeat, setTypedBeat] = createSignal<{ beat: number } | null>(null);

/** Where a chord is being typed; null for nowhere. */
export { typedBeat };

export function openBeat(beat: number): void {
  const place = shownBeats()[beat];
  if (!canAsk() || !place) return;
  reveal(place.first);
  setTypedBeat({ beat });
}

export const closeBeat = (): void => void setTypedBeat(null);

/** Type a chord at the beginning of the selection, otherwise at the cursor, otherwise at the beginning. */
export function openBeatHere(): void {
  const columns = selectedRectangles().map(({ first }) => first);
  const column = columns.length > 0 ? Math.min(...columns) : (cursorCell()?.column ?? 0);
  openBeat(beatAt(column));
}
