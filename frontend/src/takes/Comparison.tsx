/**
 * Two to four grids, music one under the other and words side by side: what differs from the first is drawn strongly; one playhead, one step
 * line for all, and a switch of what is heard that keeps the beat.
 */

import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from "solid-js";
import { barsOf, position, seek, togglePlaying } from "../audio/player";
import { type Content, metaOf } from "../canvases/content";
import { canHear, isHeard, isSounding, listen, stopListening, swapTo } from "../canvases/listening";
import { Miniature } from "../canvases/Miniature";
import type { StepStore } from "../domain/steps";
import { gradeWords } from "../domain/takeWords";
import type { Take } from "../protocol";
import { toastFailure } from "../state/failures";
import { isPlaying, playhead } from "../state/playhead";
import { plural } from "../ui/plural";
import { InFull, isRead } from "./InFull";
import { stepAtShare, stepsOf } from "./runs";

export interface Compared {
  id: string;
  name: string;
  /** Grade and the like, in few words. */
  words: string;
  content: Content;
  /** Where it stands in a run, so that all can be scrubbed in step. */
  run: { generation: string; candidate: number } | null;
}

export const comparedTake = (take: Take, content: Content): Compared => ({
  id: take.id,
  name: take.name,
  words: take.grade === null || take.grade === undefined ? "" : `grade ${gradeWords(take.grade)}`,
  content,
  run: { generation: take.generation, candidate: take.candidate },
});

export function Comparison(props: {
  items: readonly Compared[];
  acts?: (item: Compared) => JSX.Element;
  onClose: () => void;
}) {
  let dialog!: HTMLDialogElement;
  const [share, setShare] = createSignal(1);
  const [stores, setStores] = createSignal<ReadonlyMap<string, StepStore>>(new Map());
  onMount(() => dialog.showModal());
  onCleanup(stopListening);

  const runs = createMemo(
    () =>
      new Map(
        props.items.flatMap((item) =>
          item.run ? [[item.run.generation, item.content.kind.layout.numRows] as const] : [],
        ),
      ),
  );
  let isAsked = false;
  const scrub = (to: number) => {
    setShare(to);
    if (isAsked) return;
    isAsked = true;
    Promise.all(
      [...runs()].map(async ([id, numRows]) => [id, await stepsOf(id, numRows)] as const),
    ).then(
      (all) => setStores(new Map(all)),
      (failure) => {
        isAsked = false;
        toastFailure(failure);
      },
    );
  };
  /** The step in view of one; null at the end of the line, where each is as it was kept. */
  const stepOf = (item: Compared): number | null => {
    const store = item.run && stores().get(item.run.generation);
    return !store || share() >= 1 ? null : stepAtShare(store, share());
  };
  const shown = createMemo(() =>
    props.items.map((item): Compared => {
      const step = stepOf(item);
      const store = item.run && stores().get(item.run.generation);
      const grid =
        step === null || !item.run ? null : (store?.gridAt(item.run.candidate, step) ?? null);
      return grid ? { ...item, content: { ...item.content, grid } } : item;
    }),
  );
  const base = () => shown()[0]?.content.grid ?? null;
  const span = createMemo(() =>
    shown()[0]?.content.kind.span?.(shown().map((item) => item.content.grid)),
  );
  const difference = (item: Compared, index: number): string => {
    const from = base();
    if (index === 0 || !from) return "the others are compared with this one";
    const { kind, grid } = item.content;
    const count = kind.numDifferences(grid, from);
    return count === 0
      ? "no difference"
      : `${plural(count, kind.contentNoun)} differ${count === 1 ? "s" : ""}`;
  };
  const [height, setHeight] = createSignal(innerHeight);
  const measure = () => setHeight(innerHeight);
  addEventListener("resize", measure);
  onCleanup(() => removeEventListener("resize", measure));
  const pictureHeight = () =>
    Math.max(84, Math.floor((height() - 190) / Math.max(1, props.items.length)) - 62);

  const heardIndex = () => shown().findIndex((item) => isHeard(item.id));
  const flip = (by: number) => {
    const next = shown()[Math.max(0, Math.min(shown().length - 1, Math.max(0, heardIndex()) + by))];
    if (next) swapTo(next.id, next.content);
  };
  const keys = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const place = Number(event.key) - 1;
    if (target instanceof HTMLInputElement) return;
    if (by !== undefined) flip(by);
    else if (shown()[place]) swapTo(shown()[place]!.id, shown()[place]!.content);
    else if (event.key === " " && !target.closest("button")) {
      if (heardIndex() < 0) flip(0);
      togglePlaying();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <dialog
      ref={dialog}
      class="compare compare-takes"
      aria-labelledby="comparison-heading"
      onClose={props.onClose}
      onKeyDown={keys}
    >
      <header class="dialog-head">
        <h2 id="comparison-heading">Compare</h2>
        <Show when={props.items.some((item) => canHear(item.content))}>
          <span class="muted wide-only">
            <kbd>↑</kbd> <kbd>↓</kbd> switch what you hear; the beat goes on
          </span>
        </Show>
        <span class="spacer" />
        <button type="button" class="quiet" onClick={() => dialog.close()}>
          Close
        </button>
      </header>
      <div class="compare-list" classList={{ "side-by-side": isRead(props.items[0]?.content) }}>
        <For each={shown()}>
          {(item, index) => (
            <section
              class="compare-one"
              classList={{ "is-in-view": isHeard(item.id) }}
              aria-label={item.name}
            >
              <div class="compare-line">
                <h3>{item.name}</h3>
                <span class="muted figures">{difference(item, index())}</span>
                <span class="muted figures">
                  {item.words}
                  {stepOf(item) === null ? "" : ` · step ${stepOf(item)}`}
                </span>
                <span class="spacer" />
                <Show when={canHear(item.content)}>
                  <button type="button" onClick={() => listen(item.id, item.content)}>
                    {isSounding(item.id) ? "Pause" : "Listen"}
                  </button>
                </Show>
                {props.acts?.(item)}
              </div>
              <InFull
                content={item.content}
                base={index() === 0 ? null : base()}
                picture={
                  <button
                    type="button"
                    class="compare-picture"
                    aria-label={`Listen to ${item.name} from here`}
                    onClick={(event) => {
                      swapTo(item.id, item.content);
                      const box = event.currentTarget.getBoundingClientRect();
                      const numColumns = item.content.grid[0]?.length ?? 0;
                      if (event.detail > 0)
                        seek(((event.clientX - box.left) / box.width) * numColumns);
                    }}
                  >
                    <Miniature
                      kind={item.content.kind.name}
                      grid={item.content.grid}
                      content={item.content.content}
                      bar={barsOf(metaOf(item.content))}
                      base={index() === 0 ? undefined : base()}
                      playhead={playhead() === null && !isPlaying() ? null : position()}
                      height={pictureHeight()}
                      span={span()}
                    />
                  </button>
                }
              />
            </section>
          )}
        </For>
      </div>
      <Show when={runs().size > 0}>
        <label class="compare-steps figures">
          <span>noise</span>
          <input
            type="range"
            aria-label="Step of all"
            min={0}
            max={1000}
            value={Math.round(1000 * share())}
            style={{ "--share": `${100 * share()}%` }}
            onInput={(event) => scrub(event.currentTarget.valueAsNumber / 1000)}
          />
          <span>{share() >= 1 ? "as kept" : `${Math.round(100 * share())} %`}</span>
        </label>
      </Show>
    </dialog>
  );
}
