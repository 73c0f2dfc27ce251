// With reduced motion a run is shown at each tenth of its steps, and at once where a person looks elsewhere.

const PARTS = 10;

export class CalmParts {
  private inView: unknown;
  private part = -1;

  /**
   * What is new since the last call: `another` in view, or one that stands still; the next `part` of the same run;
   * or nothing. live: how far the run is, from 0 to 1; null where what is in view stands still.
   */
  next(inView: unknown, live: number | null): "another" | "part" | "nothing" {
    const part = live === null ? -1 : Math.floor(live * PARTS);
    const isAnother = live === null || inView !== this.inView;
    const isNew = isAnother || part !== this.part;
    this.inView = inView;
    this.part = part;
    if (isAnother) return "another";
    return isNew ? "part" : "nothing";
  }
}
