/** Make many candidates and keep the best, or try a grid of settings. */

import { createResource, createSignal, For, Show } from "solid-js";
import { curation } from "../../curation";
import type { Choices } from "../../state/generations/choices";
import { type BestOf, findBest } from "../../state/generations/generating";
import { useStudio } from "../../state/stage/studio";
import { Popover } from "../../ui/overlays/Popover";
import { GridDialog } from "../jobs/GridDialog";

const KEY = "sunmask.best-of";
const FIRST: BestOf = { keep: 8, total: 64, batch: 8, stop_early: false };

function remembered(): BestOf {
  try {
    return { ...FIRST, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return FIRST;
  }
}

export function ManyButton(props: {
  choices: Choices;
  isDisabled: boolean;
  /** Marks what is to be composed; false where nothing can be. */
  onBegin: () => boolean;
}) {
  const studio = useStudio();
  const [hasGrid, setHasGrid] = createSignal(false);
  const [bestOf, setBestOf] = createSignal(remembered());
  const [ranking, setRanking] = createSignal<string | null>(null);
  const change = (part: Partial<BestOf>) => {
    setBestOf((before) => ({ ...before, ...part }));
    localStorage.setItem(KEY, JSON.stringify(bestOf()));
  };
  const start = (close: () => void) => {
    if (problemOf(bestOf()) !== null) return;
    close();
    if (props.onBegin()) void findBest(studio, props.choices, { ...bestOf(), ranking: ranking() });
  };
  return (
    <>
      <Popover
        label="Best of …"
        title="Make many candidates and keep those with the best grades"
        isDisabled={props.isDisabled}
        testId="best-of"
        panelName="Best of many"
        panelClass="many-panel"
        focus="input"
        onEnter={start}
      >
        {(close) => (
          <>
            <BestOfFields bestOf={bestOf()} onChange={change} />
            <SortBy canvas={studio.canvasId} chosen={ranking()} onChoose={setRanking} />
            <div class="button-row">
              <button
                type="button"
                class="primary grow"
                data-testid="start-best-of"
                disabled={problemOf(bestOf()) !== null}
                onClick={() => start(close)}
              >
                Find the best {bestOf().keep}
              </button>
              <button
                type="button"
                onClick={() => {
                  close();
                  setHasGrid(true);
                }}
              >
                Grid …
              </button>
            </div>
          </>
        )}
      </Popover>
      <Show when={hasGrid()}>
        <GridDialog
          choices={props.choices}
          onBegin={props.onBegin}
          onClose={() => setHasGrid(false)}
        />
      </Show>
    </>
  );
}

/** The choice of a judge for Best of: the grade, or the votes of a ranking that has enough of them. */
function SortBy(props: {
  canvas: string;
  chosen: string | null;
  onChoose: (ranking: string | null) => void;
}) {
  const [found] = createResource(
    () => props.canvas,
    (canvas) => curation.taughtBy(canvas).catch(() => []),
  );
  return (
    <Show when={(found.latest ?? []).length > 0}>
      <label class="many-sentence">
        <span class="muted">sorted by</span>{" "}
        <select
          aria-label="Sorted by"
          value={props.chosen ?? ""}
          onChange={(event) => props.onChoose(event.currentTarget.value || null)}
        >
          <option value="">the grade</option>
          <For each={found.latest}>
            {(one) => (
              <option value={one.ranking}>
                the votes of {one.name}, {Math.round(100 * one.accuracy.value)} of 100 foretold
              </option>
            )}
          </For>
        </select>
      </label>
    </Show>
  );
}

/** Why these numbers make no sense; null where they do. */
function problemOf({ keep, total, batch }: BestOf): string | null {
  if (total < 1) return "Make at least one candidate.";
  if (keep < 1 || keep > total) return `You make ${total}, so keep between 1 and ${total}.`;
  if (batch < 1) return "Make at least one candidate at once.";
  return null;
}

function BestOfFields(props: { bestOf: BestOf; onChange: (part: Partial<BestOf>) => void }) {
  const number = (name: "keep" | "total" | "batch", label: string) => (
    <input
      type="number"
      aria-label={label}
      min="1"
      max="1000"
      inputmode="numeric"
      value={props.bestOf[name]}
      onInput={(event) => props.onChange({ [name]: Math.round(Number(event.currentTarget.value)) })}
    />
  );
  return (
    <>
      <p class="many-sentence">
        Keep the best {number("keep", "How many to keep")} of {number("total", "How many to make")}
      </p>
      <p class="many-sentence">
        <span class="muted">made at once</span> {number("batch", "How many at once")}
      </p>
      <label class="check">
        <input
          type="checkbox"
          checked={props.bestOf.stop_early}
          onChange={(event) => props.onChange({ stop_early: event.currentTarget.checked })}
        />
        Stop early when they stop improving
      </label>
      <p class="hint">
        {problemOf(props.bestOf) ??
          "Each candidate is graded when it finishes. The best become takes. The others stay for 30 days, and you can keep any of them."}
      </p>
    </>
  );
}
