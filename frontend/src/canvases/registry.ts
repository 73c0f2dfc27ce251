/**
 * The kinds of canvas. Those with code of their own here (`chorale/`, `text/`) are listed below; all others are drawn
 * by the shape that the studio gives, or by their package's page. Pages and panels ask `openKind()` instead of
 * comparing names.
 */

import type { KindShape } from "../protocol";
import { currentDocument } from "../state/document/document";
import { CHORALE } from "./chorale/kind";
import type { CanvasKind } from "./common/kind";
import { plainKind, unknownKind } from "./plain/kind";
import { SHAPES } from "./shapes";
import { TEXT } from "./text/kind";

const WITH_A_PAGE: readonly CanvasKind[] = [CHORALE, TEXT];

/** The kinds with code of their own here, then the others that the studio has. */
export function kindsOf(shapes: readonly KindShape[]): readonly CanvasKind[] {
  const others = shapes.filter(({ kind }) => WITH_A_PAGE.every(({ name }) => name !== kind));
  return [...WITH_A_PAGE, ...others.map(plainKind)];
}

export const CANVAS_KINDS = kindsOf(SHAPES);

/** Stand-ins for kinds that are named but not known here, each made once. */
const unknown = new Map<string, CanvasKind>();

export const isKnown = (name: string): boolean => CANVAS_KINDS.some((one) => one.name === name);

/** The kind of this name; if it is not known, a stand-in with what is true of any kind. */
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
