/**
 * Two takes, A and B: listen and vote. Same sound, same tempo, random sides; one may vote before both were heard
 * to the end. Where they come from is neither shown nor sent before the ranking is open, so this page has no
 * socket of the project, which would tell of its canvases and takes.
 */

import { A, useNavigate, useParams } from "@solidjs/router";
import { Match, onCleanup, Show, Switch } from "solid-js";
import { pages } from "../../addresses";
import { pause } from "../../audio/player";
import { isHeard } from "../../canvases/listening";
import { Addressed } from "../../frame/Addressed";
import { MissingPage } from "../../frame/NotFoundPage";
import { PageHeader } from "../../frame/PageHeader";
import { Title } from "../../frame/Title";
import type { Duel } from "../../protocol";
import { onPageKeys } from "../../ui/keys/hotkeys";
import { type KeyHelp, registerKeys } from "../../ui/keys/keyHelp";
import { progressWords } from "../scale";
import { DuelSide } from "./DuelSide";
import { createDuels, type Duels, revealedWords } from "./duels";
import { OUTCOME_WORDS, outcomeOf, VOTES } from "./votes";

export default function DuelPage() {
  const params = useParams<{ project: string; ranking: string }>();
  return (
    <Addressed parts={[params.project, params.ranking]}>
      {(project, ranking) => <Judging projectId={project} rankingId={ranking} />}
    </Addressed>
  );
}

function Judging(props: { projectId: string; rankingId: string }) {
  const duels = createDuels(props.projectId, props.rankingId);
  duels.next();
  onPageKeys((event) => answerKey(duels, event));
  onCleanup(registerKeys(DUEL_KEYS));
  const rankingsAddress = pages.rankings(props.projectId);
  const rankingAddress = pages.ranking(props.projectId, props.rankingId);
  const name = () => duels.ranking()?.name ?? "Ranking";
  return (
    <Show when={!duels.isMissing()} fallback={<MissingPage what="ranking" />}>
      <Title>{`Duels, ${name()}`}</Title>
      <div class="duel-page">
        <PageHeader>
          <nav class="crumb" aria-label="Where you are">
            <A href={rankingsAddress}>Rankings</A>
            <span aria-hidden="true">/</span>
            <A href={rankingAddress}>{name()}</A>
            <span aria-hidden="true">/</span>
            <h1 class="crumb-name">Duels</h1>
          </nav>
          <span class="muted figures duel-progress" role="status">
            {duels.ranking() ? progressWords(duels.ranking()!) : ""}
            {duels.numVoted() > 0 ? ` · ${duels.numVoted()} by you now` : ""}
          </span>
        </PageHeader>
        <main class="duel">
          <Switch>
            <Match when={duels.problem()}>
              <p class="problem import-line" role="alert">
                <span>{duels.problem()}</span>
                <button type="button" onClick={duels.next}>
                  Try again
                </button>
              </p>
            </Match>
            <Match when={duels.isDone()}>
              <AllJudged rankingAddress={rankingAddress} onUndo={duels.undo} />
            </Match>
            <Match when={duels.duel()}>
              {(now) => <Pair duel={now()} duels={duels} rankingAddress={rankingAddress} />}
            </Match>
            <Match when={true}>
              <p class="muted" role="status">
                Choosing a pair …
              </p>
            </Match>
          </Switch>
        </main>
      </div>
    </Show>
  );
}

const DUEL_KEYS: readonly KeyHelp[] = [
  { keys: "a", label: "Play or pause A", group: "Listen" },
  { keys: "b", label: "Play or pause B", group: "Listen" },
  { keys: "Space", label: "Play or pause what you heard last", group: "Listen" },
  { keys: "ArrowLeft", label: "A is better (also 1)", group: "Vote" },
  { keys: "ArrowRight", label: "B is better (also 2)", group: "Vote" },
  { keys: "ArrowDown", label: "Tie (also 3)", group: "Vote" },
  { keys: "ArrowUp", label: "Both bad (also 4)", group: "Vote" },
  { keys: "s", label: "Skip this pair", group: "Vote" },
  { keys: "u", label: "Undo your last vote", group: "Vote" },
  { keys: "Enter", label: "Next pair", group: "Vote" },
];

/** Do what a key asks for; false where it asks for nothing. */
function answerKey(duels: Duels, event: KeyboardEvent): boolean {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isCommand = event.ctrlKey || event.metaKey;
  const duel = duels.duel();
  // What presses a control presses that one; a ticked box has no use for Enter.
  const isOnControl = (event.target as HTMLElement).closest?.(
    key === "Enter" ? "button, a" : "button, a, input",
  );
  if (isCommand && key === "z") duels.undo();
  // A key held down says nothing about the pairs that come meanwhile.
  else if (isCommand || event.altKey || event.repeat) return false;
  else if (key === "u") duels.undo();
  else if (key === "a") duels.hear("left");
  else if (key === "b") duels.hear("right");
  else if (key === " " && !isOnControl) duels.hear(isHeard("right") ? "right" : "left");
  else if (key === "Enter" && !isOnControl && duel?.outcome) duels.next();
  else if (!duel || duel.outcome) return false;
  else if (key === "s") duels.next();
  else {
    const outcome = outcomeOf(key);
    if (!outcome) return false;
    duels.vote(outcome);
  }
  return true;
}

function AllJudged(props: { rankingAddress: string; onUndo: () => void }) {
  return (
    <div class="empty-project duel-done">
      <h2>You have judged every pair</h2>
      <p class="muted">Others may still vote, so the order may change. Thank you for listening.</p>
      <A class="button primary" href={props.rankingAddress}>
        See the ranking
      </A>
      <button type="button" onClick={props.onUndo}>
        Undo last vote
      </button>
    </div>
  );
}

function Pair(props: { duel: Duel; duels: Duels; rankingAddress: string }) {
  /** One scale for both pictures. */
  const span = () => {
    const [a, b] = [props.duels.contentOf("left"), props.duels.contentOf("right")];
    return a && b ? a.kind.span?.([a.grid, b.grid]) : undefined;
  };
  return (
    <>
      <div class="duel-sides">
        {(["left", "right"] as const).map((side) => (
          <DuelSide
            letter={side === "left" ? "A" : "B"}
            id={side}
            content={props.duels.contentOf(side)!}
            span={span()}
            onHear={() => props.duels.hear(side)}
            heard={props.duels.heardOf(side)}
            heardSeconds={props.duels.secondsOf(side)}
            leastSeconds={props.duels.ranking()?.rules.min_listening_s ?? 0}
            shows={props.duels.ranking()?.rules.shows ?? "nothing"}
            engrave={props.duels.engrave}
            take={props.duels.takeOf(side)}
            isPreferred={props.duel.outcome === side}
          />
        ))}
      </div>
      <div class="duel-acts">
        <Show when={props.duel.outcome} fallback={<VoteButtons duels={props.duels} />}>
          {(outcome) => (
            <>
              <span class="duel-outcome" role="status">
                {OUTCOME_WORDS[outcome()]}
                <Show when={props.duel.left_take}>
                  <span class="muted"> {revealedWords(props.duels.takeOf)}</span>
                </Show>
              </span>
              <button
                type="button"
                class="primary"
                disabled={props.duels.isSending()}
                onClick={props.duels.next}
              >
                Next pair <kbd aria-hidden="true">Enter</kbd>
              </button>
            </>
          )}
        </Show>
      </div>
      <Show when={props.duels.warning()}>
        {(words) => (
          <p class="duel-warning" role="status">
            {words()}
          </p>
        )}
      </Show>
      <Show when={props.duels.receipt()}>
        {(receipt) => (
          <p class="muted figures duel-receipt">
            Your last vote is entry {receipt().number} of the sealed record, hash{" "}
            <code title={receipt().hash}>{receipt().hash.slice(0, 12)}</code>.
          </p>
        )}
      </Show>
      <PairFoot duels={props.duels} rankingAddress={props.rankingAddress} />
    </>
  );
}

function VoteButtons(props: { duels: Duels }) {
  return (
    <>
      {VOTES.map((one) => (
        <button
          type="button"
          class="vote"
          data-outcome={one.outcome}
          aria-keyshortcuts={`${one.key} ${one.arrow}`}
          disabled={props.duels.isSending()}
          onClick={() => props.duels.vote(one.outcome)}
        >
          {one.label}
          <kbd aria-hidden="true">{one.sign}</kbd>
        </button>
      ))}
      <button
        type="button"
        class="quiet"
        disabled={props.duels.isSending()}
        onClick={props.duels.next}
      >
        Skip <kbd aria-hidden="true">S</kbd>
      </button>
    </>
  );
}

function PairFoot(props: { duels: Duels; rankingAddress: string }) {
  const navigate = useNavigate();
  return (
    <div class="duel-foot">
      <button type="button" class="quiet" onClick={props.duels.undo}>
        Undo last vote <kbd aria-hidden="true">U</kbd>
      </button>
      <label class="check">
        <input
          type="checkbox"
          checked={props.duels.goesOn()}
          onChange={(event) => props.duels.setGoesOn(event.currentTarget.checked)}
        />
        Show the next pair immediately
      </label>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          pause();
          navigate(props.rankingAddress);
        }}
      >
        See the ranking
      </button>
    </div>
  );
}
