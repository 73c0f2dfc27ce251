/* @refresh reload */
import "@fontsource-variable/inter";
import "@fontsource-variable/source-serif-4";
import "@fontsource-variable/source-serif-4/wght-italic.css";
import { render } from "solid-js/web";
import { App } from "./App";
import "./ui/theme";
import "./styles/base/fonts.css";
import "./styles/base/tokens.css";
import "./styles/base/elements.css";
import "./styles/chorale/canvas.css";
import "./styles/chorale/empty-canvas.css";
import "./styles/chorale/chords.css";
import "./styles/canvas/stage-line.css";
import "./styles/chorale/score.css";
import "./styles/chorale/note-entry.css";
import "./styles/chorale/signs.css";
import "./styles/chorale/touch-piano.css";
import "./styles/text/canvas.css";
import "./styles/text/words.css";
import "./styles/text/word-pair.css";
import "./styles/text/candidates.css";
import "./styles/canvas/plain.css";
import "./styles/canvas/print.css";
import "./styles/pages/common.css";
import "./styles/pages/home.css";
import "./styles/pages/projects.css";
import "./styles/pages/project.css";
import "./styles/pages/sign-in.css";
import "./styles/base/dialogs.css";
import "./styles/canvas/dialogs.css";
import "./styles/pages/links.css";
import "./styles/pages/audit.css";
import "./styles/pages/webhooks.css";
import "./styles/pages/new-canvas.css";
import "./styles/pages/studio.css";
import "./styles/panels/common.css";
import "./styles/panels/generate.css";
import "./styles/panels/right-column.css";
import "./styles/panels/candidates.css";
import "./styles/panels/timeline.css";
import "./styles/chorale/mixer.css";
import "./styles/panels/take-away.css";
import "./styles/panels/compare.css";
import "./styles/panels/history.css";
import "./styles/panels/comments.css";
import "./styles/takes/page.css";
import "./styles/takes/filter-bar.css";
import "./styles/takes/gallery.css";
import "./styles/takes/table.css";
import "./styles/takes/info.css";
import "./styles/takes/dialogs.css";
import "./styles/pages/rankings.css";
import "./styles/pages/lineage.css";
import "./styles/pages/replay.css";
import "./styles/pages/practice.css";
import "./styles/pages/listening.css";
import "./styles/pages/campaigns.css";
import "./styles/canvas/steering.css";
import "./styles/panels/grades.css";
import "./styles/panels/jobs.css";
import "./styles/panels/settings-grid.css";
import "./styles/takes/splice.css";

// A file that is dropped beside the place for it would take the place of the page.
for (const kind of ["dragover", "drop"] as const) {
  window.addEventListener(kind, (event) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  });
}

render(() => <App />, document.getElementById("app") as HTMLElement);
