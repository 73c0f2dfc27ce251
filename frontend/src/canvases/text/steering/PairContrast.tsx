/** The two runs of a pair beside each other: which words the one has more often than the other. */

import { createMemo, For, Show } from "solid-js";
import { isGoingOn, jobWords } from "../../../domain/generation/jobs";
import {
  type Contrast,
  contrastOf,
  numChangedWords,
  strongestOf,
} from "../../../domain/text/wordContrast";
import type { Job } from "../../../protocol";
import { stopJob } from "../../../state/generations/generating";
import { useStudio } from "../../../state/stage/studio";
import { plural } from "../../../ui/plural";
import { type PairSide, usePairSides } from "./pairRuns";

const MOST_WORDS = 8;

export function PairContrast(props: { job: Job }) {
  const studio = useStudio();
  const sides = usePairSides(() => props.job);
  const hasSteps = () => sides().every(({ runs }) => runs.length > 0);
  const hasSome = () => sides().some(({ runs }) => runs.length > 0);
  /** While the second run waits, the words of the first that are more frequent than others. */
  const contrast = createMemo(() => {
    const [first, second] = sides();
    return contrastOf(first.runs.flat(), second.runs.flat());
  });
  const most = () => Math.max(1, ...contrast().flatMap((one) => [one.first, one.second]));
  const stronger = (side: 0 | 1) =>
    sides()[side].runs.length === 0 ? [] : strongestOf(contrast(), side, MOST_WORDS);
  /** The same seed makes candidate b of both runs: what differs between them, the swap has changed. */
  const sentence = () => {
    if (!hasSteps()) {
      if (props.job.state === "done") return "Loading the steps …";
      if (!isGoingOn(props.job)) return jobWords(props.job);
      const next = hasSome()
        ? "The words of the second run will appear next to these."
        : "Words appear once the first steps arrive.";
      return `${jobWords(props.job)}. ${next}`;
    }
    const [first, second] = sides();
    const counts = first.runs.map((run, candidate) =>
      numChangedWords(run, second.runs[candidate] ?? []),
    );
    const count = counts.reduce((sum, { numChanged }) => sum + numChanged, 0);
    const numWords = counts.reduce((sum, one) => sum + one.numWords, 0);
    const all = first.runs.length + second.runs.length;
    const held = first.numHeld + second.numHeld;
    return (
      `${count} of ${plural(numWords, "open word")} changed when the roles were swapped. Both words ` +
      `stayed in place in ${held === all ? `all ${all}` : `${held} of ${all}`} runs.`
    );
  };
  return (
    <div class="pair-contrast" data-testid="pair-contrast">
      <Show when={isGoingOn(props.job)}>
        <div
          class="progress-line"
          role="progressbar"
          aria-label="Both runs"
          aria-valuemin={0}
          aria-valuemax={props.job.num_total}
          aria-valuenow={props.job.num_done}
        >
          <i style={{ width: `${(100 * props.job.num_done) / props.job.num_total}%` }} />
        </div>
      </Show>
      <div class="pair-sides">
        <For each={[0, 1] as const}>
          {(side) => <Side side={side} of={sides()[side]} words={stronger(side)} most={most()} />}
        </For>
      </div>
      <p class="hint figures" data-testid="pair-sentence">
        {sentence()}
      </p>
      <Show when={isGoingOn(props.job) && studio.canEdit()}>
        <button type="button" class="full-width" onClick={() => stopJob(props.job, false)}>
          Stop
        </button>
      </Show>
      <Show when={hasSome()}>
        <h3 class="pair-heading">Runs</h3>
        <div class="pair-runs">
          <For each={[0, 1] as const}>{(side) => <Runs of={sides()[side]} />}</For>
        </div>
      </Show>
    </div>
  );
}

const NAMES = ["first", "second"] as const;
const counts = (one: Contrast, side: 0 | 1): [number, number] =>
  side === 0 ? [one.first, one.second] : [one.second, one.first];

function Side(props: { side: 0 | 1; of: PairSide; words: readonly Contrast[]; most: number }) {
  return (
    <section class={`pair-side ${NAMES[props.side]}`} data-testid={`pair-${NAMES[props.side]}`}>
      <p>
        <b>{props.of.trusted}</b> trusted
        <br />
        <b>{props.of.doubted}</b> doubted
      </p>
      <ul aria-label={`Words more often here, where ${props.of.trusted} is trusted`}>
        <For each={props.words}>
          {(one) => {
            const [here, there] = counts(one, props.side);
            return (
              <li title={`${here} times here, ${there} times in the other run`}>
                <span class="pair-word">{one.word}</span>
                <i
                  style={{ width: `${Math.max(3, (34 * here) / props.most)}px` }}
                  aria-hidden="true"
                />
                <span class="figures muted">{here}</span>
                <span class="visually-hidden">times, {there} in the other run</span>
              </li>
            );
          }}
        </For>
      </ul>
    </section>
  );
}

/** The free words of each candidate; a press shows it on the stage. */
function Runs(props: { of: PairSide }) {
  const { stage } = useStudio();
  const isInView = (candidate: number) => {
    const { generation } = props.of;
    return generation !== null && stage.shows({ generation, candidate });
  };
  const show = (candidate: number) => {
    const { generation } = props.of;
    if (generation !== null) stage.showCandidate(generation, candidate);
  };
  return (
    <ol aria-label={`${props.of.trusted} trusted, ${props.of.doubted} doubted`}>
      <For each={Array.from({ length: props.of.runs.length }, (_, candidate) => candidate)}>
        {(candidate) => (
          <li>
            <button
              type="button"
              class="quiet"
              aria-pressed={isInView(candidate)}
              aria-label={`Look at run ${candidate + 1}, ${props.of.trusted} trusted`}
              onClick={() => show(candidate)}
            >
              {props.of.runs[candidate]?.join(" · ")}
            </button>
          </li>
        )}
      </For>
    </ol>
  );
}
