/**
 * The sampled sound: a soundfont synthesizer in an audio worklet, loaded on the first wish to hear
 * something (1.4 MB), never before a person acted. One channel per voice, four more for auditioning.
 */

import { createSignal } from "solid-js";
import type { WorkletSynthesizer } from "spessasynth_lib";
import processorAddress from "spessasynth_lib/dist/spessasynth_processor.min.js?url";
import soundsAddress from "../../../sunmask/chorale/sound/voices.sf3?url";

export const INSTRUMENTS = [
  { name: "choir", label: "Choir", program: 52 },
  { name: "organ", label: "Organ", program: 19 },
  { name: "strings", label: "Strings", program: 48 },
  { name: "piano", label: "Piano", program: 0 },
] as const;

export type InstrumentName = (typeof INSTRUMENTS)[number]["name"];
export type SoundState = "silent" | "loading" | "ready" | "failed";

/** Left to right as a choir stands, MIDI pan. */
const PANS = [44, 78, 54, 88];
const NUM_VOICES = 4;
/** The choir's samples are soft; a limiter holds what is louder. */
const LOUDNESS = 2.4;
const PAN = 10;
const REVERB = 91;

const [soundState, setSoundState] = createSignal<SoundState>("silent");
const [loadedShare, setLoadedShare] = createSignal(0);
const [instrument, setInstrumentName] = createSignal<InstrumentName>(storedInstrument());

export { instrument, loadedShare, soundState };

let context: AudioContext | null = null;
let synth: WorkletSynthesizer | null = null;
let loading: Promise<void> | null = null;

function storedInstrument(): InstrumentName {
  const stored = globalThis.localStorage?.getItem("sunmask.instrument");
  return INSTRUMENTS.find((one) => one.name === stored)?.name ?? "choir";
}

/** The audio clock in seconds. */
export const audioTime = (): number => context?.currentTime ?? 0;

/** Seconds from the audio clock to the ear. */
export const outputDelayS = (): number => context?.outputLatency || 0;

export const audioContext = (): AudioContext | null => context;

/** Load what is needed and let it sound; call only from a person's act. Rejects where that fails. */
export async function startSound(): Promise<void> {
  context ??= new AudioContext({ latencyHint: "interactive" });
  if (context.state === "suspended") await context.resume();
  loading ??= load(context).catch((failure: unknown) => {
    loading = null;
    setSoundState("failed");
    throw failure;
  });
  await loading;
}

async function load(audio: AudioContext): Promise<void> {
  setSoundState("loading");
  const [{ WorkletSynthesizer: Synthesizer }, sounds] = await Promise.all([
    import("spessasynth_lib"),
    fetchWithProgress(soundsAddress),
    audio.audioWorklet.addModule(processorAddress),
  ]);
  const made = new Synthesizer(audio);
  await made.isReady;
  await made.soundBankManager.addSoundBank(sounds, "voices");
  const louder = new GainNode(audio, { gain: LOUDNESS });
  const limiter = new DynamicsCompressorNode(audio, {
    threshold: -6,
    ratio: 12,
    attack: 0.002,
    release: 0.1,
  });
  made.connect(louder);
  louder.connect(limiter).connect(audio.destination);
  synth = made;
  prepareChannels();
  setSoundState("ready");
}

async function fetchWithProgress(address: string): Promise<ArrayBuffer> {
  const response = await fetch(address);
  if (!response.ok || !response.body)
    throw new Error(`expected the sound files, got HTTP status ${response.status}`);
  const total = Number(response.headers.get("Content-Length")) || 1_400_000;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    received += value.length;
    setLoadedShare(Math.min(1, received / total));
  }
  return await new Blob(chunks).arrayBuffer();
}

function prepareChannels(): void {
  const program = INSTRUMENTS.find((one) => one.name === instrument())?.program ?? 52;
  for (let channel = 0; channel < 2 * NUM_VOICES; channel++) {
    synth?.programChange(channel, program);
    synth?.controllerChange(channel, PAN, PANS[channel % NUM_VOICES] ?? 64);
    synth?.controllerChange(channel, REVERB, 56);
  }
}

export function setInstrument(name: InstrumentName): void {
  setInstrumentName(name);
  localStorage.setItem("sunmask.instrument", name);
  prepareChannels();
}

/** Begin a note on a channel at a time of the audio clock. */
export function beginNote(channel: number, pitch: number, time: number): void {
  synth?.noteOn(channel, pitch, 90, { time });
}

export function endNote(channel: number, pitch: number, time: number): void {
  synth?.noteOff(channel, pitch, { time });
}

/** A dry click of the metronome. */
export function click(time: number, isFirstOfBar: boolean): void {
  if (!context) return;
  const tone = new OscillatorNode(context, {
    frequency: isFirstOfBar ? 1760 : 1175,
    type: "triangle",
  });
  const level = new GainNode(context, { gain: 0 });
  level.gain.setValueAtTime(0.16, time);
  level.gain.exponentialRampToValueAtTime(0.0005, time + 0.05);
  tone.connect(level).connect(context.destination);
  tone.start(time);
  tone.stop(time + 0.06);
}
