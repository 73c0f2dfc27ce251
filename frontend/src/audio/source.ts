/** What sounds: what is in view, unless a page or dialog brings grids of its own (a take, one side of a duel). */

import { createSignal } from "solid-js";
import type { Grid } from "../domain/cells";
import type { Expressed } from "../domain/chorale/notation/expression";

export interface SoundSource {
  /** Read anew for each column, so that what sounds can be swapped while it plays. */
  grid: () => Grid;
  /** The codec's metadata, for tempo, metre and pickup. */
  meta: () => Readonly<Record<string, unknown>>;
  /** Signs and fermatas by cell; where it is left out, they are in the metadata. */
  expressed?: () => Expressed;
  /** Whether the music begins again where it ends. */
  goesRound?: () => boolean;
  /** Whether the grid stays as it is, and can be scheduled far ahead of a page that is busy. */
  isFixed?: boolean;
}

/** What is in view; null where no canvas is open. */
const [inView, setSoundInView] = createSignal<SoundSource | null>(null);
const [brought, setSoundSource] = createSignal<SoundSource | null>(null);

export { setSoundInView, setSoundSource };

const source = (): SoundSource | null => brought() ?? inView();

export const heardGrid = (): Grid => source()?.grid() ?? [];

export const heardMeta = (): Readonly<Record<string, unknown>> => source()?.meta() ?? {};

/** Signs and fermatas of what sounds. */
export const heardExpressed = (): Expressed => source()?.expressed?.() ?? heardMeta();

export const goesRound = (): boolean => source()?.goesRound?.() ?? false;

export const isFixed = (): boolean => source()?.isFixed ?? false;
