// Two fingers pan the music and zoom it.
import { scrollBy, zoomBy } from "./view";

interface Place {
  x: number;
  y: number;
}

/** Nearer fingers would zoom by leaps. */
const LEAST_DISTANCE = 20;

export class TwoFingers {
  private touches: ReadonlyMap<number, Place> = new Map();

  /** `leftOf`: pixels from the music's left edge of a place on the screen. */
  constructor(private readonly leftOf: (clientX: number, clientY: number) => number) {}

  /** Whether any finger is down. */
  get isTouched(): boolean {
    return this.touches.size > 0;
  }

  /** True where it is not the only finger, so that no gesture begins or goes on. */
  down(event: PointerEvent): boolean {
    if (event.pointerType !== "touch") return false;
    this.place(event);
    return this.touches.size > 1;
  }

  /** True where the fingers moved the music. */
  move(event: PointerEvent): boolean {
    if (!this.touches.has(event.pointerId)) return false;
    const before = this.touches;
    this.place(event);
    if (this.touches.size < 2) return false;
    const [now, was] = [middle(this.touches), middle(before)];
    if (now && was) {
      scrollBy(was.x - now.x, was.y - now.y);
      if (was.distance > LEAST_DISTANCE)
        zoomBy(now.distance / was.distance, this.leftOf(now.x, now.y));
    }
    return true;
  }

  up(event: PointerEvent): void {
    const left = new Map(this.touches);
    left.delete(event.pointerId);
    this.touches = left;
  }

  private place(event: PointerEvent): void {
    this.touches = new Map(this.touches).set(event.pointerId, {
      x: event.clientX,
      y: event.clientY,
    });
  }
}

function middle(touches: ReadonlyMap<number, Place>) {
  const [one, other] = [...touches.values()];
  if (!one || !other) return null;
  return {
    x: (one.x + other.x) / 2,
    y: (one.y + other.y) / 2,
    distance: Math.hypot(one.x - other.x, one.y - other.y),
  };
}
