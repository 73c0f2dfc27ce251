// How long the next note is: a note value, which the brush has too, and on the staff a dot.
import { createSignal } from "solid-js";
import { brushSize, setBrushSize } from "../../../state/stage/open";
import { toast } from "../../../ui/messages/toasts";
import { notation } from "../score/notation";

/** The digits of note values, as score editors have them, with their sixteenths. */
export const VALUES = [
  { key: "3", size: 1, name: "a sixteenth" },
  { key: "4", size: 2, name: "an eighth" },
  { key: "5", size: 4, name: "a quarter" },
  { key: "6", size: 8, name: "a half" },
  { key: "7", size: 16, name: "a whole" },
] as const;

const [hasDot, setHasDot] = createSignal(false);

/** Dots are for the staff: the roll has lengths that one drags. */
export const isDotted = (): boolean => hasDot() && notation() === "score" && brushSize() > 1;

export const writtenLength = (): number => (isDotted() ? 1.5 : 1) * brushSize();

/** A value without a dot. */
export function chooseLength(size: number): void {
  setBrushSize(size);
  setHasDot(false);
}

export function toggleDot(): void {
  if (brushSize() === 1) {
    toast("A canvas is a grid of sixteenths, so a sixteenth has no dot.");
    return;
  }
  setHasDot((before) => !before);
}

/** Half or twice as long, as far as there are values. */
export function scaleLength(factor: 0.5 | 2): void {
  const next = VALUES.find(({ size }) => size === brushSize() * factor);
  if (next) setBrushSize(next.size);
  else if (factor === 2) refuseLonger();
  else refuseShorter();
}

export const refuseShorter = (): void =>
  toast("A canvas is a grid of sixteenths: 3 is the shortest note it holds.");

export const refuseLonger = (): void =>
  toast("7, a whole note, is the longest value. T ties another note to the last one.");
