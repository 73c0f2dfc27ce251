// How large the score is drawn.
import { createSignal } from "solid-js";

const SMALLEST = 0.6;
const LARGEST = 2.4;

const [zoom, setZoom] = createSignal(1);

/** Times the size that fits the screen. */
export { zoom as scoreZoom };

export function zoomScoreBy(factor: number): void {
  setZoom((now) => Math.max(SMALLEST, Math.min(LARGEST, now * factor)));
}

export function resetScoreZoom(): void {
  setZoom(1);
}
