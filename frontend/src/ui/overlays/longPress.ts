/** A finger that stays where it was put down asks for a menu. */

const LONG_PRESS_MS = 500;
/** How far a finger or a mouse may move and still be where it was put down. */
const STILL_PIXELS = 8;

interface Place {
  clientX: number;
  clientY: number;
}

export const isStill = (from: Place, to: Place): boolean =>
  Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) <= STILL_PIXELS;

export class LongPress {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private from: Place = { clientX: 0, clientY: 0 };

  /** Wait for a finger that was put down; a mouse has its right button. */
  begin(event: PointerEvent, act: () => void): void {
    this.end();
    this.from = event;
    if (event.pointerType === "touch") this.timer = setTimeout(act, LONG_PRESS_MS);
  }

  move(to: Place): void {
    if (!isStill(this.from, to)) this.end();
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
