/**
 * The kinds of canvas. Those with code of their own in this folder (`chorale/`, `text/`) are built in and listed below;
 * all others are drawn by the shape that the studio gives, or by a page from their package. Pages and panels ask
 * `openKind()` instead of comparing names.
 */

import type { KindShape } from "../protocol";
import { currentDocument } from "../state/document/document";
import { CHORALE } from "./chorale/kind";
import type { CanvasKind } from "./common/kind";
import { plainKind, unknownKind } from "./plain/kind";
import { SHAPES } from "./shapes";
import { TEXT } from "./text/kind";

const BUILT_IN: readonly CanvasKind[] = [CHORALE, TEXT];

/** The built-in kinds, then the others that the studio has. */
export function kindsOf(shapes: readonly KindShape[]): readonly CanvasKind[] {
  const others = shapes.filter(({ kind }) => BUILT_IN.every(({ name }) => name !== kind));
  return [...BUILT_IN, ...others.map(plainKind)];
}

export const CANVAS_KINDS = kindsOf(SHAPES);

/** Stand-ins for kinds whose package is not installed; each is made once. */
const unknown = new Map<string, CanvasKind>();

export const isKnown = (name: string): boolean => CANVAS_KINDS.some((one) => one.name === name);

/** The kind of this name; if it is not known, a stand-in that does only what every kind can. */
export function kindOf(name: string): CanvasKind {
  const kind = CANVAS_KINDS.find((one) => one.name === name) ?? unknown.get(name);
  if (kind) return kind;
  const made = unknownKind(name);
  unknown.set(name, made);
  return made;
}

/** The kind of the canvas that is open; the first kind if none is open. */
export const openKind = (): CanvasKind =>
  kindOf(currentDocument()?.layout.kind ?? (CANVAS_KINDS[0] as CanvasKind).name);
