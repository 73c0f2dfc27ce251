/** The studio was restored from a backup while this canvas was open: what became of what was done since. */

import { createEffect, createSignal, Show } from "solid-js";
import type { Comment } from "../protocol";
import { useStudio } from "../state/stage/studio";
import { CloseButton } from "../ui/controls/CloseButton";
import { toast } from "../ui/messages/toasts";
import { plural } from "../ui/plural";

export function RestoredStrip() {
  const { document, project } = useStudio();
  const [isClosed, setClosed] = createSignal(false);
  createEffect(() => {
    // A second restore is news again.
    document.restored();
    setClosed(false);
  });
  const isShown = () => (document.restored() !== null || project.restored()) && !isClosed();
  return (
    <Show when={isShown()}>
      <section class="since" aria-label="Restored from a backup" data-testid="restored">
        <p role="status">
          {restoredSentence(document.restored()?.numPutBack ?? 0)}
          <Show when={project.lostComments().length > 0}>
            {" "}
            {plural(project.lostComments().length, "comment")} of yours{" "}
            {project.lostComments().length === 1 ? "is" : "are"} not in it.
          </Show>
        </p>
        <Show when={project.lostComments().length > 0}>
          <button type="button" onClick={() => void copy(project.lostComments())}>
            Copy {project.lostComments().length === 1 ? "it" : "them"}
          </button>
        </Show>
        <CloseButton onClose={() => setClosed(true)} />
      </section>
    </Show>
  );
}

/** Pure. */
export function restoredSentence(numPutBack: number): string {
  return numPutBack > 0
    ? "The studio was restored from a backup; what you changed here since then was put back."
    : "The studio was restored from a backup; what happened since then is not in it.";
}

async function copy(comments: readonly Comment[]): Promise<void> {
  const text = comments.map((one) => (one.quote ? `“${one.quote}”: ${one.text}` : one.text));
  try {
    await navigator.clipboard.writeText(text.join("\n\n"));
    toast("Copied.");
  } catch {
    toast("Your browser does not let the studio copy.", { tone: "fault" });
  }
}
