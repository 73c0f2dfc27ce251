/** A comment with its answers: look at its place, answer, settle, take back. */

import { createSignal, For, Show } from "solid-js";
import { api } from "../../api";
import { stretchesOf } from "../../domain/people/mentions";
import type { Comment } from "../../protocol";
import { openThread, setOpenThread, type Thread } from "../../state/comments";
import { toastFailure } from "../../state/failures";
import { useStudio } from "../../state/stage/studio";
import { ago, momentWords } from "../../ui/ago";
import { personColour } from "../../ui/personColour";
import { CommentField } from "./CommentField";
import { lookAtPlace, whereWords } from "./commentPlaces";

const attempt = (act: Promise<unknown>) => void act.catch(toastFailure);

export function CommentThread(props: { thread: Thread; onLook: () => void }) {
  const studio = useStudio();
  const first = () => props.thread.first;
  const isOpen = () => openThread() === first().id;
  const isResolved = () => first().resolved_at !== null;
  const look = () => {
    setOpenThread(first().id);
    lookAtPlace(first(), studio);
    props.onLook();
  };
  return (
    <li class="thread" classList={{ open: isOpen() }} data-thread={first().id}>
      <Show when={whereWords(first(), studio)}>
        {(where) => (
          <button type="button" class="thread-place" disabled={!where().isThere} onClick={look}>
            {where().words}
          </button>
        )}
      </Show>
      <Said comment={first()} />
      <For each={props.thread.answers}>{(answer) => <Said comment={answer} />}</For>
      <Show when={isResolved()}>
        <p class="muted thread-resolved">
          Resolved{first().resolved_by ? ` by ${first().resolved_by?.name}` : ""}
        </p>
      </Show>
      <Show when={studio.canComment()}>
        <ThreadActs thread={props.thread} isResolved={isResolved()} />
      </Show>
    </li>
  );
}

function ThreadActs(props: { thread: Thread; isResolved: boolean }) {
  const studio = useStudio();
  const [isAnswering, setIsAnswering] = createSignal(false);
  const id = () => props.thread.first.id;
  const answer = async (text: string, key: string) => {
    try {
      const comment = await api.comment(studio.canvasId, { text, thread: id() }, key);
      studio.project.put({ kind: "comment", comment, is_new: false, is_deleted: false });
      setIsAnswering(false);
      return true;
    } catch (failure) {
      toastFailure(failure);
      return false;
    }
  };
  return (
    <Show
      when={isAnswering()}
      fallback={
        <div class="thread-acts">
          <button type="button" class="quiet" onClick={() => setIsAnswering(true)}>
            Reply
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => attempt(api.resolveComment(id(), !props.isResolved))}
          >
            {props.isResolved ? "Open again" : "Resolve"}
          </button>
        </div>
      }
    >
      <CommentField
        label="Reply"
        button="Reply"
        send={answer}
        draft={{ person: studio.session.person()?.id ?? 0, canvas: studio.canvasId, thread: id() }}
        onCancel={() => setIsAnswering(false)}
        ref={(field) => queueMicrotask(() => field.focus())}
      />
    </Show>
  );
}

function When(props: { comment: Comment }) {
  return (
    <>
      <time class="muted figures" datetime={props.comment.created_at}>
        {ago(props.comment.created_at)}
      </time>
      <Show when={props.comment.text && props.comment.edited_at}>
        {(at) => (
          <time class="muted" datetime={at()} title={`Edited ${momentWords(at())}`}>
            edited
          </time>
        )}
      </Show>
    </>
  );
}

function Said(props: { comment: Comment }) {
  const studio = useStudio();
  const author = () => props.comment.created_by;
  const names = () => studio.project.members().map(({ person }) => person.name);
  const isOwn = () => author()?.id === studio.session.person()?.id;
  const mayChange = () => props.comment.text !== "" && studio.canComment();
  const mayDelete = () => mayChange() && (isOwn() || studio.role() === "owner");
  const [isEditing, setIsEditing] = createSignal(false);
  const edit = async (text: string) => {
    try {
      const comment = await api.editComment(props.comment.id, text);
      studio.project.put({ kind: "comment", comment, is_new: false, is_deleted: false });
      setIsEditing(false);
      return true;
    } catch (failure) {
      toastFailure(failure);
      return false;
    }
  };
  return (
    <article class="said" style={{ "--person": personColour(author()?.id ?? 0) }}>
      <header>
        <span class="said-face" aria-hidden="true">
          {(author()?.name ?? "?").slice(0, 2).toUpperCase()}
        </span>
        <b>{author()?.name ?? "Somebody"}</b>
        <When comment={props.comment} />
        <span class="spacer" />
        <Show when={mayChange() && isOwn() && !isEditing()}>
          <button
            type="button"
            class="quiet said-edit"
            aria-label={`Edit this comment of ${author()?.name ?? "somebody"}`}
            onClick={() => setIsEditing(true)}
          >
            Edit
          </button>
        </Show>
        <Show when={mayDelete()}>
          <button
            type="button"
            class="quiet said-delete"
            aria-label={`Delete this comment of ${author()?.name ?? "somebody"}`}
            title="Delete"
            onClick={() => attempt(api.deleteComment(props.comment.id))}
          >
            ×
          </button>
        </Show>
      </header>
      <Show
        when={!isEditing()}
        fallback={
          <CommentField
            label="Edit the comment"
            button="Save"
            text={props.comment.text}
            send={edit}
            onCancel={() => setIsEditing(false)}
            ref={(field) => queueMicrotask(() => field.focus())}
          />
        }
      >
        <Show when={props.comment.text} fallback={<p class="muted">Deleted by its author.</p>}>
          <p>
            <For each={stretchesOf(props.comment.text, names())}>
              {({ text, isName }) => (isName ? <span class="mention">{text}</span> : text)}
            </For>
          </p>
        </Show>
      </Show>
    </article>
  );
}
