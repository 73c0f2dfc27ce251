// The gesture that one pointer is at: near the left or right edge it scrolls, a long press ends it with the menu.
import { LongPress } from "../../../ui/overlays/longPress";
import { scrollBy, view } from "../roll/view";
import type { Gesture, PointerTarget } from "./gesture";

const EDGE_PIXELS = 28;
const EDGE_SCROLL_PIXELS = 9;
const EDGE_INTERVAL_MS = 16;

export class RunningGesture {
  private gesture: Gesture | null = null;
  private pointer = -1;
  private lastEvent: PointerEvent | null = null;
  private edgeTimer: ReturnType<typeof setInterval> | undefined;
  private readonly press = new LongPress();

  constructor(private readonly target: PointerTarget) {}

  get isAtWork(): boolean {
    return this.gesture !== null;
  }

  start(event: PointerEvent): void {
    this.lastEvent = event;
    this.gesture = this.target.start(this.target.toPoint(event), event);
    this.pointer = event.pointerId;
    this.press.begin(event, () => {
      this.cancel();
      this.target.openMenu(event, this.target.toPoint(event));
    });
  }

  /** True where it is this pointer's gesture. */
  move(event: PointerEvent): boolean {
    if (event.pointerId !== this.pointer || !this.gesture) return false;
    this.press.move(event);
    this.lastEvent = event;
    this.gesture.move(this.target.toPoint(event));
    if (this.edgeTimer === undefined && this.edgeDirection(event) !== 0)
      this.edgeTimer = setInterval(() => this.scrollAtEdge(), EDGE_INTERVAL_MS);
    return true;
  }

  end(event: PointerEvent): void {
    if (event.pointerId !== this.pointer) return;
    const ending = this.gesture;
    this.forget();
    ending?.end(this.target.toPoint(event));
  }

  /** Without a pointer: whichever it is. */
  cancel(pointer = this.pointer): void {
    if (pointer !== this.pointer) return;
    this.gesture?.cancel();
    this.forget();
  }

  private forget(): void {
    this.gesture = null;
    this.pointer = -1;
    this.press.end();
    this.stopScrolling();
  }

  private stopScrolling(): void {
    clearInterval(this.edgeTimer);
    this.edgeTimer = undefined;
  }

  private edgeDirection(event: PointerEvent): number {
    const { x } = this.target.toPoint(event);
    if (x > view().width - EDGE_PIXELS) return 1;
    return x < EDGE_PIXELS && view().scrollX > 0 ? -1 : 0;
  }

  private scrollAtEdge(): void {
    const direction = this.lastEvent ? this.edgeDirection(this.lastEvent) : 0;
    if (!this.gesture || !this.lastEvent || direction === 0) return this.stopScrolling();
    scrollBy(direction * EDGE_SCROLL_PIXELS, 0);
    this.gesture.move(this.target.toPoint(this.lastEvent));
  }
}
