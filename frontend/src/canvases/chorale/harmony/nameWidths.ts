/** How wide the names of chords are drawn. */

import { textWidth } from "../../../ui/textWidth";
import { printedName } from "./printedNames";

/** Pixels for the box around a requested chord, and for figures, which have one size whatever that of the type. */
const BOX = 10;
const FIGURES = 6;
/** Hundredths of an em of a letter, if texts cannot be measured. */
const LETTER = 62;

/** Pixels of a name in a size of type, in pixels; a requested one is bold and has a box. */
export function nameWidth(name: string, size: number, isRequested: boolean): number {
  const { numeral, figures, of } = printedName(name);
  const letters = numeral + of;
  const width =
    textWidth(letters, "--font-chords", isRequested ? 600 : 400) ?? LETTER * letters.length;
  return (size * width) / 100 + (figures ? FIGURES : 0) + (isRequested ? BOX : 0);
}
