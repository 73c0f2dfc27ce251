// Where the caret was when somebody left a text: kept in this browser, in a way that outlives edits.
import { createEffect, on, onCleanup } from "solid-js";
import * as Y from "yjs";
import { fromBase64 } from "../../../domain/document/base64";
import { type CanvasDocument, currentDocument } from "../../../state/document/document";
import { textReading } from "../inView";
import { isWriting } from "../mode";
import { placeToTell } from "./presence";
import { editor } from "./surface";

const keyOf = (canvas: string): string => `sunmask.caret.${canvas}`;
const INTERVAL_MS = 700;
const ACTS = ["pointerdown", "keydown"] as const;

/** Put the caret where it was, and remember it from then on; within a component that shows the canvas. */
export function followCaret(canvas: string): void {
  // The text comes in several parts, and the caret's place may be in the last one: until the person does
  // something, each part is tried.
  let isAwaited = localStorage.getItem(keyOf(canvas)) !== null;
  const act = () => {
    isAwaited = false;
  };
  const keep = () => {
    const head = editor()?.state.selection.main.head;
    const place = isWriting() && !isAwaited && head !== undefined ? placeToTell(head) : null;
    if (place !== null) localStorage.setItem(keyOf(canvas), place);
  };
  createEffect(
    on(
      () => textReading().text,
      () => queueMicrotask(() => isAwaited && restore(canvas)),
    ),
  );
  const timer = setInterval(keep, INTERVAL_MS);
  addEventListener("pagehide", keep);
  for (const name of ACTS) addEventListener(name, act, true);
  onCleanup(() => {
    clearInterval(timer);
    removeEventListener("pagehide", keep);
    for (const name of ACTS) removeEventListener(name, act, true);
    keep();
  });
}

/** In a text that is still empty one can write at once; within a component that shows it. */
export function writeAtOnce(shown: CanvasDocument): void {
  let isToCome = true;
  createEffect(() => {
    if (!isToCome || !shown.isLoaded() || !isWriting()) return;
    isToCome = false;
    queueMicrotask(() => {
      const isIdle = document.activeElement === document.body;
      if (isIdle && textReading().text === "") editor()?.focus();
    });
  });
}

function restore(canvas: string): void {
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
