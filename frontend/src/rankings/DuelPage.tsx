/**
 * Two takes, A and B, their origin hidden: listen, vote, and only then see which they were. Same sound, same
 * tempo, random sides; one may vote before both were heard to the end.
 */

import { A, useNavigate, useParams } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import { pause } from "../audio/player";
import { isHeard } from "../canvases/listening";
import { Addressed } from "../frame/Addressed";
import { MissingPage } from "../frame/NotFoundPage";
import { PageOfProject, useProject } from "../frame/projectPage";
import type { Duel } from "../protocol";
import { onPageKeys } from "../ui/hotkeys";
import { DuelSide } from "./DuelSide";
import { createDuels, type Duels } from "./duels";
import { openRanking } from "./members";
import { progressWords } from "./scale";
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
  const project = useProject(props.projectId);
  const open = openRanking(project, props.rankingId);
  const duels = createDuels(open, props.rankingId);
  duels.next();
  onPageKeys((event) => answerKey(duels, event));
  const rankingAddress = `/p/${props.projectId}/rankings/${props.rankingId}`;
  return (
    <Show when={!open.failure()?.isMissing} fallback={<MissingPage what="ranking" />}>
      <PageOfProject
        project={project}
        title="Duels"
        crumbs={[{ label: open.ranking()?.name ?? "Ranking", href: rankingAddress }]}
        class="duel-page"
        header={
          <span class="muted figures duel-progress" role="status">
            {open.ranking() ? progressWords(open.ranking()!) : ""}
            {duels.numVoted() > 0 ? ` · ${duels.numVoted()} by you now` : ""}
          </span>
        }
      >
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
      </PageOfProject>
    </Show>
  );
}

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
  else if (isCommand || event.altKey) return false;
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
            take={props.duels.takeOf(side)}
            isRevealed={Boolean(props.duel.outcome)}
            isPreferred={props.duel.outcome === side}
          />
        ))}
      </div>
      <div class="duel-acts">
        <Show when={props.duel.outcome} fallback={<VoteButtons duels={props.duels} />}>
          {(outcome) => (
            <>
              <span class="duel-outcome" role="status">
                {OUTCOME_WORDS[outcome()]}{" "}
                <span class="muted">{props.duels.revealed(props.duel)}</span>
              </span>
              <button
                type="button"
                class="primary"
                disabled={props.duels.isSending()}
                ref={(button) => queueMicrotask(() => button.focus())}
                onClick={props.duels.next}
              >
                Next pair <kbd aria-hidden="true">Enter</kbd>
              </button>
            </>
          )}
        </Show>
      </div>
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
