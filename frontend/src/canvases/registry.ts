/**
 * The kinds of canvas: one with a page of its own is a folder like `chorale/` and one line here; the others of this
 * studio are drawn by what it says of them. Pages and panels ask `openKind()` and never compare names.
 */

import type { KindShape } from "../protocol";
import { currentDocument } from "../state/document/document";
import { CHORALE } from "./chorale/kind";
import type { CanvasKind } from "./common/kind";
import { plainKind, unknownKind } from "./plain/kind";
import { SHAPES } from "./shapes";
import { TEXT } from "./text/kind";

const WITH_A_PAGE: readonly CanvasKind[] = [CHORALE, TEXT];

/** Those with a page of their own, then the others that the studio has. */
export function kindsOf(shapes: readonly KindShape[]): readonly CanvasKind[] {
  const others = shapes.filter(({ kind }) => WITH_A_PAGE.every(({ name }) => name !== kind));
  return [...WITH_A_PAGE, ...others.map(plainKind)];
}

export const CANVAS_KINDS = kindsOf(SHAPES);

/** Those that are named somewhere and known nowhere, each made once. */
const unknown = new Map<string, CanvasKind>();

export const isKnown = (name: string): boolean => CANVAS_KINDS.some((one) => one.name === name);

/** Of one that is not known, what can be said of any. */
export function kindOf(name: string): CanvasKind {
  const kind = CANVAS_KINDS.find((one) => one.name === name) ?? unknown.get(name);
  if (kind) return kind;
  const made = unknownKind(name);
  unknown.set(name, made);
  return made;
}

/** The kind of the canvas that is open. */
export const openKind = (): CanvasKind =>
  kindOf(currentDocument()?.layout.kind ?? (CANVAS_KINDS[0] as CanvasKind).name);
