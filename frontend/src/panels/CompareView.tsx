/** Two or more grids, pictures under each other or texts side by side, with what differs from the first marked. */

import { createMemo, createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { barLengths, play, position, seek, togglePlaying } from "../audio/player";
import { Miniature } from "../canvases/Miniature";
import { openKind } from "../canvases/registry";
import type { AnyGrid } from "../domain/cells";
import { isPlaying, playhead } from "../state/playhead";
import { setStage, stage } from "../state/stage";
import { useStudio } from "../state/studio";
import { plural } from "../ui/plural";
import { candidateInView, isUnchangedSince } from "./candidates";
import { place } from "./placing";

/** Pictures share the height of the window; texts are read side by side. */
const MOST_PICTURES = 4;
const MOST_TEXTS = 6;

export function CompareView(props: { onClose: () => void }) {
  const studio = useStudio();
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  const id = () => studio.selected()?.id ?? null;
  const all = createMemo(() =>
    Array.from({ length: (studio.selected()?.num_candidates ?? 0) + 1 }, (_, i) => i - 1),
  );
  const most = openKind().Compared ? MOST_TEXTS : MOST_PICTURES;
  const first = candidateInView(stage(), id()) ?? 0;
  const [chosen, setChosen] = createSignal<readonly number[]>(
    [...new Set([-1, Math.max(0, first), 0, 1, 2, 3, 4])]
      .filter((one) => all().includes(one))
      .slice(0, openKind().Compared ? most : 3)
      .sort((one, other) => one - other),
  );
  const toggle = (candidate: number) =>
    setChosen((now) =>
      now.includes(candidate)
        ? now.length > 2
          ? now.filter((one) => one !== candidate)
          : now
        : [...now, candidate].sort((a, b) => a - b).slice(-most),
    );
  const frozenGrid = () => {
    const frozen = studio.followed()?.frozen();
    return frozen ? studio.document.layout.gridOf(frozen.content) : null;
  };
  const original = createMemo(() =>
    isUnchangedSince(frozenGrid(), studio.document.symbols()) ? "Original" : "Canvas",
  );
  const name = (candidate: number) => (candidate < 0 ? original() : `Candidate ${candidate + 1}`);
  const step = () => {
    const now = stage();
    return now.view === "candidate" && now.generation === id() && now.step !== null
      ? now.step
      : (studio.followed()?.lastStep() ?? null);
  };
  const grid = (candidate: number): AnyGrid | null => {
    if (candidate < 0) return studio.document.symbols();
    const at = step();
    return at === null ? null : (studio.followed()?.gridAt(candidate, at) ?? null);
  };
  const inView = () => candidateInView(stage(), id());
  const look = (candidate: number) => {
    const generation = id();
    if (candidate < 0 || generation === null) setStage({ view: "canvas" });
    else setStage({ view: "candidate", generation, candidate, step: step() });
  };
  const listen = (candidate: number) => {
    const wasInView = inView() === candidate;
    look(candidate);
    if (!isPlaying()) void play();
    else if (wasInView) togglePlaying();
  };
  const base = createMemo(() => grid(chosen()[0] ?? -1));
  const span = createMemo(() =>
    openKind().span?.(
      chosen()
        .map(grid)
        .filter((one): one is AnyGrid => one !== null),
    ),
  );
  const [windowHeight, setWindowHeight] = createSignal(innerHeight);
  const measure = () => setWindowHeight(innerHeight);
  addEventListener("resize", measure);
  onCleanup(() => removeEventListener("resize", measure));
  const pictureHeight = () =>
    Math.max(90, Math.floor((windowHeight() - 130) / chosen().length) - 62);
  const difference = (candidate: number): string => {
    const [now, from] = [grid(candidate), base()];
    if (!now || !from || candidate === chosen()[0]) return "the others are compared with this one";
    const count = openKind().numDifferences(now, from);
    return count === 0
      ? "no difference"
      : `${plural(count, openKind().contentNoun)} differ${count === 1 ? "s" : ""}`;
  };
  const keys = (event: KeyboardEvent) => {
    const direction =
      event.key === "ArrowRight" || event.key === "ArrowDown"
        ? 1
        : event.key === "ArrowLeft" || event.key === "ArrowUp"
          ? -1
          : 0;
    if (direction !== 0) {
      const at = chosen().indexOf(inView() ?? chosen()[0] ?? -1);
      look(chosen()[Math.min(chosen().length - 1, Math.max(0, at + direction))] ?? -1);
    } else if (
      event.key === " " &&
      openKind().player &&
      !(event.target as HTMLElement).closest("button, input")
    )
      togglePlaying();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <dialog
      ref={dialog}
      class="compare"
      aria-labelledby="compare-heading"
      onClose={props.onClose}
      onKeyDown={keys}
    >
      <header class="dialog-head">
        <h2 id="compare-heading">Compare</h2>
        <fieldset class="compare-choice">
          <legend class="visually-hidden">What to compare, from two to {most}</legend>
          <For each={all()}>
            {(candidate) => (
              <label class="chip" classList={{ on: chosen().includes(candidate) }}>
                <input
                  type="checkbox"
                  class="visually-hidden"
                  checked={chosen().includes(candidate)}
                  onChange={() => toggle(candidate)}
                />
                {candidate < 0 ? original() : candidate + 1}
              </label>
            )}
          </For>
        </fieldset>
        <span class="spacer" />
        <button type="button" class="quiet" onClick={() => dialog.close()}>
          Close
        </button>
      </header>
      <div class="compare-list" classList={{ "side-by-side": openKind().Compared !== null }}>
        <For each={chosen()}>
          {(candidate, index) => (
            <section class="compare-one" classList={{ "is-in-view": inView() === candidate }}>
              <div class="compare-line">
                <h3>{name(candidate)}</h3>
                <span class="muted figures">{difference(candidate)}</span>
                <span class="muted figures">
                  {grid(candidate) ? openKind().figures(grid(candidate)!) : ""}
                </span>
                <span class="spacer" />
                <Show when={openKind().player}>
                  <button type="button" onClick={() => listen(candidate)}>
                    {isPlaying() && inView() === candidate ? "Pause" : "Listen"}
                  </button>
                </Show>
                <Show when={candidate >= 0 && studio.canEdit()}>
                  <button
                    type="button"
                    onClick={() => {
                      const generation = id();
                      dialog.close();
                      if (generation) place(studio, generation, candidate, step());
                    }}
                  >
                    Place
                  </button>
                </Show>
              </div>
              <Show when={openKind().Compared}>
                {(compared) => (
                  <Dynamic
                    component={compared()}
                    grid={grid(candidate)}
                    base={index() === 0 ? null : base()}
                    frozen={candidate < 0 ? null : (studio.followed()?.frozen() ?? null)}
                    canTake={candidate >= 0 && studio.canEdit()}
                  />
                )}
              </Show>
              <Show when={openKind().Compared === null}>
                <button
                  type="button"
                  class="compare-picture"
                  aria-label={`Look at ${name(candidate)} from here`}
                  onClick={(event) => {
                    look(candidate);
                    const box = event.currentTarget.getBoundingClientRect();
                    const numColumns = grid(candidate)?.[0]?.length ?? 0;
                    if (event.detail > 0)
                      seek(((event.clientX - box.left) / box.width) * numColumns);
                  }}
                >
                  <Miniature
                    grid={grid(candidate)}
                    base={index() === 0 ? undefined : base()}
                    bar={{ length: barLengths().bar, pickup: barLengths().pickup }}
                    playhead={playhead() === null ? null : position()}
                    height={pictureHeight()}
                    span={span()}
                  />
                </button>
              </Show>
            </section>
          )}
        </For>
      </div>
    </dialog>
  );
}
