/** One canvas: stage, panels and timeline; on a phone these are pages with the timeline fixed below. */

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
  Show,
  Switch,
} from "solid-js";
import { Dynamic } from "solid-js/web";
import { ApiFailure, api, sentence } from "../api";
import { CANVAS_KINDS, type CanvasKind, openKind } from "../canvases/registry";
import { CandidatesPanel } from "../panels/CandidatesPanel";
import { CompareView } from "../panels/CompareView";
import { ConflictDialog } from "../panels/ConflictDialog";
import { GeneratePanel } from "../panels/GeneratePanel";
import { createStudio, type Studio, StudioProvider } from "../panels/studio";
import { TakesPanel } from "../panels/TakesPanel";
import { Timeline } from "../panels/Timeline";
import { openSession, type Session } from "../session";
import { currentDocument, openDocument } from "../state/document";
import { openProject, type ProjectState } from "../state/project";
import { clearSelection } from "../state/selection";
import { setStage, stage } from "../state/stage";
import { stageOf } from "../takes/places";
import { Gate } from "./Gate";
import { MissingPage } from "./NotFoundPage";
import { StudioHeader } from "./StudioHeader";
import { Title } from "./Title";

const PHONE_PAGES = [
  { name: "canvas", label: "Canvas" },
  { name: "generate", label: "Generate" },
  { name: "candidates", label: "Candidates" },
  { name: "takes", label: "Takes" },
] as const;

type PhonePage = (typeof PHONE_PAGES)[number]["name"];

export default function StudioPage() {
  const params = useParams<{ project: string; canvas: string }>();
  return (
    <Gate>
      <Show when={`${params.project}/${params.canvas}`} keyed>
        {(address) => {
          const [project, canvas] = address.split("/") as [string, string];
          return <OpenCanvas projectId={project} canvasId={canvas} />;
        }}
      </Show>
    </Gate>
  );
}

function OpenCanvas(props: { projectId: string; canvasId: string }) {
  const session = openSession(props.projectId);
  const project = openProject(props.projectId, session);
  const [problem, setProblem] = createSignal<{ text: string; isMissing: boolean } | null>(null);
  // An address may name a step of a candidate: a take that was opened elsewhere.
  setStage(stageOf(location.search) ?? { view: "canvas" });
  clearSelection();
  onCleanup(() => {
    setStage({ view: "canvas" });
    session.close();
  });

  const load = () =>
    project.openCanvas(props.canvasId).then(
      () => setProblem(null),
      (failure: unknown) =>
        setProblem({
          text: sentence(failure),
          isMissing: failure instanceof ApiFailure && failure.status === 404,
        }),
    );
  void load();
  // A studio that could not be reached is asked again as soon as the socket is back.
  createEffect(() => {
    if (session.status() === "live" && problem() && !problem()?.isMissing) void load();
  });

  const canvas = () => project.canvas(props.canvasId);
  const kind = createMemo(() => CANVAS_KINDS.find((one) => one.name === canvas()?.kind));
  const isMissing = () => {
    const loading = project.loading();
    return problem()?.isMissing || (typeof loading === "object" && loading.isMissing);
  };
  return (
    <Switch>
      <Match when={session.closeCode() === 4403}>
        <MissingPage
          what="project"
          title="No longer a member"
          sentence="An owner took you out of this project. What you made in it stays there."
        />
      </Match>
      <Match when={isMissing()}>
        <MissingPage what="canvas" />
      </Match>
      <Match when={canvas()?.is_in_bin}>
        <MissingPage
          what="canvas"
          title="In the bin"
          sentence="This canvas is in the bin. An owner can restore it from the project's page."
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

/** The studio of a canvas whose kind is known, and with it how its document is read. */
function OpenDocument(props: {
  session: Session;
  project: ProjectState;
  canvasId: string;
  kind: CanvasKind;
  problem: string | null;
}) {
  const { session, project, canvasId } = props;
  const document = openDocument(session, canvasId, props.kind.layout);
  onCleanup(() => document.close());
  const [kinds] = createResource(() => api.kinds());
  const kind = createMemo(
    () =>
      (kinds.error ? [] : (kinds.latest ?? [])).find((one) => one.kind === props.kind.name) ?? null,
  );
  const studio = createStudio({ session, project, document, canvasId, kind });
  return (
    <StudioProvider value={studio}>
      <StudioView studio={studio} problem={props.problem} />
    </StudioProvider>
  );
}

function StudioView(props: { studio: Studio; problem: string | null }) {
  const [page, setPage] = createSignal<PhonePage>("canvas");
  const [tab, setTab] = createSignal<"candidates" | "takes">("candidates");
  const [isComparing, setIsComparing] = createSignal(false);
  const numTakes = createMemo(() => props.studio.takes().filter((take) => !take.is_in_bin).length);
  // Generating shows what comes of it, also where the canvas is a page of its own.
  createEffect(
    on(
      stage,
      (now) => {
        if (now.view === "candidate" && page() === "generate") setPage("canvas");
      },
      { defer: true },
    ),
  );
  return (
    <div class="studio" data-page={page()}>
      <StudioHeader />
      <nav class="phone-pages" aria-label="Parts of the studio">
        <For each={PHONE_PAGES}>
          {(one) => (
            <button
              type="button"
              aria-current={page() === one.name ? "page" : undefined}
              onClick={() => {
                setPage(one.name);
                if (one.name === "candidates" || one.name === "takes") setTab(one.name);
              }}
            >
              {one.label}
            </button>
          )}
        </For>
      </nav>
      <main class="stage" aria-label="Canvas">
        <Show when={props.problem}>
          <p class="problem" role="alert">
            {props.problem}
          </p>
        </Show>
        <Show
          when={currentDocument()?.isLoaded()}
          fallback={<p class="stage-loading muted">Opening the canvas …</p>}
        >
          <Dynamic
            component={openKind().Canvas}
            session={props.studio.session}
            document={props.studio.document}
            role={props.studio.role() ?? "viewer"}
          />
        </Show>
      </main>
      <aside class="panel" aria-label="Generating and choosing">
        <GeneratePanel />
        <Show when={openKind().Steering}>{(steering) => <Dynamic component={steering()} />}</Show>
        <div class="lists">
          <div class="list-tabs" role="tablist" aria-label="Candidates and takes">
            <button
              type="button"
              role="tab"
              id="tab-candidates"
              aria-controls="lists-body"
              aria-selected={tab() === "candidates"}
              onClick={() => setTab("candidates")}
            >
              Candidates
            </button>
            <button
              type="button"
              role="tab"
              id="tab-takes"
              aria-controls="lists-body"
              aria-selected={tab() === "takes"}
              onClick={() => setTab("takes")}
            >
              Takes <span class="figures muted">{numTakes() || ""}</span>
            </button>
          </div>
          <div class="lists-body" id="lists-body" role="tabpanel" aria-labelledby={`tab-${tab()}`}>
            <Show when={tab() === "candidates"} fallback={<TakesPanel />}>
              <CandidatesPanel onCompare={() => setIsComparing(true)} />
            </Show>
          </div>
        </div>
      </aside>
      <Timeline />
      <ConflictDialog />
      <Show when={isComparing()}>
        <CompareView onClose={() => setIsComparing(false)} />
      </Show>
    </div>
  );
}
