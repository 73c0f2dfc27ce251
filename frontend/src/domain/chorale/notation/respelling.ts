// The other name of a pitch.
import { placeOf, type SpelledPitch, spellingAt } from "../music/spelling";

const SIGNS = ["bb", "b", "", "#", "##"];
const TWELVE_FIFTHS = 12;

/** The other letter of a note with at most one sign, as "Eb" for D♯; null where there is none. */
export function otherSpelling({ letter, alter }: Pick<SpelledPitch, "letter" | "alter">) {
  const place = placeOf(`${letter}${SIGNS[alter + 2]}`);
  if (place === null) return null;
  const others = [place - TWELVE_FIFTHS, place + TWELVE_FIFTHS].map(spellingAt);
  return others.find((one) => one !== null && one.length <= 2) ?? null;
}
