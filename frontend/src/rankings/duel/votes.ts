/** The four votes of a duel: names, keys. Pure. */

import type { OwnVote } from "../../protocol";

type Outcome = OwnVote["outcome"];

export const VOTES: readonly {
  outcome: Outcome;
  label: string;
  key: string;
  arrow: string;
  sign: string;
}[] = [
  { outcome: "left", label: "A is better", key: "1", arrow: "ArrowLeft", sign: "←" },
  { outcome: "right", label: "B is better", key: "2", arrow: "ArrowRight", sign: "→" },
  { outcome: "tie", label: "Tie", key: "3", arrow: "ArrowDown", sign: "↓" },
  { outcome: "both_bad", label: "Both bad", key: "4", arrow: "ArrowUp", sign: "↑" },
];

/** The vote that a key means; null for none. */
export const outcomeOf = (key: string): Outcome | null =>
  VOTES.find((vote) => vote.key === key || vote.arrow === key)?.outcome ?? null;

export const OUTCOME_WORDS: Record<Outcome, string> = {
  left: "You found A better.",
  right: "You found B better.",
  tie: "You found them equally good.",
  both_bad: "You found both bad.",
};
