/** A generation to watch, scrub and hear by a link, without an account: nothing else is shown. */

import { useLocation } from "@solidjs/router";
import { onCleanup, Show } from "solid-js";
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
import { ByLink } from "../frame/ByLink";
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
  return (
    <ByLink title="Replay" noun="replay" advice="Ask for a new one." load={loadReplay}>
      {(replay) => <Watched replay={replay} />}
    </ByLink>
  );
}

async function loadReplay(token: string): Promise<LoadedReplay> {
  const head = await curation.replay(token);
  const begun = contentOf({ kind: head.kind, content: head.frozen.content });
  const steps = new StepStore(numRowsIn(begun.kind.layout, head.frozen.content));
  await loadSteps(steps, (after) => curation.replayFrames(token, after));
  return { ...head, begun, steps };
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
