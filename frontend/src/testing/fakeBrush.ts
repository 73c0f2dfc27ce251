/** A brush for tests: it paints nothing and writes down the frames that were drawn. */

export interface Frame {
  y: number;
  height: number;
}

export function fakeBrush(): { brush: CanvasRenderingContext2D; frames: Frame[] } {
  const frames: Frame[] = [];
  const frame = (_x: number, y: number, _width: number, height: number) =>
    frames.push({ y, height });
  const nothing = () => undefined;
  const brush = {
    strokeRect: frame,
    roundRect: frame,
    beginPath: nothing,
    moveTo: nothing,
    lineTo: nothing,
    setLineDash: nothing,
    stroke: nothing,
    fill: nothing,
    fillRect: nothing,
    fillText: nothing,
    measureText: () => ({ width: 40 }),
  };
  return { brush: brush as unknown as CanvasRenderingContext2D, frames };
}
