/**
 * One judge's way through the pairs of a ranking: the next pair, a vote, a vote taken back. Until the ranking is
 * open nothing is asked for that could tell where a side comes from.
 */

import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";
import { position } from "../../audio/player";
import type { PrintedProps } from "../../canvases/common/kind";
import { type Content, contentOf } from "../../canvases/content";
import {
  canHear,
  isHeard,
  isSounding,
  listen,
  stopListening,
  swapTo,
} from "../../canvases/listening";
import { curation } from "../../curation";
import type { Duel, OwnVote, Ranking, Take } from "../../protocol";
import { isPlaying, playhead, setPlayhead } from "../../state/stage/playhead";
import { toast } from "../../ui/messages/toasts";
import { Hearing, lettersOf, type Side } from "../hearing";
import { takesOfRanking } from "../openRanking";
import { createRequests } from "../requests";
import { OUTCOME_WORDS } from "./votes";

type Outcome = OwnVote["outcome"];

export interface Duels {
  ranking: Accessor<Ranking | null>;
  /** There is no such ranking, or not for this person. */
  isMissing: Accessor<boolean>;
  duel: Accessor<Duel | null>;
  /** Why no pair could be shown. */
  problem: Accessor<string | null>;
  /** Every pair was judged. */
  isDone: Accessor<boolean>;
  isSending: Accessor<boolean>;
  numVoted: Accessor<number>;
  /** Sides that were not listened to, once somebody wanted to vote all the same. */
  warning: Accessor<string | null>;
  /** Whether the next pair comes at once after a vote. */
  goesOn: Accessor<boolean>;
  setGoesOn(goesOn: boolean): void;
  next(): void;
  vote(outcome: Outcome): void;
  undo(): void;
  contentOf(side: Side): Content | null;
  /** The take behind a side, once the vote told it: of open rankings alone. */
  takeOf(side: Side): Take | null;
  hear(side: Side): void;
  /** How much of a side was heard, 0 to 1; null where there is nothing to hear. */
  heardOf(side: Side): number | null;
  secondsOf(side: Side): number;
  /** The number and hash of the last vote in the ranking's record; null without one. */
  receipt: Accessor<{ number: string; hash: string } | null>;
  engrave: PrintedProps["engrave"];
}

const AT_ONCE_KEY = "sunmask.duels.at_once";

export function createDuels(projectId: string, rankingId: string): Duels {
  const [ranking, setRanking] = createSignal<Ranking | null>(null);
  const [isMissing, setIsMissing] = createSignal(false);
  const [named, setNamed] = createSignal<ReadonlyMap<string, Take>>(new Map());
  const [duel, setDuel] = createSignal<Duel | null>(null);
  const [isDone, setIsDone] = createSignal(false);
  const { goesOn, setGoesOn } = createAtOnce();
  const [numVoted, setNumVoted] = createSignal(0);
  const [receipt, setReceipt] = createSignal<{ number: string; hash: string } | null>(null);
  const shownContent = (side: Side) => {
    const now = duel();
    return now ? contentOf(now[side]) : null;
  };
  const { heard, heardOf, listenAnew, warning, isWarned } = createHearing(
    shownContent,
    () => ranking()?.rules.min_listening_s ?? 0,
  );

  const requests = createRequests((failure) => {
    if (failure.code === "all_judged") {
      stopListening();
      setDuel(null);
      setIsDone(true);
    } else if (failure.status === 404) setIsMissing(true);
    else return duel() === null ? "show" : "toast";
    return "done";
  });
  const show = (next: Duel) => {
    stopListening();
    setPlayhead(null);
    listenAnew();
    setIsDone(false);
    requests.setProblem(null);
    setDuel(next);
  };
  // A pair can be judged as soon as it is in view, also while the numbers of the ranking are still on their way.
  const refresh = () =>
    requests.read(
      () => curation.ranking(rankingId),
      (now) => setRanking(now),
    );
  const shown = (what: () => Promise<void>) => async () => {
    await what();
    refresh();
  };
  const takeOf = (side: Side) => named().get(duel()?.[`${side}_take`] ?? "") ?? null;
  const vote = async (outcome: Outcome) => {
    const now = duel();
    if (!now || now.outcome || !isWarned()) return;
    const voted = await curation.vote(now.id, outcome, heard());
    const [number, hash] = voted.receipt?.split(":") ?? [];
    setReceipt(number && hash ? { number, hash } : null);
    setNumVoted((count) => count + 1);
    if (voted.left_take && named().size === 0) setNamed(await takesOfRanking(projectId, rankingId));
    setDuel(voted);
    if (!goesOn()) return;
    const revealed = voted.left_take ? ` ${revealedWords(takeOf)}` : "";
    toast(`${OUTCOME_WORDS[outcome]}${revealed}`);
    show(await curation.nextDuel(rankingId));
  };
  const undo = async () => {
    show(await curation.undoVote(rankingId));
    setNumVoted((count) => Math.max(0, count - 1));
    toast("Your last vote was undone.");
  };
  return {
    ranking,
    isMissing,
    duel,
    problem: requests.problem,
    isDone,
    isSending: requests.isSending,
    numVoted,
    warning,
    goesOn,
    setGoesOn,
    next: () => requests.send(shown(async () => show(await curation.nextDuel(rankingId)))),
    vote: (outcome) => requests.send(shown(() => vote(outcome))),
    // Right after a vote it means that vote, also while it is on its way.
    undo: () => requests.sendNext(shown(undo)),
    contentOf: shownContent,
    takeOf,
    hear: (side) => hear(side, shownContent(side)),
    heardOf: (side) => heardOf()?.[side].share ?? null,
    secondsOf: (side) => heardOf()?.[side].seconds ?? 0,
    receipt,
    engrave: (score) => curation.engraveSide(rankingId, score),
  };
}

/** Whether the next pair comes at once after a vote, as this browser keeps it. */
function createAtOnce() {
  const [goesOn, setNow] = createSignal(localStorage.getItem(AT_ONCE_KEY) !== "no");
  const setGoesOn = (now: boolean) => {
    setNow(now);
    localStorage.setItem(AT_ONCE_KEY, now ? "yes" : "no");
  };
  return { goesOn, setGoesOn };
}

/** "A was ..., B was ...", of an open ranking. */
export const revealedWords = (takeOf: (side: Side) => Take | null): string =>
  `A was ${takeOf("left")?.name ?? "a take"}, B was ${takeOf("right")?.name ?? "a take"}.`;

/** What is heard of the pair in view, and a word to those who vote without listening. */
function createHearing(shownContent: (side: Side) => Content | null, leastSeconds: () => number) {
  let hearing = new Hearing();
  const [version, setVersion] = createSignal(0);
  const [warning, setWarning] = createSignal<string | null>(null);
  onCleanup(stopListening);
  createEffect(() => {
    playhead();
    const side = (["left", "right"] as const).find(isSounding);
    if (!side) hearing.rest();
    else if (hearing.note(side, position(), performance.now())) setVersion((now) => now + 1);
  });
  const isThereSound = () => {
    const content = shownContent("left");
    return content !== null && canHear(content);
  };
  const numColumns = (side: Side) => shownContent(side)?.grid[0]?.length ?? 0;
  const heard = () =>
    isThereSound() ? hearing.heard({ left: numColumns("left"), right: numColumns("right") }) : null;
  return {
    warning,
    listenAnew() {
      hearing = new Hearing();
      setVersion((now) => now + 1);
      setWarning(null);
    },
    heard,
    heardOf() {
      version();
      return heard();
    },
    /** Whether a vote may go: both sides were heard, or it was said that they were not. */
    isWarned(): boolean {
      const unheard = hearing.unheard(leastSeconds(), {
        left: numColumns("left"),
        right: numColumns("right"),
      });
      if (!isThereSound() || unheard.length === 0 || warning() !== null) return true;
      setWarning(
        `You have not listened${leastSeconds() > 0 ? ` for ${leastSeconds()} seconds` : ""} to ${lettersOf(unheard)}. Vote again to judge by eye: such a vote is kept, but it does not count.`,
      );
      return false;
    },
  };
}

function hear(side: Side, content: Content | null): void {
  if (!content) return;
  // What plays gives way at its beat; the one that is heard already is paused.
  if (isPlaying() && !isHeard(side)) swapTo(side, content);
  else listen(side, content);
}
