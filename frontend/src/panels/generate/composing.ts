/** What the large button does: marks what it names, as an edit that can be undone, and begins. */

import { type Accessor, createMemo } from "solid-js";
import { openKind } from "../../canvases/registry";
import type { Proposal } from "../../domain/generation/proposals";
import type { Choices, Values } from "../../state/generations/choices";
import {
  type BestOf,
  composedCells,
  findBest,
  freeCells,
  generate,
  markOnly,
  whyNothing,
} from "../../state/generations/generating";
import { type Studio, useStudio } from "../../state/stage/studio";
import { toast } from "../../ui/messages/toasts";

/** Sixteen one after another, of which the best become takes. */
export const BEST_OF: BestOf = { total: 16, keep: 4, batch: 4, stop_early: false };

export interface Composing {
  /** The likeliest first. */
  proposals: Accessor<readonly Proposal[]>;
  /** Why nothing can be composed; null where something can. */
  obstacle: Accessor<string | null>;
  /** Mark what a proposal names, without one the likeliest; false where nothing can be composed. */
  mark(proposal?: Proposal): boolean;
  /** The choices with what a proposal asks for, without one the likeliest. */
  choicesFor(choices: Choices, proposal?: Proposal): Choices;
  start(choices: Choices, proposal?: Proposal): void;
}

export function useComposing(chosen: Accessor<Choices>): Composing {
  const studio = useStudio();
  const proposals = createMemo(() => proposalsOf(studio, chosen().values));
  const obstacle = createMemo(
    () =>
      whyNothing(studio) ??
      (proposals().length === 0 ? "There is nothing here yet. Write something first." : null),
  );
  const mark = (proposal = proposals()[0]) => {
    const problem = obstacle();
    if (problem !== null) toast(problem);
    if (problem !== null || !proposal) return false;
    proposal.prepare?.();
    if (proposal.cells !== null) markOnly(studio.document, proposal.cells, proposal.state);
    proposal.makeRoom?.();
    return true;
  };
  const choicesFor = (choices: Choices, proposal = proposals()[0]) => ({
    ...choices,
    values: { ...choices.values, ...proposal?.values },
  });
  return {
    proposals,
    obstacle,
    mark,
    choicesFor,
    start(choices, proposal) {
      const all = choicesFor(choices, proposal);
      if (!mark(proposal)) return;
      void (all.isBestOf ? findBest(studio, all, BEST_OF) : generate(studio, all));
    },
  };
}

function proposalsOf({ document, stage, selecting }: Studio, values: Values): Proposal[] {
  if (!document.isLoaded()) return [];
  // What was drawn a moment ago stays selected, and a selection in a candidate is none on the canvas.
  const isMeant = stage.inView().view === "canvas" && selecting.tool() !== "draw";
  const canvas = {
    symbols: document.symbols(),
    states: document.states(),
    free: freeCells(document),
    composed: composedCells(document),
    selected: isMeant ? selecting.selectedCells() : [],
    meta: document.meta(),
  };
  return openKind().proposals(canvas, values);
}
