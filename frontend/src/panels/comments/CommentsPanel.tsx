/** What people say of the canvas: threads on notes, bars and words, and on the whole. */

import { createEffect, createMemo, createSignal, For, on, Show } from "solid-js";
import { api } from "../../api";
import { openKind } from "../../canvases/registry";
import { commentWanted, openThread, setOpenThread, threadsOf } from "../../state/comments";
import { toastFailure } from "../../state/failures";
import { useStudio } from "../../state/stage/studio";
import { GuardedFor } from "../../ui/Guarded";
import { plural } from "../../ui/plural";
import { CommentField } from "./CommentField";
import { CommentThread } from "./CommentThread";
import { offersOf, WHOLE } from "./commentPlaces";

export function CommentsPanel(props: { onLook: () => void }) {
  const studio = useStudio();
  const [showsResolved, setShowsResolved] = createSignal(false);
  const threads = createMemo(() => threadsOf(studio.project.comments(studio.canvasId)));
  const resolved = () => threads().filter(({ first }) => first.resolved_at !== null);
  const shown = () =>
    threads().filter(
      ({ first }) => first.resolved_at === null || showsResolved() || openThread() === first.id,
    );
  let list!: HTMLUListElement;
  createEffect(
    on(openThread, (id) => {
      if (id !== null)
        queueMicrotask(() =>
          list.querySelector(`[data-thread="${id}"]`)?.scrollIntoView({ block: "nearest" }),
        );
    }),
  );
  return (
    <section class="comments" aria-labelledby="comments-heading">
      <h2 id="comments-heading" class="visually-hidden">
        Comments
      </h2>
      <Show
        when={studio.canComment()}
        fallback={
          <p class="hint">
            Viewers read comments. To write one, ask an owner for the role of commenter.
          </p>
        }
      >
        <NewThread />
      </Show>
      <Show when={threads().length === 0}>
        <p class="muted">
          Nobody has said anything yet. Select{" "}
          {openKind().contentNoun === "note" ? "notes or a bar" : `${openKind().contentNoun}s`} to
          comment on them, and name people with @.
        </p>
      </Show>
      <ul class="threads" ref={list}>
        <GuardedFor each={shown()} as="li" nameOf={() => "This comment"}>
          {(thread) => <CommentThread thread={thread} onLook={props.onLook} />}
        </GuardedFor>
      </ul>
      <Show when={resolved().length > 0}>
        <button
          type="button"
          class="quiet"
          aria-pressed={showsResolved()}
          onClick={() => setShowsResolved((shows) => !shows)}
        >
          {showsResolved()
            ? "Hide what is resolved"
            : `Show ${plural(resolved().length, "resolved thread")}`}
        </button>
      </Show>
    </section>
  );
}

/** The field for a new thread, with what it will hang on. */
function NewThread() {
  const studio = useStudio();
  const [chosen, setChosen] = createSignal(0);
  const offers = createMemo(() => offersOf(studio));
  const offered = () => offers()[Math.min(chosen(), offers().length - 1)] ?? WHOLE;
  createEffect(on(offers, () => setChosen(0)));
  const send = async (text: string, key: string) => {
    try {
      const comment = await api.comment(studio.canvasId, { text, ...offered().anchor }, key);
      studio.project.put({ kind: "comment", comment, is_new: false, is_deleted: false });
      setOpenThread(comment.id);
      return true;
    } catch (failure) {
      toastFailure(failure);
      return false;
    }
  };
  let field!: HTMLTextAreaElement;
  createEffect(on(commentWanted, (count) => count > 0 && queueMicrotask(() => field.focus())));
  return (
    <div class="new-thread">
      <label class="thread-on">
        <span class="muted">On</span>
        <select value={chosen()} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
          <For each={offers()}>{(one, index) => <option value={index()}>{one.words}</option>}</For>
        </select>
      </label>
      <CommentField
        label="Write a comment"
        button="Comment"
        send={send}
        draft={{ person: studio.session.person()?.id ?? 0, canvas: studio.canvasId }}
        ref={(element) => {
          field = element;
        }}
      />
    </div>
  );
}
