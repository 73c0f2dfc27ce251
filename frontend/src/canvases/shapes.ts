/** What the studio says of its kinds in the page itself, so that every page can draw them at once. */

import type { KindShape } from "../protocol";

/** None where the page says nothing of them. */
export function shapesIn(text: string | null | undefined): readonly KindShape[] {
  return text ? (JSON.parse(text) as KindShape[]) : [];
}

export const SHAPES = shapesIn(globalThis.document?.getElementById("kinds")?.textContent);
