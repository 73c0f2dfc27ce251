/** What a singer chooses: the voice, how loud the others are, how fast, which bars again and again. */

import { createEffect, createSignal, onCleanup } from "solid-js";
import { setPractised } from "../audio/mixer";
import { setTempo } from "../audio/player";
import { type Content, metaOf } from "../canvases/content";
import { stopListening } from "../canvases/listening";
import { type Bar, barsOf, readMeta } from "../domain/chorale/music/bars";
import { voiceLetters } from "../domain/chorale/music/voices";
import { setLoop } from "../state/stage/playhead";
import { keptSignal } from "../ui/kept";

export const [SLOWEST, FASTEST, SPEED_STEP] = [40, 150, 10];
const USUAL_OTHERS = 40;

/** The name of the voice that was sung last on this device, and how loud the others were. */
const [keptVoice, keepVoice] = keptSignal("sunmask.practice-voice", (stored) =>
  typeof stored === "string" ? stored : "",
);
const [others, setOthers] = keptSignal("sunmask.practice-others", (stored) =>
  typeof stored === "number" && stored >= 0 && stored <= 100 ? stored : USUAL_OTHERS,
);

export type Practice = ReturnType<typeof practise>;

export function practise(content: Content) {
  const meta = readMeta(metaOf(content));
  const bars = barsOf(content.grid[0]?.length ?? 0, meta);
  const known = meta.voices.findIndex(({ name }) => name === keptVoice());
  const [voice, setVoice] = createSignal(Math.max(0, known));
  const [speed, setSpeed] = createSignal(100);
  const [around, setAround] = createSignal<{ first: Bar; last: Bar } | null>(null);
  createEffect(() => setPractised({ voice: voice(), others: others() }));
  createEffect(() => setTempo((meta.tempo * speed()) / 100));
  createEffect(() => {
    const now = around();
    setLoop(now && { first: now.first.first, last: now.last.first + now.last.length - 1 });
  });
  onCleanup(() => {
    stopListening();
    setPractised(null);
    setTempo(null);
    setLoop(null);
  });
  return {
    voices: meta.voices,
    letters: voiceLetters(meta.voices),
    bars,
    voice,
    chooseVoice(row: number) {
      setVoice(row);
      keepVoice(meta.voices[row]?.name ?? "");
    },
    others,
    setOthers,
    speed,
    changeSpeed: (by: number) =>
      setSpeed(Math.min(FASTEST, Math.max(SLOWEST, speed() + by * SPEED_STEP))),
    around,
    /** The bar that is pressed is repeated; a later one ends what is; the last one pressed again ends it all. */
    pressBar(bar: Bar) {
      const now = around();
      if (!now || bar.first < now.first.first) setAround({ first: bar, last: bar });
      else setAround(now.last === bar ? null : { first: now.first, last: bar });
    },
  };
}
