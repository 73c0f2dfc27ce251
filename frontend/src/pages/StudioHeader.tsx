/** The bar on top of the studio: place, saved state, people, members, files, theme. */

import { A, useNavigate } from "@solidjs/router";
import { createMemo, createSignal, onCleanup, Show } from "solid-js";
import { api, exportAddress } from "../api";
import { openKind } from "../canvases/registry";
import { Brand, ThemeButton } from "../frame/PageHeader";
import { signOut } from "../state/account";
import { toastFailure } from "../state/failures";
import { setStage, shownStep, stage } from "../state/stage";
import { useStudio } from "../state/studio";
import { EditableName } from "../ui/EditableName";
import { onKeys } from "../ui/hotkeys";
import { registerKeys } from "../ui/keyHelp";
import { Menu, type MenuItem } from "../ui/Menu";
import { theme, toggleTheme } from "../ui/theme";
import { MembersDialog } from "./MembersDialog";
import { People } from "./People";

export function StudioHeader() {
  const studio = useStudio();
  const navigate = useNavigate();
  const [showsMembers, setShowsMembers] = createSignal(false);
  const files = useFiles();
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

/** What can be exported or printed: the canvas, and the candidate in view. */
function useFiles(): () => (MenuItem | null)[] {
  const studio = useStudio();
  const print = () =>
    void openKind()
      .print(studio.canvas()?.name ?? "")
      .catch(toastFailure);
  onKeys((event) => {
    if (event.key !== "p" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    print();
  });
  onCleanup(registerKeys([{ keys: "mod+P", label: "Print this view", group: "View" }]));
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
    const onPaper = { label: "Print this view", perform: print };
    if (now.view === "canvas") return [...ofCanvas, onPaper];
    const step = shownStep();
    const inView = formats.map(({ name, label }) => ({
      label: `Candidate ${now.candidate + 1}${step === null ? "" : `, step ${step}`} as ${label}`,
      href: exportAddress(studio.canvasId, name, {
        generation: now.generation,
        candidate: now.candidate,
        step,
      }),
    }));
    return [...ofCanvas, null, ...inView, onPaper];
  });
  return files;
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
