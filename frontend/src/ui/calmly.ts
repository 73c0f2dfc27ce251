/** Work that may wait: a few milliseconds of it in each frame, so that scrolling stays smooth. */

const BUDGET_MS = 6;
/** What a work causes (layout, drawing) comes after it: few of them, however quick they seem. */
const MOST_IN_FRAME = 3;

const waiting: { work: () => void; isOff: boolean }[] = [];
let isRequested = false;

function workOff(): void {
  isRequested = false;
  const start = performance.now();
  let numDone = 0;
  while (numDone < MOST_IN_FRAME && performance.now() - start < BUDGET_MS) {
    const next = waiting.shift();
    if (!next) break;
    if (next.isOff) continue;
    next.work();
    numDone++;
  }
  ask();
}

function ask(): void {
  if (isRequested || waiting.length === 0) return;
  isRequested = true;
  requestAnimationFrame(workOff);
}

/** Do this in one of the next frames; returns the function that calls it off. */
export function calmly(work: () => void): () => void {
  const one = { work, isOff: false };
  waiting.push(one);
  ask();
  return () => {
    one.isOff = true;
  };
}
