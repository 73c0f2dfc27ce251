/** How wide the names of chords are drawn. */

import { createSignal } from "solid-js";
import { NUMERAL, printed } from "./printedNames";

/** Pixels of the box around a chord that is asked for, and of figures, which are small in every size of type. */
const BOX = 10;
const FIGURES = 6;

const [isMeasured, setMeasured] = createSignal({}, { equals: false });
let brush: CanvasRenderingContext2D | null = null;
const widths = new Map<string, number>();
/** Until the font has come, another one is measured. */
document.fonts.addEventListener("loadingdone", () => {
  widths.clear();
  setMeasured({});
});

/** Pixels of a name in a size of type, in pixels; in a box and bold where it is asked for. */
export function nameWidth(name: string, size: number, isRequested: boolean): number {
  isMeasured();
  const found = NUMERAL.exec(name);
  const figures = found?.[4] ? FIGURES : 0;
  const letters = found
    ? `${printed(found[1] ?? "")}${found[2]}${found[3] ?? ""}${found[5] ? `/${printed(found[5])}` : ""}`
    : printed(name);
  return size * emsOf(letters, isRequested) + figures + (isRequested ? BOX : 0);
}

function emsOf(letters: string, isBold: boolean): number {
  const key = `${isBold ? "b" : ""} ${letters}`;
  let width = widths.get(key);
  if (width === undefined) {
    brush ??= document.createElement("canvas").getContext("2d");
    if (!brush) return 0.62 * letters.length;
    const family = getComputedStyle(document.documentElement).getPropertyValue("--font-chords");
    brush.font = `${isBold ? 600 : 400} 100px ${family}`;
    width = brush.measureText(letters).width / 100;
    widths.set(key, width);
  }
  return width;
}
