/** The form of a grid: every seed with every temperature and number of steps, one candidate each. */

import { createMemo, createSignal } from "solid-js";
import { MOST_COMBINATIONS, numbersFrom } from "../../domain/generation/jobs";
import type { Choices } from "../../state/generations/choices";
import { tryGrid } from "../../state/generations/generating";
import { useStudio } from "../../state/stage/studio";
import { Dialog } from "../../ui/overlays/Dialog";

export function GridDialog(props: {
  choices: Choices;
  onBegin: () => boolean;
  onClose: () => void;
}) {
  const studio = useStudio();
  const [seeds, setSeeds] = createSignal("1-4");
  const [temperatures, setTemperatures] = createSignal("0.6, 0.8, 1");
  const [steps, setSteps] = createSignal(String(props.choices.values.num_steps ?? 64));
  const axes = createMemo(() => ({
    seeds: numbersFrom(seeds()),
    temperatures: numbersFrom(temperatures()),
    steps: numbersFrom(steps()),
  }));
  const problem = () => {
    const { seeds, temperatures, steps } = axes();
    if (!seeds?.every(Number.isSafeInteger))
      return "Enter seeds as whole numbers, for example 1-4 or 1, 7, 12.";
    if (!temperatures?.every((one) => one > 0))
      return "Enter temperatures as numbers, for example 0.6, 0.8, 1.";
    if (!steps?.every((one) => Number.isInteger(one) && one > 0))
      return "Enter steps as whole numbers, for example 32, 64.";
    const count = seeds.length * temperatures.length * steps.length;
    return count > MOST_COMBINATIONS
      ? `${count} combinations are too many. A grid has at most ${MOST_COMBINATIONS}.`
      : null;
  };
  const count = () => {
    const { seeds, temperatures, steps } = axes();
    return (seeds?.length ?? 0) * (temperatures?.length ?? 0) * (steps?.length ?? 0);
  };
  const start = (event: SubmitEvent) => {
    event.preventDefault();
    const { seeds, temperatures, steps } = axes();
    if (problem() !== null || !seeds || !temperatures || !steps) return;
    props.onClose();
    if (props.onBegin()) void tryGrid(studio, props.choices, { seeds, temperatures, steps });
  };
  return (
    <Dialog title="A grid of settings" class="grid-dialog" onClose={props.onClose}>
      <form onSubmit={start}>
        <p class="muted">
          Makes and grades one candidate for each combination of seed, temperature and number of
          steps. The other settings come from the panel.
        </p>
        <label>
          Seeds
          <input value={seeds()} onInput={(event) => setSeeds(event.currentTarget.value)} />
        </label>
        <label>
          Temperatures
          <input
            value={temperatures()}
            onInput={(event) => setTemperatures(event.currentTarget.value)}
          />
        </label>
        <label>
          Steps
          <input value={steps()} onInput={(event) => setSteps(event.currentTarget.value)} />
        </label>
        <div class="dialog-acts">
          <span class="muted figures" role="status">
            {problem() ?? `${count()} candidates`}
          </span>
          <button type="submit" class="primary" disabled={problem() !== null}>
            Try them
          </button>
        </div>
      </form>
    </Dialog>
  );
}
