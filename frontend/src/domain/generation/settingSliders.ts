// Settings as sliders between two words: which there are, and where on them a value is.
import type { SettingSpec } from "../../protocol";

export interface SettingSlider {
  setting: string;
  name: string;
  from: string;
  to: string;
  /** The setting's values along the slider; two numbers are its ends. */
  along: readonly (string | number)[];
}

const SLIDERS: readonly SettingSlider[] = [
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

const areNumbers = ({ along }: SettingSlider): boolean => typeof along[0] === "number";
export const lastPosition = (slider: SettingSlider): number =>
  areNumbers(slider) ? STEPS_OF_NUMBERS : slider.along.length - 1;

/** Where on the slider a value is; null for one that is nowhere on it. */
export function positionOf(slider: SettingSlider, value: string | number | boolean): number | null {
  if (!areNumbers(slider)) {
    const at = slider.along.indexOf(value as string);
    return at < 0 ? null : at;
  }
  const [low, high] = slider.along as [number, number];
  const share = (Number(value) - low) / (high - low);
  return Math.round(Math.min(1, Math.max(0, share)) * STEPS_OF_NUMBERS);
}

/** A value in words, for those who hear the slider. */
export function positionWords(slider: SettingSlider, value: string | number | boolean): string {
  const [place, last] = [positionOf(slider, value), lastPosition(slider)];
  if (place === null) return "either";
  if (place === 0) return slider.from;
  if (place === last) return slider.to;
  if (2 * place === last) return "in the middle";
  const share = Math.round((100 * place) / last);
  return `${share} % from ${slider.from} to ${slider.to}`;
}

export function valueAt(slider: SettingSlider, place: number): string | number {
  if (!areNumbers(slider)) return slider.along[place] ?? slider.along[0] ?? "";
  const [low, high] = slider.along as [number, number];
  return Math.round((low + (place / STEPS_OF_NUMBERS) * (high - low)) * 100) / 100;
}

/** The sliders of the settings that a model is conditioned on. */
export const slidersOf = (specs: readonly SettingSpec[]): SettingSlider[] =>
  SLIDERS.filter(({ setting }) => specs.some(({ name }) => name === setting));
