// Which voices are heard: mutes and solos, shown in the lanes and obeyed by the sound.
import { createSignal } from "solid-js";

const [mutedVoices, setMutedVoices] = createSignal<ReadonlySet<number>>(new Set());
const [soloVoices, setSoloVoices] = createSignal<ReadonlySet<number>>(new Set());

export { mutedVoices, soloVoices };

function toggled(voices: ReadonlySet<number>, voice: number): ReadonlySet<number> {
  const next = new Set(voices);
  if (!next.delete(voice)) next.add(voice);
  return next;
}

export function toggleMute(voice: number): void {
  setMutedVoices((voices) => toggled(voices, voice));
}

export function toggleSolo(voice: number): void {
  setSoloVoices((voices) => toggled(voices, voice));
}

/** No mutes and no solos. */
export function hearAll(): void {
  setMutedVoices(new Set<number>());
  setSoloVoices(new Set<number>());
}

/** A voice sounds unless it is muted, or others are solo and it is not. */
export function isHeard(voice: number): boolean {
  if (mutedVoices().has(voice)) return false;
  return soloVoices().size === 0 || soloVoices().has(voice);
}
