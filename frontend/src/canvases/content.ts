/** A grid with what is needed to draw it and to let it be heard, wherever it comes from. */

import { type AnyGrid, gridFromCells } from "../domain/cells";
import { playedAs } from "../domain/chorale/music/tempos";
import { numRowsIn } from "../domain/document/layout";
import type { ContentInView, Take } from "../protocol";
import type { CanvasKind } from "./common/kind";
import { CANVAS_KINDS, kindOf } from "./registry";

type Json = Readonly<Record<string, unknown>>;

export interface Content {
  kind: CanvasKind;
  grid: AnyGrid;
  /** The codec's JSON around the grid; null where only the grid is known. */
  content: Json | null;
}

/** What a grid looks and sounds like before its canvas is known. */
const FIRST_KIND = CANVAS_KINDS[0] as CanvasKind;

/** The kind of this name; the first one while it is not known yet. */
export const kindNamed = (name: string | undefined): CanvasKind =>
  name === undefined ? FIRST_KIND : kindOf(name);

/** A take; `around` is the content of its canvas, which has tempo, metre and spaces. */
export const contentOfTake = (
  take: Pick<Take, "symbols">,
  kind: CanvasKind,
  around: Json | null,
): Content => ({
  kind,
  grid: gridFromCells(take.symbols, numRowsIn(kind.layout, around)),
  content: around,
});

/** Of a codec's JSON, as a duel or a frozen canvas brings it. */
export function contentOf({ kind, content }: ContentInView): Content {
  const known = kindOf(kind);
  return { kind: known, grid: known.layout.gridOf(content), content };
}

/** The codec's metadata, tempo, metre and the like, with form and tempos that a chorale is played in. */
export const metaOf = (content: Content | null | undefined): Json => {
  const meta = (content?.content?.meta as Json | undefined) ?? {};
  return { ...meta, ...playedAs(content?.content) };
};
