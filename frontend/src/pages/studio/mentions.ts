/** Hearing of comments while a canvas is open: whoever names this person is told at once; a key begins one. */

import { onCleanup } from "solid-js";
import type { Payload } from "../../protocol";
import { setOpenThread, wantComment } from "../../state/comments";
import type { Studio } from "../../state/stage/studio";
import { registerKeys } from "../../ui/keys/keyHelp";
import { toast } from "../../ui/messages/toasts";

const MOST_CHARACTERS = 80;

/** Needs an owner. `onShow`: the comments come into view. */
export function useMentions(studio: Studio, onShow: () => void): void {
  const startedAt = new Date().toISOString();
  const announced = new Set<string>();
  const hear = (payload: Payload) => {
    if (payload.kind !== "comment" || payload.is_deleted) return;
    const { comment } = payload;
    const me = studio.session.person()?.id;
    const isMine = comment.created_by?.id === me || comment.canvas !== studio.canvasId;
    const names = comment.mentions.some(({ id }) => id === me);
    if (isMine || !names || announced.has(comment.id) || comment.created_at < startedAt) return;
    announced.add(comment.id);
    const words = comment.text.slice(0, MOST_CHARACTERS);
    toast(`${comment.created_by?.name ?? "Somebody"} mentions you: “${words}”`, {
      action: {
        label: "Show",
        perform: () => {
          setOpenThread(comment.thread ?? comment.id);
          onShow();
        },
      },
    });
  };
  onCleanup(studio.project.hear(hear));
  const begin = (event: KeyboardEvent) => {
    const isKey = event.code === "KeyM" && event.altKey && (event.ctrlKey || event.metaKey);
    if (!isKey || !studio.canComment() || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    wantComment();
  };
  window.addEventListener("keydown", begin);
  onCleanup(() => window.removeEventListener("keydown", begin));
  onCleanup(
    registerKeys([{ keys: "mod+Alt+M", label: "Comment on what is selected", group: "Comments" }]),
  );
}
