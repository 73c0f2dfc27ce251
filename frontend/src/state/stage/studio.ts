/** What every panel of one open canvas works with, and which of its generations is looked at. */

import {
  type Accessor,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  onCleanup,
  untrack,
  useContext,
} from "solid-js";
import { api } from "../../api";
import { isActive } from "../../domain/generation/progress";
import { isAtLeast } from "../../domain/people/roles";
import type { Canvas, Generation, Job, Kind, Role, Take } from "../../protocol";
import type { Session } from "../../session";
import { setOpenComments } from "../comments";
import type { CanvasDocument } from "../document/document";
import { type FollowedGeneration, followGeneration } from "../generations/generations";
import type { ProjectState } from "../project";
import type { Looks } from "./createLooks";
import type { Selection } from "./createSelection";
import type { Stage } from "./createStage";
import type { Targeting } from "./createTarget";
import { openLooks, openSelection, openStage, openTarget } from "./open";

export interface Studio {
  session: Session;
  project: ProjectState;
  document: CanvasDocument;
  canvasId: string;
  /** What is in view. */
  stage: Stage<FollowedGeneration>;
  /** Where changes go. */
  targeting: Targeting;
  selecting: Selection;
  looks: Looks;
  canvas: Accessor<Canvas | null>;
  kind: Accessor<Kind | null>;
  role: Accessor<Role | null>;
  canEdit: Accessor<boolean>;
  canComment: Accessor<boolean>;
  canCurate: Accessor<boolean>;
  /** All, in order; those that a job made among them. */
  generations: Accessor<Generation[]>;
  jobs: Accessor<Job[]>;
  /** The job whose results are listed in place of one generation's candidates. */
  selectedJob: Accessor<Job | null>;
  selectJob(jobId: string): void;
  takes: Accessor<Take[]>;
  /** The generation in view, or the one that was last, followed step by step. */
  selected: Accessor<Generation | null>;
  followed: Accessor<FollowedGeneration | null>;
  /** The one whose candidates are listed: the same, but a repair stays while its source is looked at. */
  listed: Accessor<Generation | null>;
  followedList: Accessor<FollowedGeneration | null>;
  /** The newest step as small pictures show it: at most five a second, each tenth with reduced motion. */
  pictureStep: Accessor<number | null>;
  select(generationId: string): void;
  /** The generation that Pause and Stop are about: the selected one, otherwise the newest at work. */
  active: Accessor<Generation | null>;
}

const StudioContext = createContext<Studio>();
export const StudioProvider = StudioContext.Provider;

export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (!studio) throw new Error("expected a panel within a studio");
  return studio;
}

export function createStudio(parts: {
  session: Session;
  project: ProjectState;
  document: CanvasDocument;
  canvasId: string;
  kind: Accessor<Kind | null>;
}): Studio {
  const { project, session, canvasId } = parts;
  const role = () => session.role() ?? project.project()?.role ?? null;
  const stage = openStage;
  const choice = useChoice(stage, project, canvasId);
  const { selected, listed, generations } = choice;
  const active = createMemo(() => {
    const one = selected();
    return one && isActive(one)
      ? one
      : (generations().findLast((run) => isActive(run) && run.job === null) ?? null);
  });
  createEffect(() => setOpenComments(project.comments(canvasId)));
  onCleanup(() => setOpenComments([]));
  const followed = useFollowed(() => selected()?.id ?? null);
  const followedList = useFollowed(() => listed()?.id ?? null);
  return {
    ...parts,
    ...choice,
    stage,
    targeting: openTarget,
    selecting: openSelection,
    looks: openLooks,
    canvas: () => project.canvas(canvasId),
    role,
    canEdit: () => isAtLeast(role(), "editor"),
    canComment: () => isAtLeast(role(), "commenter"),
    canCurate: () => isAtLeast(role(), "curator"),
    followed,
    followedList,
    pictureStep: usePictureStep(followedList, listed),
    active,
  };
}

/** Which generation and job are looked at: the one in view, else the one that was last. */
function useChoice(stage: Stage, project: ProjectState, canvasId: string) {
  const [chosen, setChosen] = createSignal<string | null>(null);
  const [chosenJob, setChosenJob] = createSignal<string | null>(null);
  const generations = createMemo(() => project.generations(canvasId));
  const takes = createMemo(() => project.takes(canvasId));
  const selected = createMemo(() => {
    const inView = stage.inView();
    const id = inView.view === "candidate" ? inView.generation : chosen();
    return (
      generations().find((one) => one.id === id) ??
      generations().findLast((one) => one.job === null) ??
      null
    );
  });
  const jobs = createMemo(() => project.jobs(canvasId));
  const listed = createMemo(() => {
    const inView = stage.inView();
    const last = generations().find((one) => one.id === chosen());
    const isSource =
      inView.view === "candidate" &&
      takes().some(
        (take) =>
          last?.sources.includes(take.id) &&
          take.generation === inView.generation &&
          take.candidate === inView.candidate,
      );
    return last && isSource ? last : selected();
  });
  const selectedJob = createMemo(() => {
    const id = stage.inView().view === "candidate" ? (listed()?.job ?? null) : chosenJob();
    return id === null ? null : (jobs().find((job) => job.id === id) ?? null);
  });
  outlineSource(stage, listed, takes);
  bringLikeliest(stage);
  createEffect(() => {
    // What was last in view stays selected when the canvas comes back into view.
    const inView = stage.inView();
    if (inView.view !== "candidate" || untrack(listed)?.id !== inView.generation) return;
    setChosen(inView.generation);
    setChosenJob(untrack(selected)?.job ?? null);
  });
  return {
    generations,
    jobs,
    takes,
    selected,
    listed,
    selectedJob,
    selectJob(jobId: string) {
      stage.showCanvas();
      setChosenJob(jobId);
    },
    select(generationId: string) {
      setChosen(generationId);
      setChosenJob(null);
      const inView = stage.inView();
      if (inView.view === "candidate" && inView.generation !== generationId) {
        const chosen = generations().find(({ id }) => id === generationId);
        stage.showCandidate(generationId, chosen?.best_first[0]);
      }
    },
  };
}

/** Who watched the first candidate of a run, and changed nothing in it, sees the likeliest once it is done. */
function bringLikeliest(stage: Stage): void {
  createEffect<boolean>((wasRunning) => {
    const run = stage.run();
    const one = run?.generation();
    const likeliest = one?.best_first[0];
    const isUntouched = untrack(() => run?.acts().length === 0);
    if (wasRunning && one && likeliest !== undefined && isUntouched)
      if (stage.shows({ generation: one.id, candidate: 0, step: null }))
        stage.showCandidate(one.id, likeliest);
    return stage.isRunning();
  }, false);
}

/** The notes that a repair began from are outlined under those of its variants. */
function outlineSource(
  stage: Stage,
  listed: Accessor<Generation | null>,
  takes: Accessor<Take[]>,
): void {
  createEffect(() => {
    const inView = stage.inView();
    const one = listed();
    const before =
      one?.purpose === "repair" ? takes().find((take) => one.sources.includes(take.id)) : undefined;
    if (!one || !before || inView.view !== "candidate" || inView.generation !== one.id) return;
    stage.compareWith({
      view: "candidate",
      generation: before.generation,
      candidate: before.candidate,
      step: before.step,
    });
    onCleanup(() => stage.compareWith(null));
  });
}

const PICTURE_INTERVAL_MS = 200;
const reducedMotion = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

function usePictureStep(
  followed: Accessor<FollowedGeneration | null>,
  generation: Accessor<Generation | null>,
): Accessor<number | null> {
  const [step, setStep] = createSignal<number | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  createEffect(() => {
    const last = followed()?.lastStep() ?? null;
    if (last === null || generation()?.state !== "running") setStep(last);
    else if (reducedMotion?.matches) {
      const tenth = Math.max(1, Math.ceil((generation()?.num_steps ?? 1) / 10));
      setStep(last - (last % tenth));
    } else {
      timer ??= setTimeout(() => {
        timer = undefined;
        setStep(followed()?.lastStep() ?? null);
      }, PICTURE_INTERVAL_MS);
    }
  });
  onCleanup(() => clearTimeout(timer));
  return step;
}

/** Follow a generation as long as it is asked for, with the canvas that it froze. */
export function useFollowed(id: Accessor<string | null>): Accessor<FollowedGeneration | null> {
  const [followed, setFollowed] = createSignal<FollowedGeneration | null>(null);
  const wanted = createMemo(id);
  createEffect(() => {
    const generationId = wanted();
    if (generationId === null) return setFollowed(null);
    const one = followGeneration(generationId);
    setFollowed(one);
    if (untrack(one.frozen) === null) {
      api.frozen(generationId).then(
        (frozen) => one.setFrozen(frozen),
        () => undefined,
      );
    }
    onCleanup(() => one.release());
  });
  return followed;
}
