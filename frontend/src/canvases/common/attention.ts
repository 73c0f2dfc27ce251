// Where people's attention is: this person's is sent to the others, and theirs is listed.
import { createEffect } from "solid-js";
import { currentSession, type PresenceToSend } from "../../session";
import { currentDocument } from "../../state/document/document";
import { useStudio } from "../../state/stage/studio";
import type { CanvasViewProps } from "./kind";

/** Send what is in view and the place in it, whenever one of them changes. */
export function sendAttention(
  canvas: Pick<CanvasViewProps, "session" | "document">,
  place: () => Pick<PresenceToSend, "cursor" | "selection">,
): void {
  const { stage } = useStudio();
  createEffect(() => {
    const inView = stage.inView();
    canvas.session.setPresence({
      canvas: canvas.document.canvasId,
      stage:
        inView.view === "canvas" ? "canvas" : `generation:${inView.generation}:${inView.candidate}`,
      ...place(),
    });
  });
}

/** The people on the open canvas, one's own other windows among them. */
export function othersOnCanvas() {
  const session = currentSession();
  const canvas = currentDocument()?.canvasId;
  if (!session) return [];
  return session
    .people()
    .filter((one) => one.canvas === canvas && one.connection !== session.connection());
}
