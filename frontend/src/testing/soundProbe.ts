/** The studio's own synthesizer, mixer and limiter in an OfflineAudioContext: what a page plays, as samples. */

import { WorkletSynthesizer } from "spessasynth_lib";
import processorAddress from "spessasynth_lib/dist/spessasynth_processor.min.js?url";
import soundsAddress from "../../../sunmask/chorale/sound/voices.sf3?url";
import { readChannels } from "../audio/mixer";
import { louder, prepareChannels, VELOCITY } from "../audio/synth";

interface Played {
  voice: number;
  pitch: number;
  /** Seconds. */
  begin: number;
  end: number;
}

const RATE = 48_000;
/** For messages to reach the worklet before it renders. */
const SETTLE_MS = 500;

/** Left and right of notes, as float32 in base64. */
export async function rendered(
  notes: readonly Played[],
  seconds: number,
  mixer: unknown,
): Promise<string[]> {
  const audio = new OfflineAudioContext(2, Math.round(seconds * RATE), RATE);
  const sounds = await (await fetch(soundsAddress)).arrayBuffer();
  await audio.audioWorklet.addModule(processorAddress);
  const synth = new WorkletSynthesizer(audio);
  await synth.isReady;
  await synth.soundBankManager.addSoundBank(sounds, "voices");
  synth.connect(louder(audio));
  prepareChannels(synth, readChannels(mixer));
  for (const { voice, pitch, begin, end } of notes) {
    synth.noteOn(voice, pitch, VELOCITY, { time: begin });
    synth.noteOff(voice, pitch, { time: end });
  }
  await new Promise((settled) => setTimeout(settled, SETTLE_MS));
  const made = await audio.startRendering();
  return [0, 1].map((side) => inBase64(made.getChannelData(side)));
}

function inBase64(samples: Float32Array): string {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  let letters = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(letters);
}
