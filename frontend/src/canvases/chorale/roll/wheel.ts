// Mouse wheels and touch pads: they scroll the music, and zoom it with Control or a pinch.
import { scrollBy, zoomBy } from "./view";

/** How many times larger a wheel that zooms makes things. */
export const wheelZoom = (event: WheelEvent): number => Math.exp(-event.deltaY * 0.006);

/** A wheel that only turns up and down scrolls along time where nothing lies above or below. */
export function listenToWheel(
  element: HTMLElement,
  leftOf: (clientX: number) => number,
  canScrollDown: () => boolean,
): void {
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) {
        zoomBy(wheelZoom(event), leftOf(event.clientX));
      } else if (event.shiftKey || (Math.abs(event.deltaX) < 1 && !canScrollDown())) {
        scrollBy(event.deltaX + event.deltaY, 0);
      } else {
        scrollBy(event.deltaX, event.deltaY);
      }
    },
    { passive: false },
  );
}
