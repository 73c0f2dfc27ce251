// A 2-D canvas that keeps its element's size and is redrawn once per screen frame when something changed.
import { createEffect, onCleanup, onMount } from "solid-js";

/**
 * Draw into a canvas. `collect` reads the signals (and is run again when they change), `draw` paints what
 * it collected; draw returns true while it wants another frame. Neither is done while it is not shown.
 */
export function useSurface<Scene>(
  canvas: () => HTMLCanvasElement,
  collect: () => Scene,
  draw: (context: CanvasRenderingContext2D, scene: Scene, nowMs: number) => boolean,
  onSize?: (size: { width: number; height: number }) => void,
  isShown: () => boolean = () => true,
): void {
  let scene: Scene | null = null;
  let frame = 0;
  const request = () => {
    if (frame === 0) frame = requestAnimationFrame(paint);
  };
  function paint(nowMs: number): void {
    frame = 0;
    if (scene === null) return;
    const element = canvas();
    const context = element.getContext("2d");
    if (!context || element.clientWidth === 0) return;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(element.clientWidth * ratio);
    const height = Math.round(element.clientHeight * ratio);
    if (element.width !== width || element.height !== height) {
      element.width = width;
      element.height = height;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (draw(context, scene, nowMs)) request();
  }
  onMount(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      onSize?.({ width: entry.contentRect.width, height: entry.contentRect.height });
      request();
    });
    observer.observe(canvas());
    onCleanup(() => observer.disconnect());
  });
  createEffect(() => {
    scene = isShown() ? collect() : null;
    if (scene !== null) request();
  });
  onCleanup(() => cancelAnimationFrame(frame));
}
