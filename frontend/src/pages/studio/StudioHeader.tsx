/** The bar on top of the studio: place, saved state, people, members, files, theme. */

import { A, useNavigate } from "@solidjs/router";
import { createMemo, createSignal, Show } from "solid-js";
import { pages } from "../../addresses";
import { api } from "../../api";
import { openKind } from "../../canvases/registry";
import { takeAway } from "../../canvases/takingAway";
import { Brand, ThemeButton } from "../../frame/PageHeader";
import { openHistoryAt } from "../../panels/history/HistoryDialog";
import { signOut } from "../../state/account";
import { toastFailure } from "../../state/failures";
import { useStudio } from "../../state/stage/studio";
import { EditableName } from "../../ui/controls/EditableName";
import { Menu } from "../../ui/overlays/Menu";
import { theme, toggleTheme } from "../../ui/theme";
import { canvasFiles, printByKey, printView, sourceInView } from "../project/canvasFiles";
import { MembersDialog } from "../project/MembersDialog";
import { People } from "../project/People";

export function StudioHeader() {
  const studio = useStudio();
  const navigate = useNavigate();
  const [showsMembers, setShowsMembers] = createSignal(false);
  const files = createMemo(() => canvasFiles(studio));
  printByKey(studio);
  return (
    <header class="studio-header">
      <h1 class="visually-hidden">{studio.canvas()?.name ?? "Canvas"}</h1>
      <Brand />
      <nav class="crumb" aria-label="Where you are">
        <A href={pages.project(studio.session.projectId)}>
          {studio.project.project()?.name ?? "Project"}
        </A>
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
      <button
        type="button"
        class="quiet wide-only"
        title="Every edit, by whom and when; versions with a name"
        onClick={() => openHistoryAt({ seq: null })}
      >
        History
      </button>
      <button type="button" class="wide-only" onClick={() => setShowsMembers(true)}>
        Share
      </button>
      <FileButtons />
      <ThemeButton class="wide-only" />
      <Menu
        name="More"
        label="⋯"
        class="narrow-only"
        items={[
          {
            label: "All canvases",
            perform: () => navigate(pages.project(studio.session.projectId)),
          },
          { label: "Share", perform: () => setShowsMembers(true) },
          { label: "History", perform: () => openHistoryAt({ seq: null }) },
          ...files(),
          null,
          { label: `Switch to ${theme() === "dark" ? "light" : "dark"}`, perform: toggleTheme },
          {
            label: "Sign out",
            perform: () => {
              studio.stage.showCanvas();
              signOut().then(() => navigate(pages.home), toastFailure);
            },
          },
        ]}
      />
      <Show when={showsMembers()}>
        <MembersDialog
          state={studio.project}
          role={studio.role()}
          canvasId={studio.canvasId}
          onClose={() => setShowsMembers(false)}
        />
      </Show>
    </header>
  );
}

/** Wide: the dialog and print where the kind has a dialog, otherwise a menu of formats. */
function FileButtons() {
  const studio = useStudio();
  return (
    <Show
      when={openKind().TakeAway}
      fallback={<Menu name="Export" label="Export" class="wide-only" items={canvasFiles(studio)} />}
    >
      <button
        type="button"
        class="wide-only"
        title="Practice tracks, PDF, MIDI, MusicXML, pictures"
        onClick={() => takeAway(openKind(), sourceInView(studio))}
      >
        Take away
      </button>
      <button
        type="button"
        class="quiet wide-only"
        title="Print what is in view (Ctrl or ⌘ and P)"
        onClick={() => printView(studio)}
      >
        Print
      </button>
    </Show>
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
        return studio.document.waitsFor() ? "Not saved" : "Saving …";
      case "gone":
        return count === 0 ? "" : "Not saved";
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
