// Where the bubble of a comment stands, so that it covers no sign of the staff. Pure.

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Whether two boxes meet, or stand side by side with less than a gap between them. */
const meet = (one: Box, other: Box, gap: number): boolean =>
  one.x < other.x + other.width + gap &&
  other.x < one.x + one.width + gap &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

/** The box where it is, or raised over those that it would cover or touch, with a gap. y counts downwards. */
export function raisedClear(box: Box, others: readonly Box[], gap: number): Box {
  let raised = box;
  // From the lowest up: over one it may cover the next.
  for (const other of [...others].sort((one, two) => two.y - one.y))
    if (meet(raised, other, gap)) raised = { ...raised, y: other.y - raised.height - gap };
  return raised;
}
