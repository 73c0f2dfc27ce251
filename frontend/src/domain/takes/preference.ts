/** How much votes prefer a candidate, in logits, as people read it. Pure. */

/** "+1.2", "−0.4". */
export function preferenceWords(preference: number): string {
  const tenths = Math.round(10 * preference);
  return (tenths < 0 ? "−" : "+") + (Math.abs(tenths) / 10).toFixed(1);
}
