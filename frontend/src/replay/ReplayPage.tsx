/** A generation to watch, scrub and hear by a link, without an account: nothing else is shown. */

import { useLocation, useParams } from "@solidjs/router";
import { createResource, Match, onCleanup, Show, Switch } from "solid-js";
import { ApiFailure, sentence } from "../api";
import { rewind } from "../audio/player";
import { type Content, contentOf, metaOf } from "../canvases/content";
import { canHear, isSounding } from "../canvases/listening";
import { Miniature } from "../canvases/Miniature";
import { SeekPicture } from "../canvases/SeekPicture";
import { StepLine } from "../canvases/StepLine";
import { curation } from "../curation";
import type { StateGrid } from "../domain/cells";
import { numRowsIn } from "../domain/document/layout";
import { StepStore } from "../domain/generation/stepStore";
import { HelpButton } from "../frame/HelpButton";
import { Brand, ThemeButton } from "../frame/PageHeader";
import { Title } from "../frame/Title";
import { momentOf } from "../state/addresses";
import { InFull } from "../takes/InFull";
import { loadSteps } from "../takes/runs";
import { PlayIcon } from "../ui/controls/PlayIcon";
import { GuardedFor } from "../ui/Guarded";
import { onPageKeys } from "../ui/keys/hotkeys";
import { type KeyHelp, registerKeys } from "../ui/keys/keyHelp";
import { HEARD, type LoadedReplay, type Watching, watch } from "./watching";

export default function ReplayPage() {
  const params = useParams<{ token: string }>();
  return (
    <Show when={params.token} keyed>
      {(token) => <OneReplay token={token} />}
    </Show>
  );
}

function OneReplay(props: { token: string }) {
  const [replay, { refetch }] = createResource(async (): Promise<LoadedReplay> => {
    const head = await curation.replay(props.token);
    const begun = contentOf({ kind: head.kind, content: head.frozen.content });
    const steps = new StepStore(numRowsIn(begun.kind.layout, head.frozen.content));
    await loadSteps(steps, (after) => curation.replayFrames(props.token, after));
    return { ...head, begun, steps };
  });
  const known = () => (replay.error ? undefined : replay.latest);
  return (
    <Switch
      fallback={
        <main class="message-page">
          <p class="muted" role="status">
            Loading the replay …
          </p>
        </main>
      }
    >
      <Match when={replay.error}>
        <NoReplay failure={replay.error} onRetry={() => void refetch()} />
      </Match>
      <Match when={known()} keyed>
        {(now) => <Watched replay={now} />}
      </Match>
    </Switch>
  );
}

function NoReplay(props: { failure: unknown; onRetry: () => void }) {
  const isGone = () => props.failure instanceof ApiFailure && props.failure.status === 404;
  return (
    <main class="message-page" role="alert">
      <Title>Replay</Title>
      <Show
        when={isGone()}
        fallback={
          <>
            <h1>The replay cannot be shown</h1>
            <p>{sentence(props.failure)}</p>
            <button type="button" class="primary" onClick={props.onRetry}>
              Try again
            </button>
          </>
        }
      >
        <h1>This link no longer works</h1>
        <p>It was revoked or has expired. Ask for a new one.</p>
      </Show>
    </main>
  );
}

const REPLAY_KEYS: readonly KeyHelp[] = [
  { keys: "Space", label: "Play or pause", group: "Replay" },
  { keys: "ArrowLeft", label: "The candidate before", group: "Replay" },
  { keys: "ArrowRight", label: "The next candidate", group: "Replay" },
  { keys: "Enter", label: "Run the steps, or stop them", group: "Replay" },
];

function Watched(props: { replay: LoadedReplay }) {
  const watching = watch(props.replay, momentOf(useLocation().search));
  onCleanup(registerKeys(REPLAY_KEYS));
  onPageKeys(
    (event) => !event.ctrlKey && !event.metaKey && !event.altKey && watching.answerKey(event),
  );
  const states = () => props.replay.frozen.states as StateGrid;
  return (
    <div class="replay-page">
      <Title>{titleOf(props.replay.begun)}</Title>
      <header class="page-header">
        <Brand />
        <h1 class="crumb-name">{titleOf(props.replay.begun)}</h1>
        <span class="muted figures replay-words">
          {props.replay.begun.kind.label}, {props.replay.num_steps} steps, read only
        </span>
        <span class="spacer" />
        <HelpButton />
        <ThemeButton />
      </header>
      <main class="replay-stage">
        <InView
          content={watching.content()}
          begun={props.replay.begun}
          states={states()}
          span={watching.span()}
          name={`Candidate ${watching.candidate() + 1}, step ${watching.step()}`}
        />
        <div class="replay-candidates" role="radiogroup" aria-label="Candidates">
          <GuardedFor
            each={Array.from({ length: props.replay.steps.numCandidates }, (_, of) => of)}
            nameOf={(of) => `Candidate ${of + 1}`}
          >
            {(of) => (
              <button
                type="button"
                role="radio"
                aria-checked={of === watching.candidate()}
                aria-label={`Candidate ${of + 1}`}
                class="replay-candidate"
                onClick={() => watching.setCandidate(of)}
              >
                <b>Candidate {of + 1}</b>
                <Miniature
                  kind={props.replay.kind}
                  grid={watching.contentAt(of, watching.step()).grid}
                  content={props.replay.begun.content}
                  states={states()}
                  height={48}
                  span={watching.span()}
                />
              </button>
            )}
          </GuardedFor>
        </div>
      </main>
      <ReplayTimeline replay={props.replay} watching={watching} />
    </div>
  );
}

function ReplayTimeline(props: { replay: LoadedReplay; watching: Watching }) {
  const { watching } = props;
  return (
    <footer class="timeline replay-timeline">
      <div class="transport">
        <Show when={canHear(props.replay.begun)}>
          <button
            type="button"
            class="play"
            aria-label={isSounding(HEARD) ? "Pause" : "Play"}
            title="Space"
            onClick={watching.hear}
          >
            <PlayIcon isPlaying={isSounding(HEARD)} size={16} />
          </button>
          <button type="button" class="quiet" onClick={rewind}>
            To the start
          </button>
        </Show>
        <span class="figures replay-step" role="status">
          step {watching.step()} of {props.replay.num_steps}
        </span>
      </div>
      <StepLine stage={watching.stage} onGo={watching.halt} />
      <div class="timeline-acts">
        <button type="button" onClick={watching.run}>
          {watching.isRunning() ? "Stop" : "Run the steps"}
        </button>
      </div>
    </footer>
  );
}

const titleOf = (content: Content): string => {
  const title = metaOf(content).title;
  return typeof title === "string" && title ? title : `A ${content.kind.label.toLowerCase()}`;
};

/** The candidate in view, as large as there is room; a press goes there. A text is there to be read. */
function InView(props: {
  content: Content;
  /** What the generation began from. */
  begun: Content;
  states: StateGrid;
  span: [number, number] | undefined;
  name: string;
}) {
  return (
    <InFull
      class="replay-picture"
      content={props.content}
      base={props.begun.grid}
      picture={
        <SeekPicture
          class="replay-picture"
          label={`${props.name}. Listen from here`}
          {...props.content}
          meta={metaOf(props.content)}
          states={props.states}
          span={props.span}
          height={{ least: 160, margin: 24 }}
        />
      }
    />
  );
}
