/** The canvases of a project: open, make, import by button or drop, rename, duplicate, bin. */

import { A, useLocation, useNavigate, useParams } from "@solidjs/router";
import { createMemo, createSignal, type JSX, Match, onCleanup, Show, Switch } from "solid-js";
import { pages } from "../../addresses";
import { api, sentence } from "../../api";
import { CANVAS_KINDS } from "../../canvases/registry";
import { curation } from "../../curation";
import { acceptedWithArchives, hints, isArchive, refusal } from "../../domain/importableFiles";
import { isAtLeast } from "../../domain/people/roles";
import { ConnectionBanner } from "../../frame/ConnectionBanner";
import { Gate } from "../../frame/Gate";
import { MissingPage } from "../../frame/NotFoundPage";
import { PageHeader } from "../../frame/PageHeader";
import { Title } from "../../frame/Title";
import { SwitchedOff } from "../../programs/SwitchedOff";
import type { ArchiveImported, Canvas, Role } from "../../protocol";
import { openSession, type Session } from "../../session";
import { toastFailure } from "../../state/failures";
import { openProject, type ProjectState } from "../../state/project";
import { EditableName } from "../../ui/controls/EditableName";
import { GuardedFor, quoted } from "../../ui/Guarded";
import { Problem } from "../../ui/messages/Problem";
import { toast } from "../../ui/messages/toasts";
import { plural } from "../../ui/plural";
import { usualKind } from "../home/usualKind";
import { CanvasCard } from "./CanvasCard";
import { ImportReview } from "./ImportReview";
import { MembersDialog } from "./MembersDialog";
import { NewCanvasDialog } from "./NewCanvasDialog";

export default function ProjectPage() {
  const params = useParams<{ project: string }>();
  return (
    <Gate>
      <Show when={params.project} keyed>
        {(id) => <Project id={id} />}
      </Show>
    </Gate>
  );
}

type Importing = { name: string; share: number } | { problem: string } | null;

function Project(props: { id: string }) {
  const session = openSession(props.id);
  onCleanup(() => session.close());
  const state = openProject(props.id, session);

  return (
    <Switch>
      <Match when={session.closeCode() === 4403}>
        <MissingPage
          what="project"
          title="No longer a member"
          sentence="An owner removed you from this project. Your work stays in it."
        />
      </Match>
      <Match when={isMissing(state.loading())}>
        <MissingPage what="project" />
      </Match>
      <Match when={true}>
        <Canvases session={session} state={state} projectId={props.id} />
      </Match>
    </Switch>
  );
}

interface OpenedProject {
  session: Session;
  state: ProjectState;
  projectId: string;
}

type OpenDialog = "members" | "new" | null;

function Canvases(props: OpenedProject) {
  const navigate = useNavigate();
  const { session, state } = props;
  const role = () => session.role() ?? state.project()?.role ?? null;
  const canEdit = () => isAtLeast(role(), "editor");
  const [open, setOpen] = createSignal<OpenDialog>(null);
  const { reviewed, review } = useReview(state);
  const { importing, setImporting, importFile } = useImporting(props.projectId, (canvas) => {
    state.put({ kind: "canvas", canvas });
    if (canvas.notices.length > 0) review(canvas.id);
    else openCanvas(canvas);
  });
  const [showsBin, setShowsBin] = createSignal(false);
  let chooser!: HTMLInputElement;

  const inView = createMemo(() => state.canvases().filter((one) => one.is_in_bin === showsBin()));
  const numInBin = createMemo(() => state.canvases().filter((one) => one.is_in_bin).length);
  const openCanvas = (canvas: Canvas, fit?: string) =>
    navigate(`${pages.canvas(props.projectId, canvas.id)}${fit ? `?fit=${fit}` : ""}`);

  return (
    <>
      <Title>{state.project()?.name ?? ""}</Title>
      <PageHeader>
        <ConnectionBanner session={session} />
      </PageHeader>
      <DropArea canEdit={canEdit()} onFile={(file) => void importFile(file)}>
        <ProjectTitle
          state={state}
          role={role()}
          numInBin={numInBin()}
          showsBin={showsBin()}
          onBin={() => setShowsBin(!showsBin())}
          onOpen={setOpen}
          onImport={() => chooser.click()}
        />
        <Show when={canEdit() && !showsBin()}>
          <FileChooser
            ref={(element) => {
              chooser = element;
            }}
            onFile={(file) => void importFile(file)}
          />
        </Show>
        <Show when={role() === "owner"}>
          <SwitchedOff projectId={props.projectId} />
        </Show>
        <ImportLine importing={importing()} onDismiss={() => setImporting(null)} />
        <LoadingLine loading={state.loading()} />
        <Show when={state.loading() === "ready" && inView().length === 0}>
          <EmptyProject
            canEdit={canEdit() && !showsBin()}
            isBin={showsBin()}
            onImport={() => chooser.click()}
            onNew={() => setOpen("new")}
          />
        </Show>
        <ul class="canvas-list">
          <GuardedFor each={inView()} as="li" nameOf={(canvas) => quoted(canvas.name)}>
            {(canvas) => (
              <CanvasCard canvas={canvas} role={role()} onReview={() => review(canvas.id)} />
            )}
          </GuardedFor>
        </ul>
        <Show when={canEdit() && inView().length > 0 && !showsBin()}>
          <p class="muted drop-hint">
            Drop {hints(CANVAS_KINDS)}, or an archive of a studio here to import it.
          </p>
        </Show>
      </DropArea>
      <ProjectDialogs
        {...props}
        role={role()}
        open={open()}
        reviewed={reviewed()}
        onCanvas={openCanvas}
        onClose={() => setOpen(null)}
        onReviewed={() => review(null)}
      />
    </>
  );
}

/** The canvas whose import is reviewed; at first the one that the address names, imported on another page. */
function useReview(state: ProjectState) {
  const wanted = new URLSearchParams(useLocation().search).get("review");
  const [id, review] = createSignal(wanted);
  const reviewed = createMemo(() => state.canvases().find((one) => one.id === id()) ?? null);
  return { reviewed, review };
}

/** A sentence about what an archive brought, such as "Imported 2 canvases, 14 takes and 1 ranking." */
function broughtIn(found: ArchiveImported): string {
  const counts = [
    found.canvases.length === 1 ? "1 canvas" : `${found.canvases.length} canvases`,
    plural(found.num_takes, "take"),
    ...(found.num_rankings > 0 ? [plural(found.num_rankings, "ranking")] : []),
    ...(found.num_listening_tests > 0 ? [plural(found.num_listening_tests, "listening test")] : []),
    ...(found.num_campaigns > 0 ? [plural(found.num_campaigns, "campaign")] : []),
  ];
  return `Imported ${counts.slice(0, -1).join(", ")} and ${counts.at(-1)}.`;
}

/** Send a file and make a canvas of it, or bring in an archive; where that fails, the sentence stays until it is dismissed. */
function useImporting(projectId: string, onCanvas: (canvas: Canvas) => void) {
  const [importing, setImporting] = createSignal<Importing>(null);
  const importFile = async (file: File | undefined) => {
    if (!file) return;
    const problem = isArchive(file) ? null : refusal(file, CANVAS_KINDS);
    if (problem) return setImporting({ problem });
    const say = (share: number) => setImporting({ name: file.name, share });
    say(0);
    try {
      if (isArchive(file)) toast(broughtIn(await curation.importArchiveInto(projectId, file, say)));
      else onCanvas(await api.importFile(projectId, file, say));
      setImporting(null);
    } catch (failure) {
      setImporting({ problem: sentence(failure) });
    }
  };
  return { importing, setImporting, importFile };
}

/** The page, onto which a file can be dropped. */
function DropArea(props: {
  canEdit: boolean;
  onFile: (file: File | undefined) => void;
  children: JSX.Element;
}) {
  const [isOver, setIsOver] = createSignal(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    if (props.canEdit) props.onFile(event.dataTransfer?.files[0]);
  };

  return (
    <main
      class="page"
      classList={{ "is-over": isOver() }}
      onDragOver={(event) => {
        if (!props.canEdit) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={(event) => event.currentTarget === event.target && setIsOver(false)}
      onDrop={drop}
    >
      {props.children}
    </main>
  );
}

function FileChooser(props: {
  ref: (field: HTMLInputElement) => void;
  onFile: (file: File | undefined) => void;
}) {
  return (
    <input
      ref={props.ref}
      type="file"
      class="visually-hidden"
      tabIndex={-1}
      aria-label="File to import"
      accept={acceptedWithArchives(CANVAS_KINDS)}
      onChange={(event) => {
        props.onFile(event.currentTarget.files?.[0]);
        event.currentTarget.value = "";
      }}
    />
  );
}

function ProjectTitle(props: {
  state: ProjectState;
  role: Role | null;
  numInBin: number;
  showsBin: boolean;
  onBin: () => void;
  onOpen: (dialog: OpenDialog) => void;
  onImport: () => void;
}) {
  const id = () => props.state.project()?.id ?? "";
  return (
    <div class="page-title">
      <h1>
        <EditableName
          name={props.state.project()?.name ?? ""}
          what="project"
          canEdit={props.role === "owner"}
          onRename={(name) => void api.renameProject(id(), name).catch(toastFailure)}
        />
      </h1>
      <span class="spacer" />
      <Show when={props.numInBin > 0 || props.showsBin}>
        <button type="button" class="quiet" onClick={props.onBin}>
          {props.showsBin ? "Back to canvases" : `Bin (${props.numInBin})`}
        </button>
      </Show>
      <A class="button" href={pages.takes(id())}>
        Takes
      </A>
      <A class="button" href={pages.rankings(id())}>
        Rankings
      </A>
      <button type="button" onClick={() => props.onOpen("members")}>
        Members <span class="figures muted">{props.state.members().length || ""}</span>
      </button>
      <Show when={isAtLeast(props.role, "editor") && !props.showsBin}>
        <button type="button" onClick={props.onImport}>
          Import file
        </button>
        <button type="button" class="primary" onClick={() => props.onOpen("new")}>
          New canvas
        </button>
      </Show>
    </div>
  );
}

function ProjectDialogs(
  props: OpenedProject & {
    role: Role | null;
    open: OpenDialog;
    reviewed: Canvas | null;
    onCanvas: (canvas: Canvas, fit?: string) => void;
    onClose: () => void;
    onReviewed: () => void;
  },
) {
  return (
    <>
      <Show when={props.open === "members"}>
        <MembersDialog state={props.state} role={props.role} onClose={props.onClose} />
      </Show>
      <Show when={props.open === "new"}>
        <NewCanvasDialog
          projectId={props.projectId}
          kind={usualKind(props.state.canvases())}
          onMade={props.onCanvas}
          onClose={props.onClose}
        />
      </Show>
      <Show when={props.reviewed}>
        {(canvas) => (
          <ImportReview
            canvas={canvas()}
            onOpen={(fit) => props.onCanvas(canvas(), fit)}
            onClose={props.onReviewed}
          />
        )}
      </Show>
    </>
  );
}

const isMissing = (loading: ReturnType<ReturnType<typeof openProject>["loading"]>): boolean =>
  typeof loading === "object" && loading.isMissing;

function LoadingLine(props: { loading: ReturnType<ReturnType<typeof openProject>["loading"]> }) {
  const failure = () => (typeof props.loading === "object" ? props.loading.failure : null);
  return <Problem sentence={failure()} />;
}

function ImportLine(props: { importing: Importing; onDismiss: () => void }) {
  const problem = () =>
    props.importing && "problem" in props.importing ? props.importing.problem : null;
  const running = () => (props.importing && "name" in props.importing ? props.importing : null);
  return (
    <>
      <Show when={running()}>
        {(one) => (
          <p class="import-line" role="status">
            <span>{one().share < 1 ? `Sending ${one().name}` : `Reading ${one().name}`} …</span>
            <Show when={one().share < 1} fallback={<progress aria-label="Reading the file" />}>
              <progress aria-label="Sending the file" max={1} value={one().share} />
            </Show>
          </p>
        )}
      </Show>
      <Show when={problem()}>
        <p class="problem import-line" role="alert">
          <span>{problem()}</span>
          <button type="button" class="quiet" onClick={props.onDismiss}>
            Dismiss
          </button>
        </p>
      </Show>
    </>
  );
}

function EmptyProject(props: {
  canEdit: boolean;
  isBin: boolean;
  onImport: () => void;
  onNew: () => void;
}) {
  return (
    <Show
      when={!props.isBin && props.canEdit}
      fallback={<p class="muted">{props.isBin ? "The bin is empty." : "No canvases yet."}</p>}
    >
      <div class="empty-project">
        <h2>Start with a melody, or with nothing</h2>
        <p class="muted">
          Drop a MusicXML, MIDI or text file here, or an archive of a studio. Or start from a Bach
          chorale, a text, or an empty canvas that the model fills.
        </p>
        <div class="dialog-acts">
          <button type="button" onClick={props.onImport}>
            Import file
          </button>
          <button type="button" onClick={props.onNew}>
            New canvas
          </button>
        </div>
      </div>
    </Show>
  );
}
