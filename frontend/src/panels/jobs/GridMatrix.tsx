/** The grades of a grid: temperatures down, seeds across, one matrix for each number of steps. */

import { createMemo, For, Show } from "solid-js";
import { badness, gridResults } from "../../domain/generation/jobs";
import { gradeWords } from "../../domain/takes/takeWords";
import type { Job, Ranked } from "../../protocol";
import { useStudio } from "../../state/stage/studio";
import { GuardedFor } from "../../ui/Guarded";

export function GridMatrix(props: { job: Job; onShow: (one: Ranked) => void }) {
  const studio = useStudio();
  const axis = (name: string) => (props.job.settings[name] ?? []) as number[];
  const at = createMemo(() => {
    const ids = new Set(props.job.generations);
    return gridResults(
      props.job,
      studio.generations().filter((one) => ids.has(one.id)),
    );
  });
  const all = createMemo(() => props.job.best.map((one) => one.overall));
  const isInView = (generation: string) => studio.stage.shows({ generation });
  return (
    <div class="grid-matrices">
      <GuardedFor each={axis("steps")} nameOf={(steps) => `${steps} steps`}>
        {(steps) => (
          <table class="grid-matrix figures">
            <caption>
              {steps} steps <span class="muted">· temperature by seed</span>
            </caption>
            <thead>
              <tr>
                <td />
                <For each={axis("seeds")}>{(seed) => <th scope="col">{seed}</th>}</For>
              </tr>
            </thead>
            <tbody>
              <For each={axis("temperatures")}>
                {(temperature) => (
                  <tr>
                    <th scope="row">{temperature}</th>
                    <For each={axis("seeds")}>
                      {(seed) => (
                        <td>
                          <Show
                            when={at()(steps, temperature, seed)?.ranked}
                            fallback={<span class="muted">·</span>}
                          >
                            {(ranked) => (
                              <button
                                type="button"
                                class="grid-cell"
                                classList={{
                                  "is-in-view": isInView(ranked().generation),
                                  best: ranked().overall === all()[0],
                                }}
                                style={{ "--badness": badness(ranked().overall, all()) }}
                                aria-label={`Grade ${gradeWords(ranked().overall)}: ${steps} steps, temperature ${temperature}, seed ${seed}`}
                                aria-pressed={isInView(ranked().generation)}
                                onClick={() => props.onShow(ranked())}
                              >
                                {gradeWords(ranked().overall)}
                              </button>
                            )}
                          </Show>
                        </td>
                      )}
                    </For>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        )}
      </GuardedFor>
    </div>
  );
}
