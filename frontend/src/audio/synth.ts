/**
 * The sampled sound: a soundfont synthesizer in an audio worklet, loaded when somebody first wants to hear
 * something (1.4 MB), never before a person acted. One channel per voice, one for each staff that accompanies
 * them, and as many for auditioning as there are voices; channel 9 has percussion and stays free.
 */

import { createEffect, createRoot, createSignal } from "solid-js";
import type { WorkletSynthesizer } from "spessasynth_lib";
import processorAddress from "spessasynth_lib/dist/spessasynth_processor.min.js?url";
import soundsAddress from "../../../sunmask/chorale/sound/voices.sf3?url";
import { type Channel, midiPan, midiProgram, midiVolume, soundingChannels } from "./mixer";

export type SoundState = "silent" | "loading" | "ready" | "failed";

const NUM_VOICES = 6;
const STAFF_CHANNELS = [6, 7, 8] as const;
export const AUDITION_CHANNEL = 10;
export const staffChannel = (staff: number): number =>
  STAFF_CHANNELS[staff % STAFF_CHANNELS.length] as number;
export const VELOCITY = 90;
/** The choir's samples are soft; what becomes too loud is bent. */
const LOUDNESS = 2.4;
const BENT_FROM = 0.7;
/** The loudest that is bent; beyond it is the curve's end. */
const CURVE_REACH = 4;
const CURVE_POINTS = 4097;
const VOLUME = 7;
const PAN = 10;
const REVERB = 91;
const REVERB_SHARE = 56;

const [soundState, setSoundState] = createSignal<SoundState>("silent");
const [loadedShare, setLoadedShare] = createSignal(0);

export { loadedShare, soundState };

let context: AudioContext | null = null;
let synth: WorkletSynthesizer | null = null;
let loading: Promise<void> | null = null;

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
  made.connect(louder(audio));
  synth = made;
  createRoot(() => createEffect(() => prepareChannels(made, soundingChannels())));
  setSoundState("ready");
}

/** What the synthesizer plays into: louder, softly limited, out. */
export function louder(audio: BaseAudioContext): AudioNode {
  const gain = new GainNode(audio, { gain: LOUDNESS / CURVE_REACH });
  const curve = Float32Array.from({ length: CURVE_POINTS }, (_, index) =>
    bent(CURVE_REACH * ((2 * index) / (CURVE_POINTS - 1) - 1)),
  );
  gain.connect(new WaveShaperNode(audio, { curve })).connect(audio.destination);
  return gain;
}

/** As it is up to BENT_FROM, towards 1 above it. */
function bent(level: number): number {
  const over = Math.abs(level) - BENT_FROM;
  const left = 1 - BENT_FROM;
  return over <= 0 ? level : Math.sign(level) * (BENT_FROM + left * Math.tanh(over / left));
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

/** The channel of accompanying staves, softer than the voices. */
const ACCOMPANYING: Channel = { instrument: "piano", volume: 60, pan: 0 };

/** What sets a channel: the synthesizer's own two ways. */
type Controlled = Pick<WorkletSynthesizer, "programChange" | "controllerChange">;

export function prepareChannels(made: Controlled, mixed: readonly Channel[]): void {
  const voices = mixed.slice(0, NUM_VOICES);
  const all = [
    ...voices.map((one, voice) => [voice, one] as const),
    ...STAFF_CHANNELS.map((channel) => [channel, ACCOMPANYING] as const),
    ...voices.map((one, voice) => [AUDITION_CHANNEL + voice, one] as const),
  ];
  for (const [channel, one] of all) {
    made.programChange(channel, midiProgram(one.instrument));
    made.controllerChange(channel, VOLUME, midiVolume(one.volume));
    made.controllerChange(channel, PAN, midiPan(one.pan));
    made.controllerChange(channel, REVERB, REVERB_SHARE);
  }
}

/** Begin a note on a channel at a time of the audio clock. loudness: of its velocity, 1 as usual. */
export function beginNote(channel: number, pitch: number, time: number, loudness = 1): void {
  const velocity = Math.max(1, Math.min(127, Math.round(VELOCITY * loudness)));
  synth?.noteOn(channel, pitch, velocity, { time });
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
