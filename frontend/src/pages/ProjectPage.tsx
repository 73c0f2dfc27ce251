/** The canvases of a project: open, make, import by button or drop, rename, duplicate, bin. */

import { A, useNavigate, useParams } from "@solidjs/router";
import { createMemo, createSignal, For, Match, onCleanup, Show, Switch } from "solid-js";
import { api, sentence } from "../api";
import { CANVAS_KINDS } from "../canvases/registry";
import { isAtLeast } from "../domain/roles";
import { ConnectionBanner } from "../frame/ConnectionBanner";
import { Gate } from "../frame/Gate";
import { MissingPage } from "../frame/NotFoundPage";
import { PageHeader } from "../frame/PageHeader";
import { Title } from "../frame/Title";
import type { Canvas } from "../protocol";
import { openSession } from "../session";
import { toastFailure } from "../state/failures";
import { openProject } from "../state/project";
import { EditableName } from "../ui/EditableName";
import { CanvasCard } from "./CanvasCard";
import { ImportReview } from "./ImportReview";
import { ACCEPTED, refusal } from "./importing";
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
  const navigate = useNavigate();
  const session = openSession(props.id);
  onCleanup(() => session.close());
  const state = openProject(props.id, session);
  const role = () => session.role() ?? state.project()?.role ?? null;
  const canEdit = () => isAtLeast(role(), "editor");

  const [open, setOpen] = createSignal<"members" | "new" | null>(null);
  const [reviewed, setReviewed] = createSignal<Canvas | null>(null);
  const [importing, setImporting] = createSignal<Importing>(null);
  const [isOver, setIsOver] = createSignal(false);
  const [showsBin, setShowsBin] = createSignal(false);
  let chooser!: HTMLInputElement;

  const inView = createMemo(() => state.canvases().filter((one) => one.is_in_bin === showsBin()));
  const numInBin = createMemo(() => state.canvases().filter((one) => one.is_in_bin).length);
  const openCanvas = (canvas: Canvas) => navigate(`/p/${props.id}/c/${canvas.id}`);

  const importFile = async (file: File | undefined) => {
    if (!file) return;
    const problem = refusal(file);
    if (problem) return setImporting({ problem });
    setImporting({ name: file.name, share: 0 });
    try {
      const canvas = await api.importScore(props.id, file, (share) =>
        setImporting({ name: file.name, share }),
      );
      setImporting(null);
      state.put({ kind: "canvas", canvas });
      if (canvas.notices.length > 0) setReviewed(canvas);
      else openCanvas(canvas);
    } catch (failure) {
      setImporting({ problem: sentence(failure) });
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    if (canEdit()) void importFile(event.dataTransfer?.files[0]);
  };

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
        <Title>{state.project()?.name ?? ""}</Title>
        <PageHeader>
          <ConnectionBanner session={session} />
        </PageHeader>
        <main
          class="page"
          classList={{ "is-over": isOver() }}
          onDragOver={(event) => {
            if (!canEdit()) return;
            event.preventDefault();
            setIsOver(true);
          }}
          onDragLeave={(event) => event.currentTarget === event.target && setIsOver(false)}
          onDrop={drop}
        >
          <div class="page-title">
            <h1>
              <EditableName
                name={state.project()?.name ?? ""}
                what="project"
                canEdit={role() === "owner"}
                onRename={(name) => void api.renameProject(props.id, name).catch(toastFailure)}
              />
            </h1>
            <span class="spacer" />
            <Show when={numInBin() > 0 || showsBin()}>
              <button type="button" class="quiet" onClick={() => setShowsBin(!showsBin())}>
                {showsBin() ? "Back to canvases" : `Bin (${numInBin()})`}
              </button>
            </Show>
            <A class="button" href={`/p/${props.id}/takes`}>
              Takes
            </A>
            <A class="button" href={`/p/${props.id}/rankings`}>
              Rankings
            </A>
            <button type="button" onClick={() => setOpen("members")}>
              Members <span class="figures muted">{state.members().length || ""}</span>
            </button>
            <Show when={canEdit() && !showsBin()}>
              <button type="button" onClick={() => chooser.click()}>
                Import file
              </button>
              <button type="button" class="primary" onClick={() => setOpen("new")}>
                New canvas
              </button>
              <input
                ref={chooser}
                type="file"
                class="visually-hidden"
                tabIndex={-1}
                aria-label="File to import"
                accept={ACCEPTED}
                onChange={(event) => {
                  void importFile(event.currentTarget.files?.[0]);
                  event.currentTarget.value = "";
                }}
              />
            </Show>
          </div>
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
            <For each={inView()}>
              {(canvas) => (
                <CanvasCard canvas={canvas} role={role()} onReview={() => setReviewed(canvas)} />
              )}
            </For>
          </ul>
          <Show when={canEdit() && inView().length > 0 && !showsBin()}>
            <p class="muted drop-hint">
              Drop {CANVAS_KINDS.map((kind) => kind.importHint).join(", or ")} here to import it.
            </p>
          </Show>
        </main>
        <Show when={open() === "members"}>
          <MembersDialog state={state} role={role()} onClose={() => setOpen(null)} />
        </Show>
        <Show when={open() === "new"}>
          <NewCanvasDialog projectId={props.id} onMade={openCanvas} onClose={() => setOpen(null)} />
        </Show>
        <Show when={reviewed()}>
          {(canvas) => (
            <ImportReview
              canvas={canvas()}
              onOpen={() => openCanvas(canvas())}
              onClose={() => setReviewed(null)}
            />
          )}
        </Show>
      </Match>
    </Switch>
  );
}

const isMissing = (loading: ReturnType<ReturnType<typeof openProject>["loading"]>): boolean =>
  typeof loading === "object" && loading.isMissing;

function LoadingLine(props: { loading: ReturnType<ReturnType<typeof openProject>["loading"]> }) {
  const failure = () => (typeof props.loading === "object" ? props.loading.failure : null);
  return (
    <Show when={failure()}>
      <p class="problem" role="alert">
        {failure()}
      </p>
    </Show>
  );
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
          Drop a MusicXML, MIDI or text file here. Or start from a Bach chorale, a text, or an empty
          canvas that the model fills.
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
