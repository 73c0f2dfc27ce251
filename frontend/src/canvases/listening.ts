/** What a page outside the studio plays: one grid at a time, swapped while it plays without losing the beat. */

import { createSignal } from "solid-js";
import { pause, play } from "../audio/player";
import { setSoundSource } from "../audio/source";
import type { Grid } from "../domain/cells";
import { isPlaying, setPlayhead } from "../state/stage/playhead";
import { type Content, metaOf } from "./content";

interface Heard {
  id: string;
  content: Content;
}

const [heard, setHeard] = createSignal<Heard | null>(null);

/** True for what sounds now, or would when play continues. */
export const isHeard = (id: string): boolean => heard()?.id === id;

/** True while this one sounds. */
export const isSounding = (id: string): boolean => isPlaying() && isHeard(id);

/** Make this what is heard; while it plays, the music continues in it from the same beat. */
export function swapTo(id: string, content: Content): void {
  setHeard({ id, content });
  setSoundSource({
    grid: () => (heard()?.content.grid ?? []) as Grid,
    meta: () => metaOf(heard()?.content),
  });
}

/** Whether there is anything to hear of this kind. */
export const canHear = (content: Content): boolean => content.kind.player !== null;

/** Play this one, or pause it where it plays. Another that plays gives way at its beat. */
export function listen(id: string, content: Content): void {
  if (!canHear(content)) return;
  if (isSounding(id)) return pause();
  if (!isPlaying() && !isHeard(id)) setPlayhead(null);
  swapTo(id, content);
  if (!isPlaying()) void play();
}

/** Silence, and nothing to be heard: call when the page that let something be heard goes away. */
export function stopListening(): void {
  pause();
  setHeard(null);
  setSoundSource(null);
  setPlayhead(null);
}
