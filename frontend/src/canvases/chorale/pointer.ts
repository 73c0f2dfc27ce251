// From pointer events to gestures: one finger works, two pan and zoom, a long press opens the menu.
import type { Gesture, Point } from "./gestures/gesture";
import { scrollBy, view, zoomBy } from "./view";

const LONG_PRESS_MS = 480;
const LONG_PRESS_PIXELS = 8;
/** Near the left or right edge a drag scrolls. */
const EDGE_PIXELS = 28;
const EDGE_SCROLL_PIXELS = 9;

export interface PointerTarget {
  /** A point in the music from a place on the screen. */
  toPoint(event: { clientX: number; clientY: number } & Partial<PointerEvent>): Point;
  start(at: Point, event: PointerEvent): Gesture | null;
  openMenu(at: { clientX: number; clientY: number }, point: Point): void;
  hover(at: Point | null): void;
}

/** Listen on an element; returns the function that stops. */
export function listenToPointers(element: HTMLElement, target: PointerTarget): () => void {
  const touches = new Map<number, { x: number; y: number }>();
  let gesture: Gesture | null = null;
  let gesturePointer = -1;
  let lastEvent: PointerEvent | null = null;
  let longPress: ReturnType<typeof setTimeout> | undefined;
  let pressedAt = { x: 0, y: 0 };
  let panFrom: { x: number; y: number } | null = null;
  let edgeTimer: ReturnType<typeof setInterval> | undefined;

  function end(): void {
    gesture = null;
    gesturePointer = -1;
    clearTimeout(longPress);
    clearInterval(edgeTimer);
    edgeTimer = undefined;
  }

  function cancel(): void {
    gesture?.cancel();
    end();
  }

  function onDown(event: PointerEvent): void {
    if (event.pointerType === "touch") {
      touches.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (touches.size > 1) return cancel();
    }
    if (event.button === 1) {
      panFrom = { x: event.clientX, y: event.clientY };
      element.setPointerCapture(event.pointerId);
      event.preventDefault();
      return;
    }
    // A right click, or Control with a click on a Mac, opens the menu by itself.
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    pressedAt = { x: event.clientX, y: event.clientY };
    lastEvent = event;
    gesture = target.start(target.toPoint(event), event);
    gesturePointer = event.pointerId;
    clearTimeout(longPress);
    if (event.pointerType === "touch") {
      longPress = setTimeout(() => {
        cancel();
        target.openMenu(event, target.toPoint(event));
      }, LONG_PRESS_MS);
    }
  }

  function onMove(event: PointerEvent): void {
    if (touches.has(event.pointerId)) {
      const before = new Map(touches);
      touches.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (touches.size > 1) return panAndZoom(before);
    }
    if (panFrom) {
      scrollBy(panFrom.x - event.clientX, panFrom.y - event.clientY);
      panFrom = { x: event.clientX, y: event.clientY };
      return;
    }
    if (event.pointerId !== gesturePointer || !gesture) {
      if (event.pointerType !== "touch") target.hover(target.toPoint(event));
      return;
    }
    const distance = Math.hypot(event.clientX - pressedAt.x, event.clientY - pressedAt.y);
    if (distance > LONG_PRESS_PIXELS) clearTimeout(longPress);
    lastEvent = event;
    gesture.move(target.toPoint(event));
    if (edgeTimer === undefined && edgeDirection(event) !== 0) {
      edgeTimer = setInterval(scrollAtEdge, 16);
    }
  }

  function edgeDirection(event: PointerEvent): number {
    const { x } = target.toPoint(event);
    if (x > view().width - EDGE_PIXELS) return 1;
    return x < EDGE_PIXELS && view().scrollX > 0 ? -1 : 0;
  }

  function scrollAtEdge(): void {
    const direction = lastEvent ? edgeDirection(lastEvent) : 0;
    if (!gesture || !lastEvent || direction === 0) {
      clearInterval(edgeTimer);
      edgeTimer = undefined;
      return;
    }
    scrollBy(direction * EDGE_SCROLL_PIXELS, 0);
    gesture.move(target.toPoint(lastEvent));
  }

  function panAndZoom(before: ReadonlyMap<number, { x: number; y: number }>): void {
    const [now, was] = [pair(touches), pair(before)];
    if (!now || !was) return;
    scrollBy(was.x - now.x, was.y - now.y);
    const left = target.toPoint({ clientX: now.x, clientY: now.y }).x;
    if (was.distance > 20) zoomBy(now.distance / was.distance, left);
  }

  function onUp(event: PointerEvent): void {
    touches.delete(event.pointerId);
    panFrom = null;
    if (event.pointerId !== gesturePointer) return;
    const ending = gesture;
    end();
    ending?.end(target.toPoint(event));
  }

  function onCancel(event: PointerEvent): void {
    touches.delete(event.pointerId);
    panFrom = null;
    if (event.pointerId === gesturePointer) cancel();
  }

  function onMenu(event: MouseEvent): void {
    event.preventDefault();
    // A long press brings its own menu before the browser's event comes.
    if (touches.size > 0) return;
    cancel();
    target.openMenu(event, target.toPoint(event as MouseEvent & Partial<PointerEvent>));
  }

  const onLeave = () => target.hover(null);
  const onEscape = (event: KeyboardEvent) => {
    if (event.key === "Escape" && gesture) {
      cancel();
      event.stopImmediatePropagation();
    }
  };
  element.addEventListener("pointerdown", onDown);
  element.addEventListener("pointermove", onMove);
  element.addEventListener("pointerup", onUp);
  element.addEventListener("pointercancel", onCancel);
  element.addEventListener("pointerleave", onLeave);
  element.addEventListener("contextmenu", onMenu);
  window.addEventListener("keydown", onEscape, true);
  return () => {
    cancel();
    window.removeEventListener("keydown", onEscape, true);
  };
}

function pair(touches: ReadonlyMap<number, { x: number; y: number }>) {
  const [one, other] = [...touches.values()];
  if (!one || !other) return null;
  return {
    x: (one.x + other.x) / 2,
    y: (one.y + other.y) / 2,
    distance: Math.hypot(one.x - other.x, one.y - other.y),
  };
}

/** How many times larger a wheel that zooms makes things. */
export const wheelZoom = (event: WheelEvent): number => Math.exp(-event.deltaY * 0.006);

/** Mouse wheels: with Control (or a pinch) zoom, otherwise scroll; a wheel that only goes up and down goes along time where nothing lies above or below. */
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
