/** What a held word pulls: the text is run twice, and a trusted and a doubted word change their roles. */

import { type Accessor, createMemo, createSignal, createUniqueId, For, Show } from "solid-js";
import { isGoingOn } from "../../../domain/generation/jobs";
import { FREE, isMark } from "../../../domain/text/words";
import type { Job } from "../../../protocol";
import { loadChoices } from "../../../state/generations/choices";
import { runPair } from "../../../state/generations/generating";
import { useStudio } from "../../../state/stage/studio";
import { revealWord } from "../editor/surface";
import { textReading } from "../inView";
import { PairContrast } from "./PairContrast";
import { choosePart, offered, pairOf, swapPair, type WordPair } from "./pair";

export default function Pull() {
  const studio = useStudio();
  const pair = createMemo(() => pairOf(textReading()));
  const job = createMemo(() => {
    const chosen = studio.selectedJob();
    return chosen?.kind === "pair" ? chosen : studio.jobs().findLast((one) => one.kind === "pair");
  });
  return (
    <section class="pull" aria-labelledby="pull-heading" data-testid="pull">
      <h2 id="pull-heading" class="visually-hidden">
        Pull
      </h2>
      <p class="muted pull-words-of">
        See how much a word shapes the text around it. The model trusts one word and doubts the
        other, then they swap roles. Both words stay where they are.
      </p>
      <Show when={studio.canEdit()}>
        <PairChoice pair={pair()} />
        <RunPair pair={pair()} job={job()} />
      </Show>
      <Show when={job()}>{(one) => <PairContrast job={one()} />}</Show>
    </section>
  );
}

function PairChoice(props: { pair: WordPair }) {
  return (
    <div class="pull-words">
      <PartChoice part="trusted" label="trusted" pair={props.pair} />
      <button
        type="button"
        class="quiet"
        aria-label="Swap the two roles"
        title="Swap the roles of the two words on the canvas"
        disabled={props.pair.trusted === null || props.pair.doubted === null}
        onClick={swapPair}
      >
        ⇄
      </button>
      <PartChoice part="doubted" label="doubted, kept" pair={props.pair} />
    </div>
  );
}

function PartChoice(props: { part: keyof WordPair; label: string; pair: WordPair }) {
  const id = createUniqueId();
  const words = createMemo(() => {
    const reading = textReading();
    return offered(reading, props.pair.doubted).map((index) => ({
      index,
      word: reading.words[index]?.word ?? "",
    }));
  });
  return (
    <div class={`pull-word ${props.part}`}>
      <select
        id={id}
        aria-label={props.part === "trusted" ? "Trusted word" : "Doubted word"}
        data-testid={`pull-${props.part}`}
        onChange={(event) => {
          const index = Number(event.currentTarget.value);
          if (event.currentTarget.value === "") return;
          choosePart(props.part, index);
          revealWord(index);
        }}
      >
        <Show when={props.pair[props.part] === null}>
          <option value="" selected>
            a word …
          </option>
        </Show>
        <For each={words()}>
          {({ index, word }) => (
            <option value={index} selected={index === props.pair[props.part]}>
              {word}
            </option>
          )}
        </For>
      </select>
      <label for={id}>{props.label}</label>
    </div>
  );
}

const RUNS_KEY = "sunmask.pair";
const DEFAULT_RUNS = 20;
const MOST_RUNS = 200;

/** How often each of the two is run, as this browser remembers it. */
function useNumRuns(): [Accessor<number>, (typed: string) => void] {
  const stored = Number(localStorage.getItem(RUNS_KEY) ?? DEFAULT_RUNS);
  const [numRuns, setNumRuns] = createSignal(
    stored >= 1 && stored <= MOST_RUNS ? stored : DEFAULT_RUNS,
  );
  const change = (typed: string) => {
    const count = Math.round(Number(typed));
    if (!(count >= 1)) return;
    setNumRuns(Math.min(MOST_RUNS, count));
    localStorage.setItem(RUNS_KEY, String(numRuns()));
  };
  return [numRuns, change];
}

/** `job`: the pair that is run or was run last. */
function RunPair(props: { pair: WordPair; job: Job | undefined }) {
  const studio = useStudio();
  const [numRuns, changeRuns] = useNumRuns();
  const obstacle = createMemo(() =>
    obstacleTo(props.pair, studio.kind()?.checkpoints.length !== 0),
  );
  const isBusy = () => props.job !== undefined && isGoingOn(props.job);
  const run = () => {
    const { trusted, doubted } = props.pair;
    const columns = textReading().columns;
    const [first, second] = [columns[trusted ?? -1], columns[doubted ?? -1]];
    if (first === undefined || second === undefined) return;
    void runPair(studio, loadChoices(studio.canvasId, studio.kind()?.settings ?? []), {
      first: [first, 0],
      second: [second, 0],
      numCandidates: numRuns(),
    });
  };
  return (
    <>
      <div class="button-row">
        <button
          type="button"
          class="grow"
          data-testid="run-pair"
          disabled={obstacle() !== null || isBusy()}
          aria-describedby="pull-hint"
          title="Generate once, then again with the two roles swapped and the same seed"
          onClick={run}
        >
          Run both ways
        </button>
        <label class="pull-runs muted">
          <input
            class="setting-number"
            inputmode="numeric"
            aria-label="Runs of each"
            value={numRuns()}
            onChange={(event) => {
              changeRuns(event.currentTarget.value);
              event.currentTarget.value = String(numRuns());
            }}
          />{" "}
          times each
        </label>
      </div>
      <Show when={obstacle()}>
        <p class="hint" id="pull-hint">
          {obstacle()}
        </p>
      </Show>
    </>
  );
}

/** Why the pair cannot be run now, as a sentence; null where it can. */
function obstacleTo(pair: WordPair, hasModel: boolean): string | null {
  if (!hasModel) return "There is no trained model in this studio yet.";
  if (pair.doubted === null || pair.trusted === null)
    return "Choose one word to trust and one to doubt. Both stay where they are.";
  const isFree = ({ word, isPinned }: { word: string; isPinned: boolean }) =>
    !isPinned && (word === FREE || !isMark(word));
  return textReading().words.some(isFree)
    ? null
    : "Make some words around them renoisable (anew). They show which word pulls.";
}
