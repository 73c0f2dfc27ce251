// One line above a canvas of any kind that says what is in view, where painting goes, or what is wrong.
import { createMemo, Match, Show, Switch } from "solid-js";
import { actSentence, settingsInForce } from "../../domain/generation/actWords";
import { isActive } from "../../domain/generation/progress";
import type { Generation } from "../../protocol";
import { discardDraft, draftOf, partsOf } from "../../state/document/drafts";
import { branchHere, stepToGoOnFrom } from "../../state/generations/generating";
import type { ActScope } from "../../state/stage/createTarget";
import { type Studio, useStudio } from "../../state/stage/studio";
import { Segments } from "../../ui/controls/Segments";
import { plural } from "../../ui/plural";
import { useActContext } from "./actContext";
import type { CanvasKind } from "./kind";
import { readOnlySentence } from "./readOnly";

export function StageLine(props: { kind: CanvasKind }) {
  const studio = useStudio();
  const { stage, targeting } = studio;
  const { target } = targeting;
  const inView = createMemo(() => {
    const inView = stage.inView();
    if (inView.view === "canvas") return null;
    const generation = stage.run()?.generation();
    const step = stage.step();
    const run = generation ? ` of generation ${generation.number}` : "";
    const at = stage.isLoading()
      ? "loading …"
      : step === null
        ? "before its first step"
        : `step ${step} of ${generation?.num_steps ?? "?"}`;
    return `Candidate ${inView.candidate + 1}${run}, ${at}`;
  });
  const unsaved = () => {
    const count = studio.document.numUnsaved();
    if (count === 0) return "";
    return count === 1
      ? " Your edit is kept and sent when you reconnect."
      : ` Your ${count} edits are kept and sent when you reconnect.`;
  };
  const over = () => overSentence(studio);
  /** Somebody who paints the canvas while a generation runs should know that it does not reach it. */
  const elsewhere = createMemo(() =>
    stage.inView().view === "canvas" && target() !== null
      ? (studio.generations().findLast((one) => isActive(one) && one.purpose !== "batch") ?? null)
      : null,
  );
  return (
    <Switch>
      <Match when={over()}>
        {(reason) => (
          <p class="stage-line fault" role="alert" data-testid="closed">
            {reason()}
          </p>
        )}
      </Match>
      <Match when={studio.session.status() === "offline"}>
        <p class="stage-line fault" role="status" data-testid="offline">
          <b>You are offline.</b>
          {unsaved()}
          <Show when={inView()}>
            <BackToCanvas />
          </Show>
        </p>
      </Match>
      <Match when={studio.document.waitsFor()}>
        {(reason) => (
          <p class="stage-line fault" role="status" data-testid="waiting">
            <b>Not saved yet.</b>
            {` ${reason()}`}
            <Show when={inView()}>
              <BackToCanvas />
            </Show>
          </p>
        )}
      </Match>
      <Match when={inView()}>
        {(name) => (
          <div class="stage-line" data-testid="stage-line">
            <b>{name()}</b>
            <Show when={stage.isRunning()}>
              <span class="live">live</span>
            </Show>
            <Switch fallback={<span class="stage-hint">You can listen to it and compare it.</span>}>
              <Match when={target()?.kind === "act"}>
                <Steering kind={props.kind} />
              </Match>
              <Match when={target()?.kind === "branch"}>
                <Preparing kind={props.kind} />
              </Match>
            </Switch>
            <BackToCanvas />
          </div>
        )}
      </Match>
      <Match when={elsewhere()}>{(generation) => <Elsewhere generation={generation()} />}</Match>
      <Match when={studio.document.isLoaded() && !studio.document.canEdit()}>
        <p class="stage-line" data-testid="read-only">
          {readOnlySentence(studio.role())}
        </p>
      </Match>
    </Switch>
  );
}

/** Why nothing can be saved here any more, and what becomes of what was written; "" where that is not so. */
function overSentence({ session, document }: Studio): string {
  const gone = document.isGone() ? "This canvas is not in the studio any more." : "";
  const reason = session.closedReason() || gone;
  const isKept = reason !== "" && document.hasMade();
  return isKept
    ? `${reason} What you wrote is kept in this browser, and what you see can be copied.`
    : reason;
}

/** The canvas is in view while a generation runs, which changes of the canvas do not reach. */
function Elsewhere(props: { generation: Generation }) {
  const { stage } = useStudio();
  return (
    <p class="stage-line" data-testid="stage-line">
      <b>The canvas</b>
      <span class="stage-hint">
        Changes here edit the canvas. Generation {props.generation.number} is not affected.
      </span>
      <span class="spacer" />
      <button type="button" onClick={() => stage.showCandidate(props.generation.id)}>
        Look at it
      </button>
    </p>
  );
}

const SCOPES: readonly { value: ActScope; label: string; title: string }[] = [
  {
    value: "this",
    label: "This candidate",
    title: "What you paint applies to this candidate only",
  },
  { value: "all", label: "All", title: "What you paint applies to every candidate" },
];

/** A running candidate: painting is an act, and the last one is shown. */
function Steering(props: { kind: CanvasKind }) {
  const { stage, targeting } = useStudio();
  const { actScope, setActScope, numSending } = targeting;
  const context = useActContext(props.kind);
  const lastAct = createMemo(() => {
    const inView = stage.inView();
    if (inView.view !== "candidate") return null;
    return (
      stage
        .run()
        ?.acts()
        .findLast(
          (act) =>
            (act.kind === "cells" || act.kind === "settings") &&
            (act.candidate === null || act.candidate === inView.candidate),
        ) ?? null
    );
  });
  const isWaiting = () => numSending() > 0 || stage.pending().size > 0;
  const nextStep = () => {
    const generation = stage.run()?.generation();
    if (!generation) return "";
    const inForce = settingsInForce(generation.settings, stage.run()?.acts() ?? []);
    return props.kind.nextStep(inForce, stage.step() ?? generation.first_step);
  };
  return (
    <>
      <Segments
        label="Painting applies to"
        class="scope"
        segments={SCOPES}
        chosen={actScope()}
        choose={setActScope}
      />
      <span class="stage-hint" data-testid="held" role="status">
        <Show
          when={lastAct()}
          fallback={
            isWaiting()
              ? "Sending …"
              : nextStep() || "What you paint or draw applies from the next step."
          }
        >
          {(act) => <>{actSentence(act(), context())}</>}
        </Show>
      </span>
    </>
  );
}

const NO_DRAFT: ReturnType<typeof partsOf> = { cells: [], written: [], marked: [] };

/** A candidate that stands still: what is painted waits for a branch. */
function Preparing(props: { kind: CanvasKind }) {
  const studio = useStudio();
  const { stage } = studio;
  const now = () => {
    const at = stage.inView();
    return at.view === "candidate" ? at : null;
  };
  const draft = createMemo(() => {
    const at = now();
    return at ? partsOf(draftOf(at.generation, at.candidate)) : NO_DRAFT;
  });
  const changed = () =>
    [
      ...(draft().cells.length > 0
        ? [props.kind.cellNames(draft().cells, studio.document.meta())]
        : []),
      // In a run, chords are the only marks.
      ...(draft().marked.length > 0 ? [plural(draft().marked.length, "chord")] : []),
    ].join(" and ");
  /** Notes can be placed as they are; a chord is heard once somebody composes with it. */
  const whatNext = () => {
    const them = draft().marked.length > 1 ? "them" : "it";
    if (draft().marked.length > 0) return `. Continue to compose with ${them}.`;
    return draft().written.length > 0 ? ". Place this candidate or continue with it." : "";
  };
  const numSteps = () => stage.run()?.generation()?.num_steps ?? 0;
  const isLast = () => (stage.step() ?? 0) >= numSteps();
  const from = () => {
    if (!isLast()) return stage.step() ?? 0;
    return props.kind.moreSteps === null ? stepToGoOnFrom(numSteps()) : numSteps();
  };
  /** A branch from the last step of a kind with more steps to take has these. */
  const more = () =>
    isLast() && props.kind.moreSteps !== null
      ? { num_steps: numSteps() + props.kind.moreSteps }
      : {};
  const discard = () => {
    const at = now();
    if (at) discardDraft(at.generation, at.candidate);
  };
  return (
    <Show
      when={changed() !== ""}
      fallback={
        <>
          <span class="stage-hint">
            {isLast()
              ? props.kind.candidateHint
              : "Paint to prepare a branch. This generation stays as it is."}
          </span>
          <Show when={isLast() && props.kind.moreSteps !== null}>
            <button
              type="button"
              class="quiet"
              title={`${props.kind.moreSteps} steps more from this candidate, as a new generation`}
              onClick={() => void branchHere(studio, from(), more())}
            >
              Continue
            </button>
          </Show>
        </>
      }
    >
      <span class="stage-hint" data-testid="draft" role="status">
        Changed: {changed()}
        {whatNext()}
      </span>
      <button
        type="button"
        title={`Start a new generation from step ${from()} of ${numSteps()} with these changes`}
        onClick={() => void branchHere(studio, from(), more())}
      >
        {isLast() ? "Continue with these" : "Branch with these"}
      </button>
      <button type="button" class="quiet" onClick={discard}>
        Discard
      </button>
    </Show>
  );
}

function BackToCanvas() {
  const { stage } = useStudio();
  return (
    <>
      <span class="spacer" />
      <button type="button" data-testid="back-to-canvas" onClick={stage.showCanvas}>
        Back to canvas <kbd>Esc</kbd>
      </button>
    </>
  );
}
