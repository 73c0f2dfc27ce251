// Settings of an earlier generation or take that are to be used again: asked for here, taken over by the
// panel of settings. Looking at somebody's settings never changes one's own.
import { createSignal } from "solid-js";

export interface Borrowed {
  /** By name of the setting. */
  settings?: Record<string, unknown>;
  numCandidates?: number;
  seed?: number;
  checkpoint?: string;
}

const [borrowed, setBorrowed] = createSignal<Borrowed | null>(null);

/** What waits to be taken over; null for nothing. */
export { borrowed };

/** Ask for these settings, also before the panel of settings is there. */
export function borrow(wanted: Borrowed): void {
  setBorrowed(wanted);
}

/** The settings asked for, until the panel has taken them. */
export function takeBorrowed(): Borrowed | null {
  const wanted = borrowed();
  if (wanted) setBorrowed(null);
  return wanted;
}
