// How the shared document of a kind of canvas is laid out.
import type { AnyGrid } from "./cells";
import type { CanvasShape } from "./projection";

export interface DocumentLayout {
  /** The kind of canvas, as the protocol names it. */
  kind: string;
  shape: CanvasShape;
  /** The symbols of a codec's content, rows by columns. */
  gridOf: (content: Readonly<Record<string, unknown>>) => AnyGrid;
}
