/** One candidate (or the canvas itself, -1) in the list: its picture, figures and what can be done with it. */

import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show } from "solid-js";
import { api, exportAddress } from "../api";
import { Miniature } from "../canvases/Miniature";
import { openKind } from "../canvases/registry";
import type { AnyGrid, StateGrid } from "../domain/cells";
import { gradeChange, gradeWords } from "../domain/takeWords";
import type { Grade } from "../protocol";
import { keep } from "../state/generating";
import { stage } from "../state/stage";
import { useStudio } from "../state/studio";
import { Menu } from "../ui/Menu";
import { Star } from "../ui/Star";
import { toast } from "../ui/toasts";
import { isUnchangedSince } from "./candidates";
import { AskForGrade, GradeHere, repair } from "./GradeHere";
import { place } from "./placing";

export function CandidateRow(props: {
  candidate: number;
  isInView: boolean;
  onLook: () => void;
  onDiscard: () => void;
  /** The grade of what a repair or splice began from; null where there is nothing to compare with. */
  before: number | null;
}) {
  const studio = useStudio();
  const isOriginal = props.candidate < 0;
  const isUnchanged = createMemo(() => {
    const frozen = studio.followedList()?.frozen();
    return isUnchangedSince(
      frozen ? studio.document.layout.gridOf(frozen.content) : null,
      studio.document.symbols(),
    );
  });
  const id = () => studio.listed()?.id ?? "";
  const isVariant = () => ["repair", "splice"].includes(studio.listed()?.purpose ?? "");
  const name = () =>
    isOriginal
      ? isUnchanged()
        ? "Original"
        : "Canvas"
      : `${isVariant() ? "Variant" : "Candidate"} ${props.candidate + 1}`;
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
    return at === null ? null : (studio.followedList()?.gridAt(props.candidate, at) ?? null);
  }, null);
  const states = createMemo(
    (): StateGrid =>
      isOriginal
        ? studio.document.states()
        : ((studio.followedList()?.frozen()?.states as StateGrid) ?? []),
  );
  const isSettled = () => {
    const state = studio.listed()?.state;
    return state !== "running" && state !== "queued";
  };
  /** The grade of the canvas as it was when the grade was asked for. */
  const [ofCanvas, setOfCanvas] = createSignal<Grade | null>(null);
  createEffect(on(studio.document.symbols, () => setOfCanvas(null), { defer: true }));
  const grade = createMemo((): Grade | null => {
    if (isOriginal) return ofCanvas();
    const at = step();
    return at === null ? null : studio.project.grades.at(id(), props.candidate, at);
  });
  const better = () => {
    const now = grade();
    return now && props.before !== null ? gradeChange(props.before, now.overall) : null;
  };
  const words = createMemo(() => {
    const now = grid();
    if (isOriginal) return isUnchanged() ? "same as the canvas" : "as it is now";
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
        aria-label={`Look at ${name()}, ${words()}${grade() ? `, score ${gradeWords(grade()?.overall)}` : ""}`}
        onClick={props.onLook}
      >
        <span class="candidate-name">{name()}</span>
        <small class="muted figures">{words()}</small>
        <Show when={grade()}>
          {(known) => (
            <span class="candidate-grade figures" data-testid="grade">
              <Show when={better()}>
                {(by) => <span class={by().isBetter ? "better" : "worse"}>{by().words}</span>}
              </Show>
              <b title={`Score: ${openKind().gradeMeaning}`}>{gradeWords(known().overall)}</b>
            </span>
          )}
        </Show>
        <Miniature
          grid={grid()}
          states={states()}
          content={isOriginal ? null : studio.followedList()?.frozen()?.content}
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
      <Show when={props.isInView}>
        <Show
          when={grade()}
          fallback={
            <Show when={grid() !== null && (isOriginal || isSettled())}>
              <div class="grade-here">
                <AskForGrade
                  onGrade={(asked) =>
                    isOriginal ? setOfCanvas(asked) : studio.project.grades.put([asked])
                  }
                />
              </div>
            </Show>
          }
        >
          {(known) => (
            <GradeHere
              grade={known()}
              onRepair={
                isOriginal
                  ? null
                  : () =>
                      repair(studio, {
                        generation: id(),
                        candidate: props.candidate,
                        step: known().step,
                      })
              }
            />
          )}
        </Show>
        <Show when={isVariant() && !isOriginal && studio.canEdit()}>
          <div class="grade-here">
            <button
              type="button"
              class="primary full-width"
              disabled={step() === null}
              onClick={() => place(studio, id(), props.candidate, step())}
            >
              Place this one
            </button>
          </div>
        </Show>
      </Show>
    </li>
  );
}
