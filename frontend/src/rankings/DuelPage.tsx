/**
 * Two takes, A and B, their origin hidden: listen, vote, and only then see which they were. Same sound, same
 * tempo, random sides; one may vote before both were heard to the end.
 */

import { A, useNavigate, useParams } from "@solidjs/router";
import { createSignal, Match, onCleanup, Show, Switch } from "solid-js";
import { ApiFailure, sentence } from "../api";
import { pause } from "../audio/player";
import { contentOf } from "../canvases/content";
import { isHeard, listen, stopListening, swapTo } from "../canvases/listening";
import { curation } from "../curation";
import { Gate } from "../frame/Gate";
import { MissingPage } from "../frame/NotFoundPage";
import { PageOfProject, useProject } from "../frame/projectPage";
import type { Duel, OwnVote } from "../protocol";
import { toastFailure } from "../state/failures";
import { isPlaying, setPlayhead } from "../state/playhead";
import { isTyping } from "../ui/hotkeys";
import { toast } from "../ui/toasts";
import { DuelSide } from "./DuelSide";
import { openRanking } from "./members";
import { progressWords } from "./scale";
import { OUTCOME_WORDS, outcomeOf, VOTES } from "./votes";

export default function DuelPage() {
  const params = useParams<{ project: string; ranking: string }>();
  return (
    <Gate>
      <Show when={`${params.project}/${params.ranking}`} keyed>
        {(address) => {
          const [project, ranking] = address.split("/") as [string, string];
          return <Duels projectId={project} rankingId={ranking} />;
        }}
      </Show>
    </Gate>
  );
}

const AT_ONCE_KEY = "sunmask.duels.at_once";

function Duels(props: { projectId: string; rankingId: string }) {
  const navigate = useNavigate();
  const project = useProject(props.projectId);
  const open = openRanking(project, props.rankingId);
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
  const act = async (what: () => Promise<void>) => {
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
  const next = () => act(async () => show(await curation.nextDuel(props.rankingId)));
  const vote = (outcome: OwnVote["outcome"]) =>
    act(async () => {
      const now = duel();
      if (!now || now.outcome) return;
      const voted = await curation.vote(now.id, outcome);
      setNumVoted((count) => count + 1);
      setDuel(voted);
      if (goesOn()) {
        toast(revealed(voted));
        show(await curation.nextDuel(props.rankingId));
      }
    });
  const undo = () =>
    act(async () => {
      show(await curation.undoVote(props.rankingId));
      setNumVoted((count) => Math.max(0, count - 1));
      toast("Your last vote was undone.");
    });
  void next();

  const nameOf = (take: string | null) => (take ? (open.takes().get(take)?.name ?? "a take") : "");
  const revealed = (voted: Duel) =>
    `A was ${nameOf(voted.left_take)}, B was ${nameOf(voted.right_take)}.`;
  const side = (name: "left" | "right") => {
    const now = duel();
    return now ? contentOf(now[name]) : null;
  };
  /** One scale for both pictures. */
  const span = () => {
    const [a, b] = [side("left"), side("right")];
    return a && b ? a.kind.span?.([a.grid, b.grid]) : undefined;
  };
  const hear = (name: "left" | "right") => {
    const content = side(name);
    if (!content) return;
    // What plays gives way at its beat; the one that is heard already is paused.
    if (isPlaying() && !isHeard(name)) swapTo(name, content);
    else listen(name, content);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event.target)) return;
    if (document.querySelector("dialog[open], .menu")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isCommand = event.ctrlKey || event.metaKey;
    // What presses a control presses that one; a ticked box has no use for Enter.
    const isOnControl = (event.target as HTMLElement).closest?.(
      key === "Enter" ? "button, a" : "button, a, input",
    );
    if (isCommand && key === "z") void undo();
    else if (isCommand || event.altKey) return;
    else if (key === "u") void undo();
    else if (key === "a") hear("left");
    else if (key === "b") hear("right");
    else if (key === " " && !isOnControl) hear(isHeard("right") ? "right" : "left");
    else if (key === "Enter" && !isOnControl && duel()?.outcome) void next();
    else if (duel() && !duel()?.outcome) {
      const outcome = outcomeOf(key);
      if (outcome) void vote(outcome);
      else if (key === "s") void next();
      else return;
    } else return;
    event.preventDefault();
  };
  window.addEventListener("keydown", keys);
  onCleanup(() => window.removeEventListener("keydown", keys));
  const rankingAddress = () => `/p/${props.projectId}/rankings/${props.rankingId}`;
  return (
    <Show when={!open.failure()?.isMissing} fallback={<MissingPage what="ranking" />}>
      <PageOfProject
        project={project}
        title="Duels"
        crumbs={[{ label: open.ranking()?.name ?? "Ranking", href: rankingAddress() }]}
        class="duel-page"
        header={
          <span class="muted figures duel-progress" role="status">
            {open.ranking() ? progressWords(open.ranking()!) : ""}
            {numVoted() > 0 ? ` · ${numVoted()} by you now` : ""}
          </span>
        }
      >
        <main class="duel">
          <Switch>
            <Match when={problem()}>
              <p class="problem import-line" role="alert">
                <span>{problem()}</span>
                <button type="button" onClick={() => void next()}>
                  Try again
                </button>
              </p>
            </Match>
            <Match when={isDone()}>
              <div class="empty-project duel-done">
                <h2>You have judged every pair</h2>
                <p class="muted">
                  Others may still vote, so the order may change. Thank you for listening.
                </p>
                <A class="button primary" href={rankingAddress()}>
                  See the ranking
                </A>
                <button type="button" onClick={() => void undo()}>
                  Undo last vote
                </button>
              </div>
            </Match>
            <Match when={duel()}>
              {(now) => (
                <>
                  <div class="duel-sides">
                    {(["left", "right"] as const).map((name) => (
                      <DuelSide
                        letter={name === "left" ? "A" : "B"}
                        id={name}
                        content={side(name)!}
                        span={span()}
                        onHear={() => hear(name)}
                        take={
                          open
                            .takes()
                            .get((name === "left" ? now().left_take : now().right_take) ?? "") ??
                          null
                        }
                        isRevealed={Boolean(now().outcome)}
                        isPreferred={now().outcome === name}
                      />
                    ))}
                  </div>
                  <div class="duel-acts">
                    <Show
                      when={now().outcome}
                      fallback={
                        <>
                          {VOTES.map((one) => (
                            <button
                              type="button"
                              class="vote"
                              data-outcome={one.outcome}
                              aria-keyshortcuts={`${one.key} ${one.arrow}`}
                              disabled={isSending()}
                              onClick={() => void vote(one.outcome)}
                            >
                              {one.label}
                              <kbd aria-hidden="true">{one.sign}</kbd>
                            </button>
                          ))}
                          <button
                            type="button"
                            class="quiet"
                            disabled={isSending()}
                            onClick={() => void next()}
                          >
                            Skip <kbd aria-hidden="true">S</kbd>
                          </button>
                        </>
                      }
                    >
                      {(outcome) => (
                        <>
                          <span class="duel-outcome" role="status">
                            {OUTCOME_WORDS[outcome()]} <span class="muted">{revealed(now())}</span>
                          </span>
                          <button
                            type="button"
                            class="primary"
                            disabled={isSending()}
                            ref={(button) => queueMicrotask(() => button.focus())}
                            onClick={() => void next()}
                          >
                            Next pair <kbd aria-hidden="true">Enter</kbd>
                          </button>
                        </>
                      )}
                    </Show>
                  </div>
                  <div class="duel-foot">
                    <button type="button" class="quiet" onClick={() => void undo()}>
                      Undo last vote <kbd aria-hidden="true">U</kbd>
                    </button>
                    <label class="check">
                      <input
                        type="checkbox"
                        checked={goesOn()}
                        onChange={(event) => {
                          setGoesOn(event.currentTarget.checked);
                          localStorage.setItem(
                            AT_ONCE_KEY,
                            event.currentTarget.checked ? "yes" : "no",
                          );
                        }}
                      />
                      Show the next pair immediately
                    </label>
                    <button
                      type="button"
                      class="quiet"
                      onClick={() => {
                        pause();
                        navigate(rankingAddress());
                      }}
                    >
                      See the ranking
                    </button>
                  </div>
                </>
              )}
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
