/** A generation to watch, scrub and hear by a link, without an account: nothing else is shown. */

import { useParams } from "@solidjs/router";
import {
  createEffect,
  createMemo,
  createResource,
  createSignal,
  For,
  Match,
  on,
  onCleanup,
  onMount,
  Show,
  Switch,
} from "solid-js";
import { ApiFailure, sentence } from "../api";
import { barsOf, position, rewind, seek } from "../audio/player";
import { type Content, contentOf, metaOf } from "../canvases/content";
import { canHear, isSounding, listen, stopListening, swapTo } from "../canvases/listening";
import { Miniature } from "../canvases/Miniature";
import { curation } from "../curation";
import type { StateGrid } from "../domain/cells";
import { StepStore } from "../domain/steps";
import { Brand, ThemeButton } from "../frame/PageHeader";
import { Title } from "../frame/Title";
import { playhead } from "../state/playhead";
import { InFull } from "../takes/InFull";
import { loadSteps } from "../takes/runs";
import { isPressable } from "../ui/hotkeys";
import { Scrubber } from "./Scrubber";

export default function ReplayPage() {
  const params = useParams<{ token: string }>();
  return (
    <Show when={params.token} keyed>
      {(token) => <OneReplay token={token} />}
    </Show>
  );
}

const ID = "replay";
const STEP_MS = 90;
const reducedMotion = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

function OneReplay(props: { token: string }) {
  const [replay, { refetch }] = createResource(async () => {
    const head = await curation.replay(props.token);
    const begun = contentOf({ kind: head.kind, content: head.frozen.content });
    const steps = new StepStore(begun.kind.layout.numRows);
    await loadSteps(steps, (after) => curation.replayFrames(props.token, after));
    return { ...head, begun, steps };
  });
  const known = () => (replay.error ? undefined : replay.latest);
  const [candidate, setCandidate] = createSignal(0);
  const [chosenStep, setStep] = createSignal<number | null>(null);
  const [isRunning, setIsRunning] = createSignal(false);
  onCleanup(stopListening);

  const firstStep = () => known()?.steps.firstStep ?? 0;
  const lastStep = () => known()?.steps.lastStep ?? 0;
  const step = () => chosenStep() ?? lastStep();
  const contentAt = (of: number, at: number): Content | null => {
    const now = known();
    const grid = now?.steps.gridAt(of, at);
    return now && grid ? { ...now.begun, grid } : (now?.begun ?? null);
  };
  const content = createMemo(() => contentAt(candidate(), step()));
  // What is in view is what is heard, at the same beat.
  createEffect(on(content, (now) => now && isSounding(ID) && swapTo(ID, now), { defer: true }));
  const shares = createMemo(() => {
    const steps = known()?.steps;
    const numCells = Math.max(1, (content()?.grid.length ?? 1) * (content()?.grid[0]?.length ?? 1));
    if (!steps) return [];
    const all: number[] = [];
    for (let at = firstStep(); at <= lastStep(); at++)
      all.push(steps.numChangesAt(candidate(), Math.max(at, firstStep() + 1)) / numCells);
    return all;
  });
  const numCandidates = () => known()?.steps.numCandidates ?? 0;
  const span = createMemo(() => {
    const all = Array.from({ length: numCandidates() }, (_, of) => contentAt(of, lastStep())?.grid);
    return known()?.begun.kind.span?.(all.filter((grid) => grid !== undefined));
  });

  /** The steps by themselves, in about ten seconds at most; calm where motion is not wanted. */
  let timer: ReturnType<typeof setInterval> | undefined;
  const halt = () => {
    clearInterval(timer);
    setIsRunning(false);
  };
  onCleanup(halt);
  const run = () => {
    if (isRunning()) return halt();
    if (step() >= lastStep()) setStep(firstStep());
    setIsRunning(true);
    const numSteps = Math.max(1, lastStep() - firstStep());
    const ticksInAll = reducedMotion?.matches ? 10 : Math.min(numSteps, 110);
    const stride = Math.max(1, Math.ceil(numSteps / ticksInAll));
    timer = setInterval(
      () => {
        const next = Math.min(lastStep(), step() + stride);
        setStep(next);
        if (next >= lastStep()) halt();
      },
      reducedMotion?.matches ? 1000 : STEP_MS,
    );
  };
  const hear = () => {
    const now = content();
    if (now) listen(ID, now);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && !isPressable(event.target)) hear();
    else if (event.key === ",") setStep(Math.max(firstStep(), step() - 1));
    else if (event.key === ".") setStep(Math.min(lastStep(), step() + 1));
    else if (event.key === "ArrowRight")
      setCandidate(Math.min(numCandidates() - 1, candidate() + 1));
    else if (event.key === "ArrowLeft") setCandidate(Math.max(0, candidate() - 1));
    else if (event.key === "Enter" && !isPressable(event.target)) run();
    else return;
    event.preventDefault();
  };
  window.addEventListener("keydown", keys);
  onCleanup(() => window.removeEventListener("keydown", keys));

  const isGone = () => replay.error instanceof ApiFailure && replay.error.status === 404;
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
      <Match when={isGone()}>
        <main class="message-page">
          <Title>Replay</Title>
          <h1>This link no longer works</h1>
          <p>It was revoked or has expired. Ask for a new one.</p>
        </main>
      </Match>
      <Match when={replay.error}>
        <main class="message-page" role="alert">
          <Title>Replay</Title>
          <h1>The replay cannot be shown</h1>
          <p>{sentence(replay.error)}</p>
          <button type="button" class="primary" onClick={() => void refetch()}>
            Try again
          </button>
        </main>
      </Match>
      <Match when={known()}>
        {(now) => (
          <div class="replay-page">
            <Title>{titleOf(now().begun)}</Title>
            <header class="page-header">
              <Brand />
              <h1 class="crumb-name">{titleOf(now().begun)}</h1>
              <span class="muted figures replay-words">
                {now().begun.kind.label}, {now().num_steps} steps, read only
              </span>
              <span class="spacer" />
              <ThemeButton />
            </header>
            <main class="replay-stage">
              <Stage
                content={content()}
                begun={now().begun}
                states={now().frozen.states as StateGrid}
                span={span()}
                name={`Candidate ${candidate() + 1}, step ${step()}`}
              />
              <div class="replay-candidates" role="radiogroup" aria-label="Candidates">
                <For each={Array.from({ length: numCandidates() }, (_, of) => of)}>
                  {(of) => (
                    <button
                      type="button"
                      role="radio"
                      aria-checked={of === candidate()}
                      aria-label={`Candidate ${of + 1}`}
                      class="replay-candidate"
                      onClick={() => setCandidate(of)}
                    >
                      <b>Candidate {of + 1}</b>
                      <Miniature
                        kind={now().kind}
                        grid={contentAt(of, step())?.grid ?? null}
                        content={now().begun.content}
                        states={now().frozen.states as StateGrid}
                        height={48}
                        span={span()}
                      />
                    </button>
                  )}
                </For>
              </div>
            </main>
            <footer class="timeline replay-timeline">
              <div class="transport">
                <Show when={canHear(now().begun)}>
                  <button
                    type="button"
                    class="play"
                    aria-label={isSounding(ID) ? "Pause" : "Play"}
                    title="Space"
                    onClick={hear}
                  >
                    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                      <Show
                        when={isSounding(ID)}
                        fallback={<path d="M4.5 2.5l9 5.5-9 5.5z" fill="currentColor" />}
                      >
                        <path d="M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z" fill="currentColor" />
                      </Show>
                    </svg>
                  </button>
                  <button type="button" class="quiet" onClick={rewind}>
                    To the start
                  </button>
                </Show>
                <span class="figures replay-step" role="status">
                  step {step()} of {now().num_steps}
                </span>
              </div>
              <Scrubber
                firstStep={firstStep()}
                lastStep={lastStep()}
                numSteps={now().num_steps}
                step={step()}
                shares={shares()}
                onStep={(at) => {
                  halt();
                  setStep(at);
                }}
              />
              <div class="timeline-acts">
                <button type="button" onClick={run}>
                  {isRunning() ? "Stop" : "Run the steps"}
                </button>
              </div>
            </footer>
          </div>
        )}
      </Match>
    </Switch>
  );
}

const titleOf = (content: Content): string => {
  const title = metaOf(content).title;
  return typeof title === "string" && title ? title : `A ${content.kind.label.toLowerCase()}`;
};

/** The candidate in view, as large as there is room; a press goes there. A text is there to be read. */
function Stage(props: {
  content: Content | null;
  /** What the generation began from. */
  begun: Content | null;
  states: StateGrid;
  span: [number, number] | undefined;
  name: string;
}) {
  return (
    <Show when={props.content}>
      {(content) => (
        <InFull
          class="replay-picture"
          content={content()}
          base={props.begun?.grid}
          picture={<StagePicture {...props} content={content()} />}
        />
      )}
    </Show>
  );
}

function StagePicture(props: {
  content: Content;
  states: StateGrid;
  span: [number, number] | undefined;
  name: string;
}) {
  const [height, setHeight] = createSignal(300);
  let frame!: HTMLButtonElement;
  onMount(() => {
    const watch = new ResizeObserver(() => setHeight(Math.max(160, frame.clientHeight - 24)));
    watch.observe(frame);
    onCleanup(() => watch.disconnect());
  });
  return (
    <button
      ref={frame}
      type="button"
      class="replay-picture"
      aria-label={`${props.name}. Listen from here`}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const numColumns = props.content.grid[0]?.length ?? 0;
        if (event.detail > 0 && canHear(props.content))
          seek(((event.clientX - box.left) / box.width) * numColumns);
      }}
    >
      <Miniature
        kind={props.content.kind.name}
        grid={props.content.grid}
        content={props.content.content}
        states={props.states}
        bar={barsOf(metaOf(props.content))}
        span={props.span}
        playhead={playhead() === null ? null : position()}
        height={height()}
      />
    </button>
  );
}
