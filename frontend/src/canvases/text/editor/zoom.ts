// How large the letters are, kept in this browser.
import { createSignal } from "solid-js";

const SIZES = [15, 18, 21, 24, 28, 33, 40, 48] as const;
const KEY = "sunmask.letters";
/** From this size on, every word wears the letter of its state. */
const LETTERED_FROM = 33;

const usual = (): number => (globalThis.innerWidth < 640 ? 1 : 3);
const stored = Number(globalThis.localStorage?.getItem(KEY) ?? Number.NaN);
const [size, setSize] = createSignal(
  Number.isInteger(stored) && stored >= 0 && stored < SIZES.length ? stored : usual(),
);

export const letterSize = (): number => SIZES[size()] as number;
export const isLettered = (): boolean => letterSize() >= LETTERED_FROM;

export function zoomBy(by: number): void {
  setSize((now) => Math.max(0, Math.min(SIZES.length - 1, now + by)));
  globalThis.localStorage?.setItem(KEY, String(size()));
}

export function zoomToDefault(): void {
  setSize(usual());
  globalThis.localStorage?.removeItem(KEY);
}
