/** Where two lists differ, with as little left out and put in as can be. */

export interface Difference {
  /** What is left out of the first list: from, and up to. */
  from: number;
  to: number;
  /** What of the second stands in its place. */
  newFrom: number;
  newTo: number;
}

/** Lists that differ in more places than this are not compared in full: all between the ends counts as changed. */
const MOST_STEPS = 1500;

/** The differences between two lists, in order (Myers 1986, the greedy algorithm). Pure. */
export function differences(before: readonly unknown[], after: readonly unknown[]): Difference[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const old = before.slice(head, before.length - tail);
  const fresh = after.slice(head, after.length - tail);
  if (old.length === 0 && fresh.length === 0) return [];
  const steps = stepsBetween(old, fresh) ?? [
    { from: 0, to: old.length, newFrom: 0, newTo: fresh.length },
  ];
  return steps.map(({ from, to, newFrom, newTo }) => ({
    from: from + head,
    to: to + head,
    newFrom: newFrom + head,
    newTo: newTo + head,
  }));
}

/** The shortest way from one list to the other; null where that is too long to look for. */
function stepsBetween(old: readonly unknown[], fresh: readonly unknown[]): Difference[] | null {
  const most = Math.min(old.length + fresh.length, MOST_STEPS);
  const furthest = new Int32Array(2 * most + 3);
  const at = (diagonal: number) => diagonal + most + 1;
  const history: Int32Array[] = [];
  for (let depth = 0; depth <= most; depth++) {
    history.push(furthest.slice(at(-depth - 1), at(depth + 1) + 1));
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      const [left, right] = [furthest[at(diagonal - 1)] ?? 0, furthest[at(diagonal + 1)] ?? 0];
      let x = diagonal === -depth || (diagonal !== depth && left < right) ? right : left + 1;
      while (x < old.length && x - diagonal < fresh.length && old[x] === fresh[x - diagonal]) x++;
      furthest[at(diagonal)] = x;
      if (x >= old.length && x - diagonal >= fresh.length) return wayBack(history, old, fresh);
    }
  }
  return null;
}

/** The steps of the way that was found, from its end to its beginning, neighbours joined. */
function wayBack(
  history: readonly Int32Array[],
  old: readonly unknown[],
  fresh: readonly unknown[],
): Difference[] {
  const found: Difference[] = [];
  let [x, y] = [old.length, fresh.length];
  for (let depth = history.length - 1; depth > 0; depth--) {
    const furthest = history[depth] as Int32Array;
    const of = (diagonal: number) => furthest[diagonal + depth + 1] ?? 0;
    const diagonal = x - y;
    const isInsertion =
      diagonal === -depth || (diagonal !== depth && of(diagonal - 1) < of(diagonal + 1));
    const beforeX = of(isInsertion ? diagonal + 1 : diagonal - 1);
    const beforeY = beforeX - (isInsertion ? diagonal + 1 : diagonal - 1);
    const step: Difference = isInsertion
      ? { from: beforeX, to: beforeX, newFrom: beforeY, newTo: beforeY + 1 }
      : { from: beforeX, to: beforeX + 1, newFrom: beforeY, newTo: beforeY };
    const next = found.at(-1);
    if (next && step.to === next.from && step.newTo === next.newFrom) {
      next.from = step.from;
      next.newFrom = step.newFrom;
    } else found.push(step);
    [x, y] = [beforeX, beforeY];
  }
  return found.reverse();
}
