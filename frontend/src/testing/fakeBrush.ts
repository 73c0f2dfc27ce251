/** A brush for tests: it paints nothing and writes down the frames that were drawn. */

export interface Frame {
  y: number;
  height: number;
}

/** A text that was written, and how much of it is seen. */
export interface Written {
  text: string;
  alpha: number;
}

export function fakeBrush() {
  const frames: Frame[] = [];
  const written: Written[] = [];
  const filled: (Frame & { colour: string })[] = [];
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
    fillRect: (_x: number, y: number, _width: number, height: number) =>
      filled.push({ y, height, colour: brush.fillStyle }),
    fillStyle: "",
    fillText: (text: string) => written.push({ text, alpha: brush.globalAlpha }),
    globalAlpha: 1,
    measureText: () => ({ width: 40 }),
  };
  return { brush: brush as unknown as CanvasRenderingContext2D, frames, written, filled };
}
