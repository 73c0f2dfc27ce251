/** One candidate (or the canvas itself, -1) in the list: its picture, figures and what can be done with it. */

import { createMemo, createSignal, onCleanup, onMount, Show } from "solid-js";
import { api, exportAddress } from "../api";
import { openKind } from "../canvases/registry";
import type { AnyGrid, StateGrid } from "../domain/cells";
import { Menu } from "../pages/Menu";
import { stage } from "../state/stage";
import { toast } from "../state/toasts";
import { isUnchangedSince } from "./candidates";
import { keep } from "./generating";
import { Miniature } from "./Miniature";
import { place } from "./placing";
import { Star } from "./Star";
import { useStudio } from "./studio";

export function CandidateRow(props: {
  candidate: number;
  isInView: boolean;
  onLook: () => void;
  onDiscard: () => void;
}) {
  const studio = useStudio();
  const isOriginal = props.candidate < 0;
  const isUnchanged = createMemo(() => {
    const frozen = studio.followed()?.frozen();
    return isUnchangedSince(
      frozen ? studio.document.layout.gridOf(frozen.content) : null,
      studio.document.symbols(),
    );
  });
  const name = () =>
    isOriginal ? (isUnchanged() ? "Original" : "Canvas") : `Candidate ${props.candidate + 1}`;
  const id = () => studio.selected()?.id ?? "";
  const step = createMemo(() => {
    const now = stage();
    if (now.view === "candidate" && now.generation === id() && now.step !== null) return now.step;
    return studio.pictureStep();
  });
  const [isSeen, setIsSeen] = createSignal(false);
  let row!: HTMLLIElement;
  onMount(() => {
    const watch = new IntersectionObserver((entries) =>
      setIsSeen(entries.some((entry) => entry.isIntersecting)),
    );
    watch.observe(row);
    onCleanup(() => watch.disconnect());
  });
  // Of two hundred candidates only those in sight are drawn while steps arrive or are scrubbed.
  const grid = createMemo<AnyGrid | null>((before) => {
    if (!isSeen()) return before;
    if (isOriginal) return studio.document.symbols();
    const at = step();
    return at === null ? null : (studio.followed()?.gridAt(props.candidate, at) ?? null);
  }, null);
  const states = createMemo(
    (): StateGrid =>
      isOriginal
        ? studio.document.states()
        : ((studio.followed()?.frozen()?.states as StateGrid) ?? []),
  );
  const isSettled = () => {
    const state = studio.selected()?.state;
    return state !== "running" && state !== "queued";
  };
  const words = createMemo(() => {
    const now = grid();
    if (isOriginal) return isUnchanged() ? "the canvas as it is" : "as it is now";
    if (now === null && !isSeen()) return "";
    if (now === null) return isSettled() ? "loading its steps" : "waiting for its first step";
    return isSettled() ? openKind().figures(now) : "composing";
  });
  const takesHere = createMemo(() =>
    studio
      .takes()
      .filter(
        (take) => take.generation === id() && take.candidate === props.candidate && !take.is_in_bin,
      ),
  );
  const isStarred = () => takesHere().some((take) => take.is_starred);
  const isKept = () => takesHere().some((take) => take.step === step());
  const toggleStar = async () => {
    const starred = takesHere().filter((take) => take.is_starred);
    for (const take of starred) await api.changeTake(take.id, { is_starred: false });
    const at = step();
    if (starred.length === 0 && at !== null) await keep(studio, id(), props.candidate, at, true);
  };
  const keepIt = async () => {
    const at = step();
    if (at !== null && (await keep(studio, id(), props.candidate, at)))
      toast(`${name()} is kept as a take.`);
  };
  return (
    <li
      ref={row}
      class="candidate"
      classList={{ "is-in-view": props.isInView }}
      data-candidate={props.candidate}
    >
      <button
        type="button"
        class="candidate-look"
        data-index={props.candidate}
        aria-pressed={props.isInView}
        aria-label={`Look at ${name()}, ${words()}`}
        onClick={props.onLook}
      >
        <span class="candidate-name">{name()}</span>
        <small class="muted figures">{words()}</small>
        <Miniature
          grid={grid()}
          states={states()}
          content={isOriginal ? null : studio.followed()?.frozen()?.content}
        />
      </button>
      <Show when={!isOriginal}>
        <span class="candidate-acts">
          <Show when={studio.canCurate()}>
            <Star
              isOn={isStarred()}
              name={name()}
              isDisabled={step() === null}
              onToggle={() => void toggleStar()}
            />
          </Show>
          <Menu
            class="quiet more"
            name={`More for ${name()}`}
            label="⋯"
            items={[
              ...(studio.canCurate()
                ? [
                    {
                      label: isKept() ? "Kept as take" : "Keep as take",
                      isDisabled: isKept() || step() === null,
                      perform: () => void keepIt(),
                    },
                  ]
                : []),
              ...(studio.canEdit()
                ? [
                    {
                      label: "Place on canvas",
                      isDisabled: step() === null,
                      perform: () => place(studio, id(), props.candidate, step()),
                    },
                  ]
                : []),
              null,
              ...(studio.kind()?.formats ?? []).map((format) => ({
                label: `Export ${openKind().formatLabels[format.name] ?? format.name}`,
                href: exportAddress(studio.canvasId, format.name, {
                  generation: id(),
                  candidate: props.candidate,
                  step: step(),
                }),
                isDisabled: step() === null,
              })),
              null,
              { label: "Hide", perform: props.onDiscard },
            ]}
          />
        </span>
      </Show>
    </li>
  );
}
