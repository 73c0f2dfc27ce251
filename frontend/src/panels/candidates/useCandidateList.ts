/** The candidates of the listed generation: which is in view, which are hidden, and keys through them. */

import { type Accessor, createEffect, createMemo, createSignal, onCleanup } from "solid-js";
import type { Stage } from "../../state/stage/createStage";
import { isPlaying } from "../../state/stage/playhead";
import { useStudio } from "../../state/stage/studio";
import { onKeys } from "../../ui/keys/hotkeys";
import { registerKeys } from "../../ui/keys/keyHelp";
import { toast } from "../../ui/messages/toasts";
import { candidateInView, neighbour, shownCandidates } from "./candidates";
import { place } from "./placing";

export interface CandidateList {
  /** -1 is the original. */
  shown: Accessor<readonly number[]>;
  inView: Accessor<number | null>;
  numHidden: Accessor<number>;
  showHidden(): void;
  show(candidate: number): void;
  discard(candidate: number): void;
  /** Keys while the focus is in the list. */
  answerKey(event: KeyboardEvent): void;
}

const KEYS = [
  {
    keys: "← →",
    label: "Previous or next candidate (in the list, or while playing)",
    group: "Candidates",
  },
  {
    keys: "Enter",
    label: "Place the candidate on the canvas (in the list)",
    group: "Candidates",
  },
  { keys: "Delete", label: "Hide the candidate (in the list)", group: "Candidates" },
  { keys: "F", label: "Star the candidate in view", group: "Candidates" },
  { keys: "C", label: "Compare side by side", group: "Candidates" },
];

export function useCandidateList(
  list: () => HTMLElement | undefined,
  onCompare: () => void,
): CandidateList {
  const studio = useStudio();
  const { stage } = studio;
  const [hidden, setHidden] = createSignal<ReadonlySet<number>>(new Set());
  const generationId = createMemo(() => studio.listed()?.id ?? null);
  createEffect(() => {
    generationId();
    setHidden(new Set<number>());
  });
  const numCandidates = () => studio.listed()?.num_candidates ?? 0;
  const shown = createMemo(() => shownCandidates(numCandidates(), hidden()));
  const inView = createMemo(() => candidateInView(stage.inView(), generationId()));

  const show = (candidate: number) => {
    const id = generationId();
    if (candidate < 0 || id === null) return stage.showCanvas();
    const inView = stage.inView();
    // Flipping stays at the step in view, so that candidates are compared at the same moment.
    const step = inView.view === "candidate" && inView.generation === id ? inView.step : null;
    stage.showCandidate(id, candidate, step);
  };
  const discard = (candidate: number) => {
    if (candidate < 0) return;
    const next = neighbour(shown(), candidate, 1);
    show(next === candidate ? neighbour(shown(), candidate, -1) : next);
    setHidden((all) => new Set(all).add(candidate));
    const undo = () => {
      setHidden((all) => new Set([...all].filter((one) => one !== candidate)));
      show(candidate);
    };
    toast(`Candidate ${candidate + 1} is hidden.`, { action: { label: "Undo", perform: undo } });
  };
  onCleanup(registerKeys(KEYS));
  useFlipping({ stage, list, shown, inView, show, canFlip: () => generationId() !== null });
  onKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const key = event.key.toLowerCase();
    if (key === "c" && numCandidates() > 0) onCompare();
    else if (key === "f")
      list()?.querySelector<HTMLElement>(".candidate.is-in-view .star")?.click();
    else return;
    event.preventDefault();
  });
  return {
    shown,
    inView,
    numHidden: () => hidden().size,
    showHidden: () => setHidden(new Set<number>()),
    show,
    discard,
    answerKey(event) {
      const [candidate, id] = [inView(), generationId()];
      if (candidate === null || candidate < 0 || id === null) return;
      const target = event.target as HTMLElement;
      const isOnLook =
        target.classList.contains("candidate-look") && Number(target.dataset.index) === candidate;
      if (event.key === "Delete" || event.key === "Backspace") discard(candidate);
      else if (event.key === "Enter" && isOnLook) place(studio, id, candidate, stage.step());
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

/** Left and right go from candidate to candidate: in the list, and wherever the focus is while music plays. */
function useFlipping(parts: {
  stage: Stage;
  list: () => HTMLElement | undefined;
  shown: Accessor<readonly number[]>;
  inView: Accessor<number | null>;
  show: (candidate: number) => void;
  canFlip: () => boolean;
}): void {
  const { stage, list, shown, inView, show } = parts;
  /** One who flips to the original as it plays flips back from it too. */
  let isFlipping = false;
  createEffect(() => {
    if (!isPlaying()) isFlipping = false;
  });
  const flip = (direction: 1 | -1) => {
    const next = neighbour(shown(), inView() ?? -1, direction);
    isFlipping = isPlaying();
    show(next);
    const row = list()?.querySelector(`[data-candidate="${next}"]`);
    if (list()?.contains(document.activeElement))
      queueMicrotask(() => row?.querySelector<HTMLElement>(".candidate-look")?.focus());
    row?.scrollIntoView({ block: "nearest" });
  };
  onKeys((event) => {
    const direction = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : null;
    if (direction === null || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
      return;
    if (event.target instanceof HTMLInputElement || !parts.canFlip()) return;
    const inSlider = (event.target as HTMLElement).closest?.("[role=slider], [role=menu]");
    const inList = list()?.contains(event.target as Node);
    const isHeard = isPlaying() && (stage.inView().view === "candidate" || isFlipping);
    if (inSlider || (!inList && !isHeard && event.target !== document.body)) return;
    flip(direction);
    event.preventDefault();
    event.stopPropagation();
  }, true);
}
