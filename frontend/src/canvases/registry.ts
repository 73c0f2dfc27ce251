/**
 * The kinds of canvas: a new one is a folder like `chorale/` and one line here. Pages and panels ask `openKind()`
 * and never compare names.
 */

import { currentDocument } from "../state/document";
import { CHORALE } from "./chorale/kind";
import type { CanvasKind } from "./common/kind";
import { TEXT } from "./text/kind";

export const CANVAS_KINDS: readonly CanvasKind[] = [CHORALE, TEXT];

export function kindOf(name: string): CanvasKind {
  const kind = CANVAS_KINDS.find((one) => one.name === name);
  if (!kind) throw new Error(`expected a known kind of canvas, got ${name}`);
  return kind;
}

/** The kind of the canvas that is open. */
export const openKind = (): CanvasKind =>
  kindOf(currentDocument()?.layout.kind ?? (CANVAS_KINDS[0] as CanvasKind).name);
