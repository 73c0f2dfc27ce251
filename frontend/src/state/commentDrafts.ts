// Comments that are typed and not sent: a tab keeps them over a reload, and over a look at another panel.
const PREFIX = "sunmask.comment:";

/** Where a draft belongs. thread: of an answer; left out for a new thread. */
export interface DraftPlace {
  person: number;
  canvas: string;
  thread?: number | string;
}

const keyOf = ({ person, canvas, thread }: DraftPlace): string =>
  `${PREFIX}${person}:${canvas}:${thread ?? ""}`;

/** The draft that is kept for a place; "" where there is none. */
export function commentDraft(place: DraftPlace): string {
  try {
    return globalThis.sessionStorage?.getItem(keyOf(place)) ?? "";
  } catch {
    return ""; // a browser that keeps nothing
  }
}

/** Keep what is typed there; "" once it is sent or given up. */
export function keepCommentDraft(place: DraftPlace, text: string): void {
  try {
    if (text === "") globalThis.sessionStorage?.removeItem(keyOf(place));
    else globalThis.sessionStorage?.setItem(keyOf(place), text);
  } catch {
    // it stays in its field
  }
}
