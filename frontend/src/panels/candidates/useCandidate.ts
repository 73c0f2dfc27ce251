/** What a row says of its candidate, and what can be done with it. */

import { type Accessor, createEffect, createMemo, createSignal, on } from "solid-js";
import { api } from "../../api";
import { openKind } from "../../canvases/registry";
import type { AnyGrid, StateGrid } from "../../domain/cells";
import { candidateOrder } from "../../domain/generation/candidateOrder";
import type { Grade } from "../../protocol";
import { keep } from "../../state/generations/generating";
import { type Studio, useStudio } from "../../state/stage/studio";
import { toast } from "../../ui/messages/toasts";
import { isAsBefore, isStillOpen, isUnchangedSince, twinOf } from "./candidates";
import type { Describe } from "./descriptions";
import { place } from "./placing";

export interface CandidateState {
  studio: Studio;
  candidate: number;
  /** The canvas itself. */
  isOriginal: boolean;
  /** The id of the generation that is listed. */
  id: Accessor<string>;
  /** Made by a repair or a splice. */
  isVariant: Accessor<boolean>;
  name: Accessor<string>;
  words: Accessor<string>;
  step: Accessor<number | null>;
  grid: Accessor<AnyGrid | null>;
  states: Accessor<StateGrid>;
  isSettled: Accessor<boolean>;
  /** Whether there is nothing to take yet: no step, or nothing written in it where something is to be. */
  isNowhere: Accessor<boolean>;
  /** Whether it is known to be the likeliest of several. */
  isLikeliest: Accessor<boolean>;
  grade: Accessor<Grade | null>;
  putGrade(grade: Grade): void;
  isStarred: Accessor<boolean>;
  /** Kept as a take at the step in view. */
  isKept: Accessor<boolean>;
  toggleStar(): void;
  keep(): void;
  place(): void;
}

/** `isSeen`: of two hundred candidates only those in sight are drawn while steps arrive or are scrubbed. */
export function useCandidate(
  candidate: number,
  isSeen: Accessor<boolean>,
  describe: Describe,
): CandidateState {
  const studio = useStudio();
  const isOriginal = candidate < 0;
  const isUnchanged = createMemo(() => {
    const frozen = studio.followedList()?.frozen();
    return isUnchangedSince(
      frozen ? studio.document.layout.gridOf(frozen.content) : null,
      studio.document.symbols(),
    );
  });
  const id = () => studio.listed()?.id ?? "";
  const isVariant = () => ["repair", "splice"].includes(studio.listed()?.purpose ?? "");
  const nameOf = (one: number) => `${isVariant() ? "Variant" : "Candidate"} ${one + 1}`;
  const name = () => (isOriginal ? (isUnchanged() ? "Original" : "Canvas") : nameOf(candidate));
  const step = createMemo(() => {
    const inView = studio.stage.inView();
    if (inView.view === "candidate" && inView.generation === id() && inView.step !== null)
      return inView.step;
    return studio.pictureStep();
  });
  const grid = createMemo<AnyGrid | null>((before) => {
    if (!isSeen()) return before;
    if (isOriginal) return studio.document.symbols();
    const at = step();
    return at === null ? null : (studio.followedList()?.gridAt(candidate, at) ?? null);
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
  /** At the end only: on the way there candidates differ, or are noise. */
  const twin = createMemo(() => {
    const followed = studio.followedList();
    const at = step();
    if (isOriginal || !isSeen() || !isSettled() || !followed || at !== followed.lastStep())
      return null;
    const all = candidateOrder(studio.listed()?.num_candidates ?? 0, []);
    return at === null ? null : twinOf(candidate, all, (one) => followed.gridAt(one, at));
  });
  const isNowhere = createMemo(() => {
    if (isOriginal || step() === null) return step() === null;
    const now = grid();
    return !isSettled() && now !== null && isStillOpen(now, states(), openKind().isNothing);
  });
  const isLikeliest = () => !isOriginal && studio.listed()?.best_first[0] === candidate;
  /** Why nothing of it changed; "" where something did, or the kind says nothing of it. */
  const asItWas = createMemo(() => {
    const frozen = studio.followedList()?.frozen();
    const [now, why] = [grid(), openKind().asItWas(studio.listed()?.settings ?? {})];
    if (why === "" || isOriginal || !isSettled() || !now || !frozen) return "";
    const before = studio.document.layout.gridOf(frozen.content);
    return isAsBefore(before, now, openKind().isNothing) ? why : "";
  });
  const { grade, putGrade } = useGrade(studio, candidate, id, step);
  const words = createMemo(() => {
    const now = grid();
    if (isOriginal) return isUnchanged() ? "same as the canvas" : "as it is now";
    if (now === null && !isSeen()) return "";
    if (now === null) return isSettled() ? "loading its steps" : "waiting for its first step";
    if (!isSettled()) return "composing";
    const why = asItWas();
    if (why !== "") return why;
    const other = twin();
    if (other !== null) return `same as ${nameOf(other)}`;
    return describe(candidate, step()) ?? openKind().figures(now);
  });
  return {
    studio,
    candidate,
    isOriginal,
    id,
    isVariant,
    name,
    words,
    step,
    grid,
    states,
    isSettled,
    isNowhere,
    isLikeliest,
    grade,
    putGrade,
    ...useKeeping(studio, candidate, { id, step, name }),
    place: () => place(studio, id(), candidate, step()),
  };
}

function useGrade(
  studio: Studio,
  candidate: number,
  id: Accessor<string>,
  step: Accessor<number | null>,
) {
  /** The grade of the canvas as it was when the grade was asked for. */
  const [ofCanvas, setOfCanvas] = createSignal<Grade | null>(null);
  createEffect(on(studio.document.symbols, () => setOfCanvas(null), { defer: true }));
  const grade = createMemo((): Grade | null => {
    if (candidate < 0) return ofCanvas();
    const at = step();
    return at === null ? null : studio.project.grades.at(id(), candidate, at);
  });
  return {
    grade,
    putGrade(grade: Grade) {
      if (candidate < 0) setOfCanvas(grade);
      else studio.project.grades.put([grade]);
    },
  };
}

/** Takes that were made of a candidate. */
function useKeeping(
  studio: Studio,
  candidate: number,
  at: { id: Accessor<string>; step: Accessor<number | null>; name: Accessor<string> },
) {
  const { id, step, name } = at;
  const takesHere = createMemo(() =>
    studio
      .takes()
      .filter(
        (take) => take.generation === id() && take.candidate === candidate && !take.is_in_bin,
      ),
  );
  const isStarred = () => takesHere().some((take) => take.is_starred);
  const isKept = () => takesHere().some((take) => take.step === step());
  const toggleStar = async () => {
    const starred = takesHere().filter((take) => take.is_starred);
    for (const take of starred) await api.changeTake(take.id, { is_starred: false });
    const now = step();
    if (starred.length === 0 && now !== null) await keep(studio, id(), candidate, now, true);
  };
  const keepIt = async () => {
    const now = step();
    if (now !== null && (await keep(studio, id(), candidate, now)))
      toast(`${name()} is kept as a take.`);
  };
  return {
    isStarred,
    isKept,
    toggleStar: () => void toggleStar(),
    keep: () => void keepIt(),
  };
}
