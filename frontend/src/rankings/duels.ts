/** One judge's way through the pairs of a ranking: the next pair, a vote, a vote taken back. */

import { type Accessor, createSignal } from "solid-js";
import { ApiFailure, sentence } from "../api";
import { type Content, contentOf } from "../canvases/content";
import { isHeard, listen, stopListening, swapTo } from "../canvases/listening";
import { curation } from "../curation";
import type { Duel, OwnVote, Take } from "../protocol";
import { toastFailure } from "../state/failures";
import { isPlaying, setPlayhead } from "../state/playhead";
import { toast } from "../ui/toasts";
import type { OpenRanking } from "./members";

export type Side = "left" | "right";

export interface Duels {
  duel: Accessor<Duel | null>;
  /** Why no pair could be shown. */
  problem: Accessor<string | null>;
  /** Every pair was judged. */
  isDone: Accessor<boolean>;
  isSending: Accessor<boolean>;
  numVoted: Accessor<number>;
  /** Whether the next pair comes at once after a vote. */
  goesOn: Accessor<boolean>;
  setGoesOn(goesOn: boolean): void;
  next(): void;
  vote(outcome: OwnVote["outcome"]): void;
  undo(): void;
  contentOf(side: Side): Content | null;
  /** The take behind a side, once the vote told it. */
  takeOf(side: Side): Take | null;
  /** "A was ..., B was ...", once the vote told it. */
  revealed(duel: Duel): string;
  hear(side: Side): void;
}

const AT_ONCE_KEY = "sunmask.duels.at_once";

export function createDuels(open: OpenRanking, rankingId: string): Duels {
  const [duel, setDuel] = createSignal<Duel | null>(null);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [isDone, setIsDone] = createSignal(false);
  const [isSending, setIsSending] = createSignal(false);
  const [goesOn, setGoesOn] = createSignal(localStorage.getItem(AT_ONCE_KEY) === "yes");
  const [numVoted, setNumVoted] = createSignal(0);

  const show = (next: Duel) => {
    stopListening();
    setPlayhead(null);
    setIsDone(false);
    setProblem(null);
    setDuel(next);
  };
  /** One request at a time. */
  const send = async (what: () => Promise<void>) => {
    if (isSending()) return;
    setIsSending(true);
    try {
      await what();
    } catch (failure) {
      if (failure instanceof ApiFailure && failure.code === "all_judged") {
        stopListening();
        setDuel(null);
        setIsDone(true);
      } else if (duel() === null) setProblem(sentence(failure));
      else toastFailure(failure);
    } finally {
      setIsSending(false);
    }
  };
  const nameOf = (take: string | null) => (take ? (open.takes().get(take)?.name ?? "a take") : "");
  const revealed = (voted: Duel) =>
    `A was ${nameOf(voted.left_take)}, B was ${nameOf(voted.right_take)}.`;
  const shownContent = (side: Side) => {
    const now = duel();
    return now ? contentOf(now[side]) : null;
  };
  const vote = async (outcome: OwnVote["outcome"]) => {
    const now = duel();
    if (!now || now.outcome) return;
    const voted = await curation.vote(now.id, outcome);
    setNumVoted((count) => count + 1);
    setDuel(voted);
    if (goesOn()) {
      toast(revealed(voted));
      show(await curation.nextDuel(rankingId));
    }
  };
  const undo = async () => {
    show(await curation.undoVote(rankingId));
    setNumVoted((count) => Math.max(0, count - 1));
    toast("Your last vote was undone.");
  };
  return {
    duel,
    problem,
    isDone,
    isSending,
    numVoted,
    goesOn,
    setGoesOn(now) {
      setGoesOn(now);
      localStorage.setItem(AT_ONCE_KEY, now ? "yes" : "no");
    },
    next: () => void send(async () => show(await curation.nextDuel(rankingId))),
    vote: (outcome) => void send(() => vote(outcome)),
    undo: () => void send(undo),
    contentOf: shownContent,
    takeOf: (side) => open.takes().get(duel()?.[`${side}_take`] ?? "") ?? null,
    revealed,
    hear: (side) => hear(side, shownContent(side)),
  };
}

function hear(side: Side, content: Content | null): void {
  if (!content) return;
  // What plays gives way at its beat; the one that is heard already is paused.
  if (isPlaying() && !isHeard(side)) swapTo(side, content);
  else listen(side, content);
}
