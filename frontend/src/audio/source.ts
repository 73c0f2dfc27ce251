/** What sounds: what is in view, unless a page or dialog brings grids of its own (a take, one side of a duel). */

import { createSignal } from "solid-js";
import type { Grid } from "../domain/cells";
import { currentDocument } from "../state/document";
import { shownGrid } from "../state/stage";

export interface SoundSource {
  /** Read anew for each column, so that what sounds can be swapped while it plays. */
  grid: () => Grid;
  /** The codec's metadata, for tempo, metre and pickup. */
  meta: () => Readonly<Record<string, unknown>>;
}

const [soundSource, setSoundSource] = createSignal<SoundSource | null>(null);

export { setSoundSource };

export const heardGrid = (): Grid => soundSource()?.grid() ?? shownGrid();

export const heardMeta = (): Readonly<Record<string, unknown>> =>
  soundSource()?.meta() ?? currentDocument()?.meta() ?? {};
