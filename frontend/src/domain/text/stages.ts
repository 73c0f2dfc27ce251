/** What each step of a run of a text may still change, in a few words. Pure. */

/** Steps more for a candidate that is gone on with: phrases are drawn again. */
export const MORE_STEPS = 3;

/** Steps of a gap, and those in which a phrase is said again, where nobody chose others (`num_steps` and
 * `REWRITING_STEPS` of `sunmask.text.settings`). */
const USUAL_STEPS = 3;
const REWRITING_STEPS = 12;

/** How many steps a phrase takes that is said again: as many as somebody chose. */
export function rewordingSteps(values: Readonly<Record<string, unknown>>): number {
  const chosen = Number(values.num_steps ?? USUAL_STEPS);
  return chosen === USUAL_STEPS ? REWRITING_STEPS : chosen;
}

const even = (value: number): number => {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
};

/** The step in which gaps have their first phrases: those before it only read. */
export function firstPhraseStep(settings: Readonly<Record<string, unknown>>): number {
  const numSteps = Number(settings.num_steps ?? 1);
  if (!(Number(settings.fluency ?? 0) > 0)) return 1;
  return Math.min(numSteps, Math.max(1, even(Number(settings.eta ?? 0) * numSteps)) + 1);
}

/** What the step after `step` does: a sentence; "" after the last one. */
export function nextStepWords(settings: Readonly<Record<string, unknown>>, step: number): string {
  const [next, numSteps] = [step + 1, Number(settings.num_steps ?? 1)];
  if (next > numSteps) return "";
  const first = firstPhraseStep(settings);
  if (next < first) return "The model reads your text. Nothing is written yet.";
  if (!(Number(settings.fluency ?? 0) > 0)) return "Each free word may change.";
  if (settings.wording !== undefined && settings.wording !== "single")
    return "The phrase may change as a whole, or word by word.";
  if (next === first) return "Phrases are searched for every gap.";
  if (next === numSteps) return "The best of all phrases is chosen. Then the run ends.";
  return "Phrases may be drawn again.";
}
