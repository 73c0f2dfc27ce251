/** A chord's name as it is printed: signs are real ones, and the figures of a numeral stand apart. */

/** A Roman numeral: sign, numeral, quality, figures, and the degree whose dominant it is. */
export const NUMERAL = /^([b#]?)([IViv]+|Ger)([oø+]?M?)(\d*)(?:\/([b#]?[IViv]+))?$/;

export const printed = (text: string): string =>
  text.replaceAll("b", "♭").replaceAll("#", "♯").replace("dim", "°").replace("aug", "+");
