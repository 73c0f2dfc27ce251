/** All projects of a person: open, make, rename, bin and restore. */

import { A, useNavigate } from "@solidjs/router";
import { createMemo, createResource, createSignal, For, Show } from "solid-js";
import { pages } from "../../addresses";
import { api, sentence } from "../../api";
import type { Project } from "../../protocol";
import { toastFailure } from "../../state/failures";
import { ago } from "../../ui/ago";
import { RenameForm } from "../../ui/controls/RenameForm";
import { GuardedFor, quoted } from "../../ui/Guarded";
import { toast } from "../../ui/messages/toasts";
import { Menu } from "../../ui/overlays/Menu";
import { CanvasPicture } from "./CanvasPicture";
import { ImportArchive } from "./ImportArchive";

const ROLE_WORDS: Record<Project["role"], string> = {
  owner: "yours",
  editor: "you can edit",
  curator: "you can rate and rank",
  commenter: "you can comment",
  viewer: "you can watch",
};

export function ProjectList(props: { search: string }) {
  const [projects, { refetch }] = createResource(() => api.projects());
  const [showsBin, setShowsBin] = createSignal(false);
  const all = createMemo(() => (projects.error ? [] : (projects.latest ?? [])));
  const inView = createMemo(() => {
    const words = props.search.toLowerCase().split(/\s+/);
    return all().filter(
      (one) =>
        one.is_in_bin === showsBin() &&
        words.every((word) => one.name.toLowerCase().includes(word)),
    );
  });
  const numInBin = createMemo(() => all().filter((one) => one.is_in_bin).length);

  const act = async (what: Promise<unknown>) => {
    try {
      await what;
    } catch (failure) {
      toastFailure(failure);
    }
    await refetch();
  };
  const bin = async (project: Project) => {
    await act(api.binProject(project.id));
    toast(`“${project.name}” is in the bin.`, {
      action: { label: "Undo", perform: () => void act(api.restoreProject(project.id)) },
    });
  };
  return (
    <section class="projects" aria-labelledby="projects-heading">
      <div class="section-title">
        <h2 id="projects-heading">{showsBin() ? "Bin" : "Projects"}</h2>
        <Show when={numInBin() > 0 || showsBin()}>
          <button
            type="button"
            class="quiet"
            aria-pressed={showsBin()}
            onClick={() => setShowsBin(!showsBin())}
          >
            {showsBin() ? "Back to projects" : `Bin (${numInBin()})`}
          </button>
        </Show>
      </div>
      <Show when={projects.error}>
        <p class="problem" role="alert">
          {sentence(projects.error)}
        </p>
      </Show>
      <Show when={!showsBin() && !projects.loading}>
        <div class="project-start">
          <Show when={all().every((one) => one.is_in_bin)}>
            <p class="invitation">
              A project is a folder of canvases that you can share. Name your first one.
            </p>
          </Show>
          <NewProject />
          <ImportArchive />
        </div>
      </Show>
      <ul class="project-list">
        <GuardedFor each={inView()} as="li" nameOf={(project) => quoted(project.name)}>
          {(project) => <ProjectLine project={project} onBin={() => void bin(project)} act={act} />}
        </GuardedFor>
      </ul>
      <Show when={showsBin() && inView().length === 0}>
        <p class="muted">The bin is empty.</p>
      </Show>
    </section>
  );
}

function ProjectLine(props: {
  project: Project;
  onBin: () => void;
  act: (what: Promise<unknown>) => void;
}) {
  return (
    <li>
      <div class="project-name">
        <Show
          when={!props.project.is_in_bin}
          fallback={<span class="project-link">{props.project.name}</span>}
        >
          <A href={pages.project(props.project.id)} class="project-link">
            {props.project.name}
          </A>
        </Show>
      </div>
      <div class="project-pictures">
        <For each={props.project.is_in_bin ? [] : props.project.newest}>
          {(canvas) => (
            <A
              href={pages.canvas(props.project.id, canvas.id)}
              title={canvas.name}
              aria-label={`Open ${canvas.name}`}
              tabIndex={-1}
            >
              <CanvasPicture canvas={canvas} height={34} />
            </A>
          )}
        </For>
      </div>
      <span class="muted figures">
        {props.project.num_canvases} {props.project.num_canvases === 1 ? "canvas" : "canvases"}
      </span>
      <span class="muted project-role">{ROLE_WORDS[props.project.role]}</span>
      <span class="muted project-time">{ago(props.project.updated_at)}</span>
      <Show when={props.project.role === "owner"} fallback={<span />}>
        <ProjectMenu project={props.project} onBin={props.onBin} act={props.act} />
      </Show>
    </li>
  );
}

function ProjectMenu(props: {
  project: Project;
  onBin: () => void;
  act: (what: Promise<unknown>) => void;
}) {
  const [isRenaming, setIsRenaming] = createSignal(false);
  return (
    <Show
      when={!isRenaming()}
      fallback={
        <RenameForm
          name={props.project.name}
          onRename={(name) => props.act(api.renameProject(props.project.id, name))}
          onClose={() => setIsRenaming(false)}
        />
      }
    >
      <Menu
        name={`More for ${props.project.name}`}
        label="More"
        class="quiet"
        items={
          props.project.is_in_bin
            ? [{ label: "Restore", perform: () => props.act(api.restoreProject(props.project.id)) }]
            : [
                { label: "Rename", perform: () => setIsRenaming(true) },
                null,
                { label: "Move to bin", isDanger: true, perform: props.onBin },
              ]
        }
      />
    </Show>
  );
}

function NewProject() {
  const navigate = useNavigate();
  const [isSending, setIsSending] = createSignal(false);
  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get("name")).trim();
    if (name === "") return;
    setIsSending(true);
    try {
      navigate(pages.project((await api.newProject(name)).id));
    } catch (failure) {
      toastFailure(failure);
    } finally {
      setIsSending(false);
    }
  };
  return (
    <form class="new-project" onSubmit={make}>
      <input
        name="name"
        required
        maxLength={120}
        placeholder="Name of a new project"
        aria-label="Name of a new project"
      />
      <button type="submit" disabled={isSending()}>
        New project
      </button>
    </form>
  );
}
