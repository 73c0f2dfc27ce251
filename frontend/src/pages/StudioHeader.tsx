/** The bar on top of the studio: where one is, whether it is saved, who is here, members, files, theme. */

import { A, useNavigate } from "@solidjs/router";
import { createMemo, createSignal, For, Show } from "solid-js";
import { api, exportAddress } from "../api";
import { personColour } from "../canvases/personColour";
import { openKind } from "../canvases/registry";
import { useStudio } from "../panels/studio";
import type { PresenceState } from "../protocol";
import { signOut } from "../state/account";
import { setStage, shownStep, stage } from "../state/stage";
import { theme, toggleTheme } from "../state/theme";
import { toastFailure } from "../state/toasts";
import { EditableName } from "./EditableName";
import { MembersDialog } from "./MembersDialog";
import { Menu } from "./Menu";
import { Brand, ThemeButton } from "./PageHeader";

const MOST_AVATARS = 5;

export function StudioHeader() {
  const studio = useStudio();
  const navigate = useNavigate();
  const [showsMembers, setShowsMembers] = createSignal(false);
  const files = createMemo(() => {
    const now = stage();
    const formats = (studio.kind()?.formats ?? []).map(({ name }) => ({
      name,
      label: openKind().formatLabels[name] ?? name,
    }));
    const ofCanvas = formats.map(({ name, label }) => ({
      label: `Canvas as ${label}`,
      href: exportAddress(studio.canvasId, name),
    }));
    if (now.view === "canvas") return ofCanvas;
    const step = shownStep();
    const inView = formats.map(({ name, label }) => ({
      label: `Candidate ${now.candidate + 1}${step === null ? "" : `, step ${step}`} as ${label}`,
      href: exportAddress(studio.canvasId, name, {
        generation: now.generation,
        candidate: now.candidate,
        step,
      }),
    }));
    return [...ofCanvas, null, ...inView];
  });
  return (
    <header class="studio-header">
      <h1 class="visually-hidden">{studio.canvas()?.name ?? "Canvas"}</h1>
      <Brand />
      <nav class="crumb" aria-label="Where you are">
        <A href={`/p/${studio.session.projectId}`}>{studio.project.project()?.name ?? "Project"}</A>
        <span aria-hidden="true">/</span>
        <EditableName
          class="crumb-name"
          name={studio.canvas()?.name ?? ""}
          what="canvas"
          canEdit={studio.canEdit()}
          onRename={(name) => void api.renameCanvas(studio.canvasId, name).catch(toastFailure)}
        />
      </nav>
      <Saved />
      <span class="spacer" />
      <People />
      <button type="button" class="wide-only" onClick={() => setShowsMembers(true)}>
        Share
      </button>
      <Menu name="Export" label="Export" class="wide-only" items={files()} />
      <ThemeButton class="wide-only" />
      <Menu
        name="More"
        label="⋯"
        class="narrow-only"
        items={[
          {
            label: "All canvases",
            perform: () => navigate(`/p/${studio.session.projectId}`),
          },
          { label: "Share", perform: () => setShowsMembers(true) },
          ...files(),
          null,
          { label: `Switch to ${theme() === "dark" ? "light" : "dark"}`, perform: toggleTheme },
          {
            label: "Sign out",
            perform: () => {
              setStage({ view: "canvas" });
              signOut().then(() => navigate("/"), toastFailure);
            },
          },
        ]}
      />
      <Show when={showsMembers()}>
        <MembersDialog
          state={studio.project}
          role={studio.role()}
          onClose={() => setShowsMembers(false)}
        />
      </Show>
    </header>
  );
}

/** Whether every edit is stored, in two or three words. */
function Saved() {
  const studio = useStudio();
  const words = () => {
    const count = studio.document.numUnsaved();
    switch (studio.document.saving()) {
      case "saved":
        return "Saved";
      case "saving":
        return "Saving …";
      case "offline":
        return count === 0
          ? "Offline"
          : `Offline, ${count} ${count === 1 ? "edit" : "edits"} not saved`;
    }
  };
  return (
    <span class="saved figures" data-testid="saved" data-saving={studio.document.saving()}>
      {words()}
    </span>
  );
}

function People() {
  const studio = useStudio();
  const others = createMemo(() => {
    const byPerson = new Map<number, PresenceState>();
    for (const one of studio.session.people()) {
      if (one.person.id === studio.session.person()?.id) continue;
      // Of several tabs of one person, the one on this canvas counts.
      if (!byPerson.has(one.person.id) || one.canvas === studio.canvasId)
        byPerson.set(one.person.id, one);
    }
    return [...byPerson.values()];
  });
  const where = (one: PresenceState): string => {
    if (one.canvas !== studio.canvasId) {
      const canvas = one.canvas && studio.project.canvas(one.canvas);
      return canvas ? `on “${canvas.name}”` : "in this project";
    }
    const [view, generation, candidate] = (one.stage ?? "canvas").split(":");
    if (view !== "generation") return "on this canvas";
    const number = studio.generations().find((row) => row.id === generation)?.number;
    return `at candidate ${Number(candidate) + 1} of generation ${number ?? "?"}`;
  };
  const goTo = (one: PresenceState) => {
    const [view, generation, candidate] = (one.stage ?? "canvas").split(":");
    if (view === "generation" && generation) {
      setStage({ view: "candidate", generation, candidate: Number(candidate) || 0, step: null });
    } else setStage({ view: "canvas" });
  };
  return (
    <ul class="people" aria-label="Others who are here">
      <For each={others().slice(0, MOST_AVATARS)}>
        {(one) => (
          <li>
            <button
              type="button"
              class="avatar"
              classList={{ elsewhere: one.canvas !== studio.canvasId }}
              style={{ "--person": personColour(one.person.id) }}
              title={`${one.person.name}, ${where(one)}`}
              aria-label={`${one.person.name}, ${where(one)}. Look at the same.`}
              onClick={() => one.canvas === studio.canvasId && goTo(one)}
            >
              {one.person.name.slice(0, 2).toUpperCase()}
            </button>
          </li>
        )}
      </For>
      <Show when={others().length > MOST_AVATARS}>
        <li class="avatar more-people">+{others().length - MOST_AVATARS}</li>
      </Show>
    </ul>
  );
}
