/** The curve above the step line: how much of the grid changed at each step. Pure. */

export interface CurveBox {
  left: number;
  width: number;
  top: number;
  height: number;
}

/**
 * Points of a line through `shares` (0 to 1 each, one a step from `firstStep` on) within a box that is
 * `numSteps` wide, thinned to at most one a pixel; a square root lets small late changes be seen.
 */
export function curvePoints(
  shares: readonly number[],
  firstStep: number,
  numSteps: number,
  box: CurveBox,
): string {
  if (shares.length < 2) return "";
  const stride = Math.max(1, Math.ceil(shares.length / Math.max(2, Math.floor(box.width))));
  const points: string[] = [];
  for (let index = 0; index < shares.length; index += stride) {
    const share = Math.sqrt(Math.min(1, Math.max(...shares.slice(index, index + stride))));
    const x = box.left + ((firstStep + index) / Math.max(1, numSteps)) * box.width;
    points.push(`${x.toFixed(1)},${(box.top + box.height * (1 - share)).toFixed(1)}`);
  }
  return points.join(" ");
}

/** Steps at which a tick stands: at most `most`, at round numbers. */
export function ticks(numSteps: number, most: number): number[] {
  const strides = [1, 2, 5, 10, 20, 50, 100, 200, 500];
  const stride = strides.find((one) => numSteps / one <= most) ?? 1000;
  return Array.from({ length: Math.floor(numSteps / stride) + 1 }, (_, index) => index * stride);
}
