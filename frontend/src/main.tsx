/* @refresh reload */
import "@fontsource-variable/inter";
import "@fontsource-variable/source-serif-4";
import { render } from "solid-js/web";
import { App } from "./App";
import "./ui/theme";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/chorale.css";
import "./styles/empty-canvas.css";
import "./styles/harmony.css";
import "./styles/stage-line.css";
import "./styles/score.css";
import "./styles/writing.css";
import "./styles/play-in.css";
import "./styles/text.css";
import "./styles/text-words.css";
import "./styles/text-pull.css";
import "./styles/text-candidates.css";
import "./styles/plain.css";
import "./styles/print.css";
import "./styles/pages.css";
import "./styles/home.css";
import "./styles/projects.css";
import "./styles/project.css";
import "./styles/sign-in.css";
import "./styles/dialogs.css";
import "./styles/canvas-dialogs.css";
import "./styles/links.css";
import "./styles/new-canvas.css";
import "./styles/studio.css";
import "./styles/panels.css";
import "./styles/generate.css";
import "./styles/lists.css";
import "./styles/candidates.css";
import "./styles/timeline.css";
import "./styles/mixer.css";
import "./styles/take-away.css";
import "./styles/compare.css";
import "./styles/history.css";
import "./styles/comments.css";
import "./styles/takes.css";
import "./styles/filter-bar.css";
import "./styles/take-grid.css";
import "./styles/take-table.css";
import "./styles/take-info.css";
import "./styles/take-dialogs.css";
import "./styles/rankings.css";
import "./styles/lineage.css";
import "./styles/replay.css";
import "./styles/steering.css";
import "./styles/grades.css";
import "./styles/jobs.css";
import "./styles/grid.css";
import "./styles/splice.css";

// A file that is dropped beside the place for it would take the place of the page.
for (const kind of ["dragover", "drop"] as const) {
  window.addEventListener(kind, (event) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  });
}

render(() => <App />, document.getElementById("app") as HTMLElement);
