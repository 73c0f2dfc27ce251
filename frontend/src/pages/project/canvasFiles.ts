/** What can be taken away or printed of an open canvas: the canvas itself, and the candidate in view. */

import { onCleanup } from "solid-js";
import type { TakeAwaySource } from "../../canvases/common/kind";
import { openKind } from "../../canvases/registry";
import { fileItems } from "../../canvases/takingAway";
import { candidateSource, canvasSource } from "../../panels/candidates/takeAwaySources";
import { toastFailure } from "../../state/failures";
import type { Studio } from "../../state/stage/studio";
import { onKeys } from "../../ui/keys/hotkeys";
import { registerKeys } from "../../ui/keys/keyHelp";
import type { MenuItem } from "../../ui/overlays/Menu";

/** The candidate where one is in view, otherwise the canvas. */
export function sourceInView(studio: Studio): TakeAwaySource {
  const inView = studio.stage.inView();
  return inView.view === "candidate"
    ? candidateSource(studio, inView.generation, inView.candidate, studio.stage.step())
    : canvasSource(studio);
}

export const printView = (studio: Studio): void =>
  void openKind()
    .print(studio.canvas()?.name ?? "")
    .catch(toastFailure);

/** Ctrl or ⌘ and P prints the view rather than the page around it, as long as the owner lives. */
export function printByKey(studio: Studio): void {
  onKeys((event) => {
    if (event.key !== "p" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    printView(studio);
  });
  onCleanup(registerKeys([{ keys: "mod+P", label: "Print this view", group: "View" }]));
}

export function canvasFiles(studio: Studio): (MenuItem | null)[] {
  const kind = openKind();
  const formats = studio.kind()?.formats;
  const onPaper = { label: "Print this view", perform: () => printView(studio) };
  const inView = sourceInView(studio);
  if (kind.TakeAway !== null || inView.what === null)
    return [...fileItems(kind, formats, () => inView), onPaper];
  const ofCanvas = fileItems(kind, formats, () => canvasSource(studio));
  return [
    ...named("Canvas", ofCanvas),
    null,
    ...named(
      "Candidate",
      fileItems(kind, formats, () => inView),
    ),
    onPaper,
  ];
}

/** Which of two the files are of. */
const named = (what: string, items: MenuItem[]): MenuItem[] =>
  items.map((item) => ({ ...item, label: item.label.replace("Export", `${what} as`) }));
