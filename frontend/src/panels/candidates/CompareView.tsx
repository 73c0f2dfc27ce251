/** Candidates of a generation and the canvas beside each other, at the step in view. */

import { createMemo, createSignal, For, Show } from "solid-js";
import { play, togglePlaying } from "../../audio/player";
import { CompareDialog, type Compared } from "../../canvases/CompareDialog";
import { openKind } from "../../canvases/registry";
import type { AnyGrid } from "../../domain/cells";
import { isPlaying } from "../../state/stage/playhead";
import { useStudio } from "../../state/stage/studio";
import { candidateInView, isUnchangedSince } from "./candidates";
import { useDescriptions } from "./descriptions";
import { place } from "./placing";

/** Pictures share the height of the window; texts are read side by side. */
const MOST_PICTURES = 4;
const MOST_TEXTS = 6;
/** The canvas among the candidates. */
const CANVAS = -1;

export function CompareView(props: { onClose: () => void }) {
  let close = () => {};
  const { all, nameOf, compared, inView, show } = useCandidates(() => close());
  const most = openKind().Compared ? MOST_TEXTS : MOST_PICTURES;
  const [chosen, setChosen] = createSignal<readonly number[]>(
    [...new Set([CANVAS, Math.max(0, inView() ?? 0), 0, 1, 2, 3, 4])]
      .filter((one) => all().includes(one))
      .slice(0, openKind().Compared ? most : 3)
      .sort((one, other) => one - other),
  );
  const toggle = (candidate: number) =>
    setChosen((now) => {
      if (!now.includes(candidate)) return [...now, candidate].sort((a, b) => a - b).slice(-most);
      return now.length > 2 ? now.filter((one) => one !== candidate) : now;
    });
  const byCandidate = new Map<number, Compared>();
  const items = createMemo(() =>
    chosen().map((candidate) => {
      const known = byCandidate.get(candidate) ?? compared(candidate);
      byCandidate.set(candidate, known);
      return known;
    }),
  );
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const isOnControl = (event.target as HTMLElement).closest("button, input");
    if (by !== undefined) {
      const at = chosen().indexOf(inView() ?? chosen()[0] ?? CANVAS);
      show(chosen()[Math.min(chosen().length - 1, Math.max(0, at + by))] ?? CANVAS);
    } else if (event.key === " " && openKind().player && !isOnControl) togglePlaying();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <CompareDialog
      items={items()}
      spare={130}
      ref={(closeIt) => {
        close = closeIt;
      }}
      head={
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
                {candidate === CANVAS ? nameOf(candidate) : candidate + 1}
              </label>
            )}
          </For>
        </fieldset>
      }
      onKeyDown={keys}
      onClose={props.onClose}
    />
  );
}

/** The candidates of the generation that is selected, the canvas first, as they can be compared. */
function useCandidates(close: () => void) {
  const studio = useStudio();
  const { stage } = studio;
  const describe = useDescriptions(studio.followed);
  const id = () => studio.selected()?.id ?? null;
  const all = createMemo(() =>
    Array.from({ length: (studio.selected()?.num_candidates ?? 0) + 1 }, (_, i) => i + CANVAS),
  );
  const frozenGrid = () => {
    const frozen = studio.followed()?.frozen();
    return frozen ? studio.document.layout.gridOf(frozen.content) : null;
  };
  const nameOfCanvas = createMemo(() =>
    isUnchangedSince(frozenGrid(), studio.document.symbols()) ? "Original" : "Canvas",
  );
  const nameOf = (candidate: number) =>
    candidate === CANVAS ? nameOfCanvas() : `Candidate ${candidate + 1}`;
  const step = () => {
    const inView = stage.inView();
    return inView.view === "candidate" && inView.generation === id() && inView.step !== null
      ? inView.step
      : (studio.followed()?.lastStep() ?? null);
  };
  const gridOf = (candidate: number): AnyGrid | null => {
    if (candidate === CANVAS) return studio.document.symbols();
    const at = step();
    return at === null ? null : (studio.followed()?.gridAt(candidate, at) ?? null);
  };
  const inView = () => candidateInView(stage.inView(), id());
  const show = (candidate: number) => {
    const generation = id();
    if (candidate === CANVAS || generation === null) stage.showCanvas();
    else stage.showCandidate(generation, candidate, step());
  };
  const listen = (candidate: number) => {
    const wasInView = inView() === candidate;
    show(candidate);
    if (!isPlaying()) void play();
    else if (wasInView) togglePlaying();
  };
  const placeIt = (candidate: number) => {
    const generation = id();
    close();
    if (generation) place(studio, generation, candidate, step());
  };
  const mayTake = (candidate: number) => candidate !== CANVAS && studio.canEdit();
  const compared = (candidate: number): Compared => ({
    kind: openKind(),
    name: () => nameOf(candidate),
    words: () => {
      const grid = gridOf(candidate);
      return grid ? (describe(candidate, step()) ?? openKind().figures(grid)) : "";
    },
    grid: () => gridOf(candidate),
    around: () => null,
    meta: studio.document.meta,
    frozen: () => (candidate === CANVAS ? null : (studio.followed()?.frozen() ?? null)),
    canTake: () => mayTake(candidate),
    isInView: () => inView() === candidate,
    isSounding: () => isPlaying() && inView() === candidate,
    show: () => show(candidate),
    listen: () => listen(candidate),
    acts: () => (
      <Show when={mayTake(candidate)}>
        <button type="button" onClick={() => placeIt(candidate)}>
          Place
        </button>
      </Show>
    ),
  });
  return { all, nameOf, compared, inView, show };
}
