/** Comments of the open canvas as threads, and the places that they hang on. */

import { createMemo, createRoot, createSignal } from "solid-js";
import type { Comment } from "../protocol";
import { type CanvasDocument, currentDocument } from "./document/document";
import { stage } from "./stage/open";

export interface Thread {
  first: Comment;
  answers: Comment[];
}

/** A place of the canvas as it is now: columns from one to another, in a row or in all (null). */
export interface Place {
  first: number;
  last: number;
  row: number | null;
}

/** The row that a comment's words about its place mean now. */
export type RowNow = (
  words: string,
  row: number,
  meta: Readonly<Record<string, unknown>>,
) => number;
const asItWas: RowNow = (_, row) => row;

/** Whole threads, the one in which somebody spoke last first. Pure. */
export function threadsOf(comments: readonly Comment[]): Thread[] {
  const answers = new Map<string, Comment[]>();
  for (const comment of comments) {
    if (comment.thread === null) continue;
    answers.set(comment.thread, [...(answers.get(comment.thread) ?? []), comment]);
  }
  const lastOf = ({ first, answers: all }: Thread) => (all.at(-1) ?? first).created_at;
  return comments
    .filter((comment) => comment.thread === null)
    .map((first) => ({ first, answers: answers.get(first.id) ?? [] }))
    .sort((one, other) => (lastOf(one) < lastOf(other) ? 1 : -1));
}

/** Where a comment hangs now; null where its columns are gone, or it is about the whole canvas. */
export function placeOf(
  comment: Comment,
  document: CanvasDocument,
  rowNow: RowNow = asItWas,
): Place | null {
  const { column, last_column } = comment;
  if (column === null) return null;
  const index = document.columnIndex();
  const ends = [index.get(column), index.get(last_column ?? column)].filter(
    (end): end is number => end !== undefined,
  );
  if (ends.length === 0) return null;
  const row = comment.row === null ? null : rowNow(comment.place, comment.row, document.meta());
  return { first: Math.min(...ends), last: Math.max(...ends), row };
}

/** Comments of the canvas that is open. */
const [openComments, setOpenComments] = createSignal<readonly Comment[]>([]);

export { setOpenComments };

/** The first comments of threads that are not settled; none while a candidate is in view. */
const openThreads = createRoot(() =>
  createMemo((): readonly Comment[] =>
    stage().view === "canvas"
      ? openComments().filter((comment) => comment.thread === null && comment.resolved_at === null)
      : [],
  ),
);

/** Where they hang. */
export function commentedPlaces(rowNow?: RowNow): readonly Place[] {
  const document = currentDocument();
  if (!document) return [];
  return openThreads().flatMap((comment) => placeOf(comment, document, rowNow) ?? []);
}

/** Somebody wants to write a comment on what is selected: counts how often. */
const [wanted, setWanted] = createSignal(0);

export { wanted as commentWanted };

export const wantComment = (): void => {
  setWanted((count) => count + 1);
};

/** The thread that is looked at, by the id of its first comment. */
export const [openThread, setOpenThread] = createSignal<string | null>(null);
