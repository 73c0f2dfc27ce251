/** One canvas: stage, panels and timeline; on a phone these are pages with the timeline fixed below. */

import { useParams } from "@solidjs/router";
import {
  createEffect,
  createMemo,
  createResource,
  createSignal,
  For,
  Match,
  onCleanup,
  Show,
  Switch,
  untrack,
} from "solid-js";
import { Dynamic } from "solid-js/web";
import { ApiFailure, api, sentence } from "../../api";
import { writeDecided } from "../../canvases/common/decided";
import type { CanvasKind } from "../../canvases/common/kind";
import { CANVAS_KINDS, isKnown, kindOf, openKind } from "../../canvases/registry";
import { TakeAwayDialog } from "../../canvases/takingAway";
import { Gate } from "../../frame/Gate";
import { MissingPage } from "../../frame/NotFoundPage";
import { Title } from "../../frame/Title";
import { CandidatesPanel } from "../../panels/candidates/CandidatesPanel";
import { CompareView } from "../../panels/candidates/CompareView";
import { ConflictDialog } from "../../panels/candidates/ConflictDialog";
import { CommentsPanel } from "../../panels/comments/CommentsPanel";
import { GeneratePanel } from "../../panels/generate/GeneratePanel";
import { HistoryDialog, historyAt, openHistoryAt } from "../../panels/history/HistoryDialog";
import { SinceStrip } from "../../panels/history/SinceStrip";
import { RestoredStrip } from "../../panels/RestoredStrip";
import { TakesPanel } from "../../panels/takes/TakesPanel";
import { Timeline } from "../../panels/timeline/Timeline";
import { openSession, type Session } from "../../session";
import { stageOf } from "../../state/addresses";
import { currentDocument, openDocument } from "../../state/document/document";
import { followed } from "../../state/generations/following";
import { openProject, type ProjectState } from "../../state/project";
import { openSelection, openStage } from "../../state/stage/open";
import { setLoop } from "../../state/stage/playhead";
import { createStudio, type Studio, StudioProvider } from "../../state/stage/studio";
import { Tabs, tabId } from "../../ui/controls/Tabs";
import { Guarded } from "../../ui/Guarded";
import { keptSignal } from "../../ui/kept";
import { Problem } from "../../ui/messages/Problem";
import { personColour } from "../../ui/personColour";
import { useMentions } from "./mentions";
import { StudioHeader } from "./StudioHeader";
import { createParts, lists, phonePages, type StudioParts } from "./studioParts";
import { NoLongerMember, UnknownKind } from "./Unavailable";

const [lastKind, keepLastKind] = keptSignal<string>(
  "sunmask:kind",
  (stored) =>
    ((CANVAS_KINDS.find(({ name }) => name === stored) ?? CANVAS_KINDS[0]) as CanvasKind).name,
);
// Most often it is of the kind that was opened last, whose code comes while the page asks.
void kindOf(lastKind()).Canvas.preload();

export default function StudioPage() {
  const params = useParams<{ project: string; canvas: string }>();
  return (
    <Show when={`${params.project}/${params.canvas}`} keyed>
      {(address) => {
        const [project, canvas] = address.split("/") as [string, string];
        // While it is asked who is here; somebody who signs in first gets another.
        const early = openSession(project);
        onCleanup(() => early.close());
        return (
          <Gate>
            <OpenCanvas
              projectId={project}
              canvasId={canvas}
              session={early.status() === "closed" ? openSession(project) : early}
            />
          </Gate>
        );
      }}
    </Show>
  );
}

function OpenCanvas(props: { projectId: string; canvasId: string; session: Session }) {
  const session = untrack(() => props.session);
  const project = openProject(props.projectId, session);
  const { problem, isListed } = useOpening(session, project, props.canvasId);
  // An address may name a step of a candidate: a take that was opened elsewhere.
  openStage.show(stageOf(location.search) ?? { view: "canvas" });
  openSelection.clearSelection();
  openSelection.setCursor(null);
  setLoop(null);
  onCleanup(() => {
    openStage.showCanvas();
    session.close();
  });

  const [remains, setRemains] = createSignal<{ text: string } | null>(null);
  createEffect(() => {
    const inView = openStage.inView();
    // A generation that the backup lacks.
    if (
      project.restored() &&
      inView.view === "candidate" &&
      !project.hasGeneration(inView.generation)
    )
      openStage.showCanvas();
  });
  const canvas = () => project.canvas(props.canvasId);
  const kind = createMemo(() => {
    const name = canvas()?.kind;
    return name !== undefined && isKnown(name) ? kindOf(name) : undefined;
  });
  const isMissing = () => {
    const loading = project.loading();
    return problem()?.isMissing || (typeof loading === "object" && loading.isMissing);
  };
  return (
    <Switch>
      <Match when={session.closeCode() === 4403}>
        <NoLongerMember wasAway={session.wasAway()} remains={remains()} />
      </Match>
      <Match when={isMissing()}>
        <MissingPage what="canvas" />
      </Match>
      <Match when={canvas()?.is_in_bin}>
        <MissingPage
          what="canvas"
          title="In the bin"
          sentence="This canvas is in the bin. An owner can restore it on the project page."
        />
      </Match>
      <Match when={canvas() && !isKnown(canvas()?.kind ?? "")}>
        <UnknownKind
          name={canvas()?.name ?? ""}
          kind={canvas()?.kind ?? ""}
          project={props.projectId}
        />
      </Match>
      <Match when={kind()} keyed>
        {(known) => (
          <>
            <Title>{canvas()?.name ?? ""}</Title>
            <OpenDocument
              session={session}
              project={project}
              canvasId={props.canvasId}
              kind={known}
              problem={problem()?.text ?? null}
              isListed={isListed()}
              onLeave={(text) => setRemains({ text })}
            />
          </>
        )}
      </Match>
      <Match when={true}>
        <main class="stage-loading" aria-label="Canvas">
          <Show when={problem()} fallback={<p class="muted">Opening the canvas …</p>}>
            <p class="problem" role="alert">
              {problem()?.text}
            </p>
          </Show>
        </main>
      </Match>
    </Switch>
  );
}

/** Load what belongs to a canvas, again once the studio can be reached. */
function useOpening(session: Session, project: ProjectState, canvasId: string) {
  const [problem, setProblem] = createSignal<{ text: string; isMissing: boolean } | null>(null);
  // What has been composed on it decides how the panel looks, so the panel waits for that.
  const [isListed, setListed] = createSignal(false);
  const load = () =>
    project.openCanvas(canvasId).then(
      () => {
        setProblem(null);
        setListed(true);
      },
      (failure: unknown) =>
        setProblem({
          text: sentence(failure),
          isMissing: failure instanceof ApiFailure && failure.status === 404,
        }),
    );
  void load();
  // A studio that could not be reached is asked again when the socket reconnects.
  createEffect(() => {
    if (session.status() === "live" && problem() && !problem()?.isMissing) void load();
  });
  return { problem, isListed };
}

/** The studio of a canvas whose kind is known, and with it how its document is read. */
function OpenDocument(props: {
  session: Session;
  project: ProjectState;
  canvasId: string;
  kind: CanvasKind;
  problem: string | null;
  isListed: boolean;
  /** Gets the text that somebody wrote in, where its page goes away. */
  onLeave: (text: string) => void;
}) {
  const { session, project, canvasId } = props;
  // While its document comes.
  void props.kind.Canvas.preload();
  keepLastKind(props.kind.name);
  const document = openDocument(session, canvasId, props.kind.layout);
  writeDecided(document);
  onCleanup(() => {
    if (document.hasMade()) props.onLeave(document.doc.getText("text").toString());
    document.close();
  });
  const [kinds] = createResource(() => api.kinds());
  const kind = createMemo(
    () =>
      (kinds.error ? [] : (kinds.latest ?? [])).find((one) => one.kind === props.kind.name) ?? null,
  );
  const studio = createStudio({ session, project, document, canvasId, kind });
  return (
    <StudioProvider value={studio}>
      <StudioView studio={studio} problem={props.problem} isListed={props.isListed} />
    </StudioProvider>
  );
}

function StudioView(props: { studio: Studio; problem: string | null; isListed: boolean }) {
  const [isComparing, setIsComparing] = createSignal(false);
  const parts = createParts(props.studio);
  useMentions(props.studio, () => parts.goTo("comments"));
  onCleanup(() => openHistoryAt(null));
  return (
    <div class="studio" data-page={parts.page()}>
      <StudioHeader />
      <TakeAwayDialog />
      <nav class="phone-pages" aria-label="Parts of the studio">
        <For each={phonePages()}>
          {(one) => (
            <button
              type="button"
              aria-current={parts.page() === one.name ? "page" : undefined}
              onClick={() => parts.goTo(one.name)}
            >
              {one.label}
            </button>
          )}
        </For>
      </nav>
      <CanvasInStudio
        studio={props.studio}
        problem={props.problem}
        onComments={() => parts.goTo("comments")}
      />
      <aside class="panel" aria-label="Generate and choose">
        <Show when={props.isListed} fallback={<div />}>
          <Guarded name="Generating">
            <GeneratePanel />
          </Guarded>
        </Show>
        <Lists parts={parts} studio={props.studio} onCompare={() => setIsComparing(true)} />
      </aside>
      {/* What makes no sound has no time before it has steps. */}
      <Show when={openKind().player || props.studio.stage.inView().view === "candidate"}>
        <Guarded name="The timeline">
          <Timeline />
        </Guarded>
      </Show>
      <ConflictDialog />
      <Show when={historyAt()} keyed>
        {(at) => <HistoryDialog since={at.seq} onClose={() => openHistoryAt(null)} />}
      </Show>
      <Show when={isComparing()}>
        <CompareView onClose={() => setIsComparing(false)} />
      </Show>
    </div>
  );
}

function CanvasInStudio(props: { studio: Studio; problem: string | null; onComments: () => void }) {
  return (
    <main
      class="stage"
      classList={{ followed: followed() !== null }}
      style={{ "--person": personColour(followed()?.person.id ?? 0) }}
      aria-label="Canvas"
    >
      <Problem sentence={props.problem} />
      <RestoredStrip />
      <SinceStrip onComments={props.onComments} />
      <Show
        when={currentDocument()?.isLoaded()}
        fallback={<p class="stage-loading muted">Opening the canvas …</p>}
      >
        <Guarded name="This canvas">
          <Dynamic
            component={openKind().Canvas}
            session={props.studio.session}
            document={props.studio.document}
            kind={openKind()}
            role={props.studio.role() ?? "viewer"}
          />
        </Guarded>
      </Show>
    </main>
  );
}

/** The lists beside the canvas, one at a time. */
function Lists(props: { parts: StudioParts; studio: Studio; onCompare: () => void }) {
  const { list, setList } = props.parts;
  const numTakes = createMemo(() => props.studio.takes().filter((take) => !take.is_in_bin).length);
  /** Threads that are not settled. */
  const numOpen = createMemo(
    () =>
      props.studio.project
        .comments(props.studio.canvasId)
        .filter((one) => one.thread === null && one.resolved_at === null).length,
  );
  const tabs = createMemo(() =>
    lists().map(({ name, label }) => ({
      name,
      label: (
        <>
          {label}
          <Show when={name === "takes" || name === "comments"}>
            {" "}
            <span class="figures muted">{(name === "takes" ? numTakes() : numOpen()) || ""}</span>
          </Show>
        </>
      ),
    })),
  );
  return (
    <div class="lists">
      <Tabs
        class="list-tabs"
        label="Candidates, takes and comments"
        tabs={tabs()}
        chosen={list()}
        panelId="lists-body"
        onChoose={setList}
      />
      <div
        class="lists-body"
        id="lists-body"
        role="tabpanel"
        tabindex="0"
        aria-labelledby={tabId(list())}
      >
        <Guarded name="This list">
          <Switch>
            <Match when={list() === "candidates"}>
              <CandidatesPanel onCompare={props.onCompare} />
            </Match>
            <Match when={list() === "takes"}>
              <TakesPanel />
            </Match>
            <Match when={list() === "comments"}>
              <CommentsPanel onLook={() => props.parts.goTo("canvas")} />
            </Match>
            <Match when={openKind().Steering}>
              {(steering) => <Dynamic component={steering().Panel} />}
            </Match>
          </Switch>
        </Guarded>
      </div>
    </div>
  );
}
