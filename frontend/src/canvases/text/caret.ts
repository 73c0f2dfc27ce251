// Where the caret was when somebody left a text: kept in this browser, in a way that outlives edits.
import * as Y from "yjs";
import { fromBase64 } from "../../domain/base64";
import { currentDocument } from "../../state/document";
import { isWriting } from "./mode";
import { placeToTell } from "./presence";
import { editor } from "./surface";

const keyOf = (canvas: string): string => `sunmask.caret.${canvas}`;
const INTERVAL_MS = 700;

/** Put the caret where it was. */
export function restoreCaret(canvas: string): void {
  const stored = localStorage.getItem(keyOf(canvas));
  const [doc, view] = [currentDocument()?.doc, editor()];
  if (!stored || !doc || !view) return;
  try {
    const relative = Y.decodeRelativePosition(fromBase64(stored));
    const at = Y.createAbsolutePositionFromRelativePosition(relative, doc)?.index;
    if (at === undefined || at > view.state.doc.length) return;
    view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
    view.focus();
  } catch {
    localStorage.removeItem(keyOf(canvas));
  }
}

/** Remember the caret from now on; returns the function that stops. */
export function keepCaret(canvas: string): () => void {
  const keep = () => {
    const head = editor()?.state.selection.main.head;
    const place = isWriting() && head !== undefined ? placeToTell(head) : null;
    if (place !== null) localStorage.setItem(keyOf(canvas), place);
  };
  const timer = setInterval(keep, INTERVAL_MS);
  addEventListener("pagehide", keep);
  return () => {
    clearInterval(timer);
    removeEventListener("pagehide", keep);
    keep();
  };
}
