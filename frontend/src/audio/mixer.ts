/**
 * How loud, from where and on which instrument each voice sounds, kept in this browser. `sunmask.chorale.sound`
 * makes files that sound the same.
 */

import { createSignal } from "solid-js";
import { hearAll, isHeard, mutedVoices, soloVoices } from "../state/stage/voices";
import { keptSignal } from "../ui/kept";

export const INSTRUMENTS = [
  { name: "choir", label: "Choir", program: 52 },
  { name: "organ", label: "Organ", program: 19 },
  { name: "strings", label: "Strings", program: 48 },
  { name: "piano", label: "Piano", program: 0 },
] as const;

export type InstrumentName = (typeof INSTRUMENTS)[number]["name"];

export interface Channel {
  instrument: InstrumentName;
  /** 0 to 100. */
  volume: number;
  /** -100 left, 100 right. */
  pan: number;
}

export const [LOUDEST, FARTHEST] = [100, 100];
const USUAL_VOLUME = 80;
/** Left to right as a choir stands. */
const USUAL_PANS = [-32, 22, -16, 38, -24, 30];
export const USUAL: readonly Channel[] = USUAL_PANS.map((pan) => ({
  instrument: "choir",
  volume: USUAL_VOLUME,
  pan,
}));

/** What a browser kept, whatever that is, as a channel for each voice. */
export function readChannels(stored: unknown): readonly Channel[] {
  return USUAL.map((usual, voice) => {
    const given = Array.isArray(stored) ? (stored[voice] as Partial<Channel> | null) : null;
    return {
      instrument:
        INSTRUMENTS.find((one) => one.name === given?.instrument)?.name ?? usual.instrument,
      volume: within(given?.volume, 0, LOUDEST, usual.volume),
      pan: within(given?.pan, -FARTHEST, FARTHEST, usual.pan),
    };
  });
}

function within(value: unknown, least: number, most: number, usual: number): number {
  return typeof value === "number" && Number.isFinite(value)
    ? Math.round(Math.min(most, Math.max(least, value)))
    : usual;
}

const [channels, setChannels] = keptSignal("sunmask.mixer", readChannels);

/** The voice that somebody practises, and how loud the others are in percent of the usual; null where nobody does. */
const [practised, setPractised] = createSignal<{ voice: number; others: number } | null>(null);

export { channels, setPractised };

/** What sounds: the mixer, or one voice loud and the others softer. The mixer that is kept stays as it is. */
export const soundingChannels = (): readonly Channel[] => {
  const now = practised();
  if (!now) return channels();
  return USUAL.map((one, voice) => ({
    ...one,
    volume: voice === now.voice ? LOUDEST : Math.round((one.volume * now.others) / 100),
  }));
};

export function setChannel(voice: number, change: Partial<Channel>): void {
  setChannels(
    readChannels(channels().map((one, index) => (index === voice ? { ...one, ...change } : one))),
  );
}

/** All voices on one instrument. */
export function setInstrument(name: InstrumentName): void {
  setChannels(channels().map((one) => ({ ...one, instrument: name })));
}

/** The one that all voices have; null where they differ. */
export function sharedInstrument(): InstrumentName | null {
  const [first, ...others] = channels();
  return others.every((one) => one.instrument === first?.instrument)
    ? (first?.instrument ?? null)
    : null;
}

/** All that the mixer has, as it is at first: every voice heard, too. */
export function resetMixer(): void {
  setChannels(USUAL);
  hearAll();
}

export const isUsual = (): boolean =>
  mutedVoices().size === 0 &&
  soloVoices().size === 0 &&
  JSON.stringify(channels()) === JSON.stringify(USUAL);

/** The mixer as a file that sounds like it is asked for. */
export const mixerOptions = () =>
  channels().map((one, voice) => ({ ...one, is_heard: isHeard(voice) }));

export const midiVolume = (volume: number): number => Math.round(1.27 * volume);

export const midiPan = (pan: number): number =>
  Math.min(127, Math.max(0, Math.round(64 + 0.63 * pan)));

export const midiProgram = (name: InstrumentName): number =>
  INSTRUMENTS.find((one) => one.name === name)?.program ?? INSTRUMENTS[0].program;
