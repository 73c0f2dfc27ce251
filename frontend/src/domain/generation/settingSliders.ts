// Settings as sliders between two words: which there are, and where on them a value is.
import type { SettingSpec } from "../../protocol";

export interface Leaning {
  setting: string;
  name: string;
  from: string;
  to: string;
  /** The setting's values along the slider; two numbers are its ends. */
  along: readonly (string | number)[];
}

const LEANINGS: readonly Leaning[] = [
  {
    setting: "texture",
    name: "Plain to ornamented",
    from: "plain",
    to: "ornamented",
    along: ["plain", "simple", "even", "lively", "ornamented"],
  },
  {
    setting: "temperature",
    name: "Expected to surprising",
    from: "expected",
    to: "surprising",
    along: [0.4, 1.2],
  },
  {
    setting: "style",
    name: "Like Bach to like a hymn",
    from: "like Bach",
    to: "like a hymn",
    along: ["bach", "free", "hymn"],
  },
];
const STEPS_OF_NUMBERS = 16;

const areNumbers = ({ along }: Leaning): boolean => typeof along[0] === "number";
export const lastPlace = (leaning: Leaning): number =>
  areNumbers(leaning) ? STEPS_OF_NUMBERS : leaning.along.length - 1;

/** Where on the slider a value is; null for one that is nowhere on it. */
export function placeOf(leaning: Leaning, value: string | number | boolean): number | null {
  if (!areNumbers(leaning)) {
    const at = leaning.along.indexOf(value as string);
    return at < 0 ? null : at;
  }
  const [low, high] = leaning.along as [number, number];
  const share = (Number(value) - low) / (high - low);
  return Math.round(Math.min(1, Math.max(0, share)) * STEPS_OF_NUMBERS);
}

/** A value in words, for those who hear the slider. */
export function placeWords(leaning: Leaning, value: string | number | boolean): string {
  const [place, last] = [placeOf(leaning, value), lastPlace(leaning)];
  if (place === null) return "either";
  if (place === 0) return leaning.from;
  if (place === last) return leaning.to;
  if (2 * place === last) return "in the middle";
  const share = Math.round((100 * place) / last);
  return `${share} % from ${leaning.from} to ${leaning.to}`;
}

export function valueAt(leaning: Leaning, place: number): string | number {
  if (!areNumbers(leaning)) return leaning.along[place] ?? leaning.along[0] ?? "";
  const [low, high] = leaning.along as [number, number];
  return Math.round((low + (place / STEPS_OF_NUMBERS) * (high - low)) * 100) / 100;
}

/** Those that a model which hears these settings can follow. */
export const leaningsOf = (specs: readonly SettingSpec[]): Leaning[] =>
  LEANINGS.filter(({ setting }) => specs.some(({ name }) => name === setting));
