/**
 * Two to four takes, or steps of runs, beside each other: one playhead, one step line for all, and a switch of
 * what is heard that keeps the beat.
 */

import { type Accessor, createMemo, createSignal, type JSX, onCleanup, Show } from "solid-js";
import { togglePlaying } from "../../audio/player";
import { CompareDialog, type Compared } from "../../canvases/CompareDialog";
import { type Content, metaOf } from "../../canvases/content";
import {
  canHear,
  isHeard,
  isSounding,
  listen,
  stopListening,
  swapTo,
} from "../../canvases/listening";
import type { StepStore } from "../../domain/generation/stepStore";
import { gradeWords } from "../../domain/takes/takeWords";
import type { Take } from "../../protocol";
import { toastFailure } from "../../state/failures";
import { stepAtShare, stepsOf } from "../runs";

export interface ComparedStep {
  id: string;
  name: string;
  /** Grade and the like, in few words. */
  words: string;
  content: Content;
  /** Where it stands in a run, so that all can be scrubbed in step. */
  run: { generation: string; candidate: number } | null;
}

export const comparedTake = (take: Take, content: Content): ComparedStep => ({
  id: take.id,
  name: take.name,
  words: take.grade === null || take.grade === undefined ? "" : `grade ${gradeWords(take.grade)}`,
  content,
  run: { generation: take.generation, candidate: take.candidate },
});

export function Comparison(props: {
  items: readonly ComparedStep[];
  acts?: (item: ComparedStep) => JSX.Element;
  onClose: () => void;
}) {
  onCleanup(stopListening);
  const runs = createRuns(() => props.items);
  const items = createMemo(() => props.items.map((item) => compared(item, runs, props.acts)));
  const flip = (to: number) => {
    const next = props.items[Math.max(0, Math.min(props.items.length - 1, to))];
    if (next) swapTo(next.id, runs.contentOf(next));
  };
  const heardIndex = () => props.items.findIndex((item) => isHeard(item.id));
  const keys = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const wanted = Number(event.key) - 1;
    if (target instanceof HTMLInputElement) return;
    if (by !== undefined) flip(Math.max(0, heardIndex()) + by);
    else if (props.items[wanted]) flip(wanted);
    else if (event.key === " " && !target.closest("button")) {
      if (heardIndex() < 0) flip(0);
      togglePlaying();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <CompareDialog
      class="compare-takes"
      items={items()}
      spare={190}
      head={
        <Show when={props.items.some((item) => canHear(item.content))}>
          <span class="muted wide-only">
            <kbd>↑</kbd> <kbd>↓</kbd> switch what you hear; the beat goes on
          </span>
        </Show>
      }
      foot={
        <Show when={runs.canScrub()}>
          <StepOfAll share={runs.share()} onScrub={runs.scrub} />
        </Show>
      }
      onKeyDown={keys}
      onClose={props.onClose}
    />
  );
}

/** How far through its run each is shown. */
interface Runs {
  /** 1 at the end of the line, where each is as it was kept. */
  share: Accessor<number>;
  scrub(share: number): void;
  canScrub(): boolean;
  /** The step in view of one; null at the end of the line. */
  stepOf(item: ComparedStep): number | null;
  contentOf(item: ComparedStep): Content;
}

function createRuns(items: Accessor<readonly ComparedStep[]>): Runs {
  const [share, setShare] = createSignal(1);
  const [stores, setStores] = createSignal<ReadonlyMap<string, StepStore>>(new Map());
  const rowsOfRuns = createMemo(
    () =>
      new Map(
        items().flatMap((item) =>
          item.run ? [[item.run.generation, item.content.grid.length] as const] : [],
        ),
      ),
  );
  let isRequested = false;
  const fetchSteps = () => {
    if (isRequested) return;
    isRequested = true;
    Promise.all(
      [...rowsOfRuns()].map(async ([id, numRows]) => [id, await stepsOf(id, numRows)] as const),
    ).then(
      (all) => setStores(new Map(all)),
      (failure) => {
        isRequested = false;
        toastFailure(failure);
      },
    );
  };
  const stepOf = (item: ComparedStep): number | null => {
    const store = item.run && stores().get(item.run.generation);
    return !store || share() >= 1 ? null : stepAtShare(store, share());
  };
  return {
    share,
    scrub(to) {
      setShare(to);
      fetchSteps();
    },
    canScrub: () => rowsOfRuns().size > 0,
    stepOf,
    contentOf(item) {
      const step = stepOf(item);
      if (step === null || !item.run) return item.content;
      const grid = stores().get(item.run.generation)?.gridAt(item.run.candidate, step);
      return grid ? { ...item.content, grid } : item.content;
    },
  };
}

function compared(
  item: ComparedStep,
  runs: Runs,
  acts?: (item: ComparedStep) => JSX.Element,
): Compared {
  const content = () => runs.contentOf(item);
  return {
    kind: item.content.kind,
    name: () => item.name,
    words: () => {
      const step = runs.stepOf(item);
      return `${item.words}${step === null ? "" : ` · step ${step}`}`;
    },
    grid: () => content().grid,
    around: () => item.content.content,
    meta: () => metaOf(item.content),
    frozen: () => item.content.content && { content: item.content.content, columns: [] },
    canTake: () => false,
    isInView: () => isHeard(item.id),
    isSounding: () => isSounding(item.id),
    show: () => swapTo(item.id, content()),
    listen: () => listen(item.id, content()),
    acts: () => acts?.(item),
  };
}

function StepOfAll(props: { share: number; onScrub: (share: number) => void }) {
  return (
    <label class="compare-steps figures">
      <span>noise</span>
      <input
        type="range"
        aria-label="Step of all"
        min={0}
        max={1000}
        value={Math.round(1000 * props.share)}
        style={{ "--share": `${100 * props.share}%` }}
        onInput={(event) => props.onScrub(event.currentTarget.valueAsNumber / 1000)}
      />
      <span>{props.share >= 1 ? "as kept" : `${Math.round(100 * props.share)} %`}</span>
    </label>
  );
}
