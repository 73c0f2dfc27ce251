/** A chord's name as it is printed: signs are real ones, and the figures of a numeral stand above each other. */

/** A Roman numeral: sign, numeral, quality, figures, and the degree whose dominant it is. */
const NUMERAL = /^([b#]?)([IViv]+|Ger)([oø+]?M?)(\d*)(?:\/([b#]?[IViv]+))?$/;

/** `of`: the degree of which the chord is the dominant, behind a slash. A name that is no numeral has neither figures nor `of`. */
export type PrintedName = { numeral: string; figures: string; of: string };

export function printedName(name: string): PrintedName {
  const found = NUMERAL.exec(name);
  if (!found) return { numeral: withSigns(name), figures: "", of: "" };
  const [, sign = "", numeral = "", quality = "", figures = "", of] = found;
  return {
    numeral: withSigns(sign) + numeral + quality.replace("o", "°"),
    figures,
    of: of ? `/${withSigns(of)}` : "",
  };
}

const withSigns = (text: string): string =>
  text.replaceAll("b", "♭").replaceAll("#", "♯").replace("dim", "°").replace("aug", "+");
