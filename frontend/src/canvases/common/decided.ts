/** Answers that a person chose in the review of an import, written into the canvas as their edit when it opens. */

import { createEffect } from "solid-js";
import type { CanvasDocument } from "../../state/document/document";

type Meta = Readonly<Record<string, unknown>>;

const waiting = new Map<string, Meta>();

export const decide = (canvasId: string, meta: Meta): void => void waiting.set(canvasId, meta);

/** Write what was decided for a canvas as soon as its document is here. */
export function writeDecided(document: CanvasDocument): void {
  createEffect(() => {
    const meta = waiting.get(document.canvasId);
    if (!document.isLoaded() || !document.canEdit() || meta === undefined) return;
    waiting.delete(document.canvasId);
    const changed = Object.entries(meta).filter(([name, value]) => document.meta()[name] !== value);
    if (changed.length === 0) return;
    document.edit((edit) => {
      for (const [name, value] of changed) edit.setMeta(name, value);
    });
  });
}
