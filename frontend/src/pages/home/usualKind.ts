/** The kind of canvas that a project's people worked with last; null where there is none yet. Pure. */

import type { Canvas } from "../../protocol";

export const usualKind = (
  canvases: readonly Pick<Canvas, "kind" | "updated_at" | "is_in_bin">[],
): string | null =>
  canvases
    .filter((canvas) => !canvas.is_in_bin)
    .sort((one, other) => (one.updated_at < other.updated_at ? 1 : -1))[0]?.kind ?? null;
