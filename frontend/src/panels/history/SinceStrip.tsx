/** On return: what others did on this canvas since this person was last here. */

import { createSignal, onCleanup, onMount, Show } from "solid-js";
import { api } from "../../api";
import type { Since } from "../../protocol";
import { useStudio } from "../../state/stage/studio";
import { ago } from "../../ui/ago";
import { CloseButton } from "../../ui/controls/CloseButton";
import { plural } from "../../ui/plural";
import { openHistoryAt } from "./HistoryDialog";

/** Somebody whose browser goes away without a word was here at least until then. */
const STILL_HERE_MS = 5 * 60_000;

export function SinceStrip(props: { onComments: () => void }) {
  const studio = useStudio();
  const [since, setSince] = createSignal<Since | null>(null);
  onMount(() => {
    void api.visit(studio.canvasId).then(
      (visited) => setSince(visited.since),
      () => undefined, // without it there is just nothing to tell
    );
  });
  useLeaving(studio.canvasId);
  return (
    <Show when={since()}>
      {(since) => (
        <section class="since" aria-label="Since you were here" data-testid="since">
          <p>
            <b>Since you were here</b> <span class="muted">({ago(since().at)})</span>:{" "}
            {sinceWords(since())}.
          </p>
          <Show when={since().edits.length > 0}>
            <button type="button" onClick={() => openHistoryAt({ seq: since().seq })}>
              See what changed
            </button>
          </Show>
          <Show when={since().num_comments > 0}>
            <button type="button" onClick={props.onComments}>
              Comments
            </button>
          </Show>
          <CloseButton onClose={() => setSince(null)} />
        </section>
      )}
    </Show>
  );
}

/** Say that one was here until now: on leaving, and now and then. */
function useLeaving(canvas: string): void {
  const say = (isLeaving: boolean) => void api.visit(canvas, isLeaving).catch(() => undefined);
  const leave = () => say(true);
  const hide = () => document.visibilityState === "hidden" && leave();
  const timer = setInterval(
    () => document.visibilityState === "visible" && say(false),
    STILL_HERE_MS,
  );
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", hide);
  onCleanup(() => {
    clearInterval(timer);
    window.removeEventListener("pagehide", leave);
    document.removeEventListener("visibilitychange", hide);
    leave();
  });
}

/** "ben made 12 edits, cleo 3; 2 comments, 1 of them mentions you; 1 take". Pure. */
export function sinceWords(since: Since): string {
  const edits = since.edits.map(
    ({ person, count }, index) =>
      `${person?.name ?? "somebody"}${index === 0 ? " made" : ""} ${plural(count, "edit")}`,
  );
  const mentions =
    since.num_mentions === 0
      ? ""
      : since.num_mentions === since.num_comments
        ? ", naming you"
        : `, ${since.num_mentions} naming you`;
  return [
    edits.join(", "),
    since.num_comments > 0 ? plural(since.num_comments, "comment") + mentions : "",
    since.num_generations > 0 ? plural(since.num_generations, "generation") : "",
    since.num_takes > 0 ? plural(since.num_takes, "take") : "",
  ]
    .filter(Boolean)
    .join("; ");
}
