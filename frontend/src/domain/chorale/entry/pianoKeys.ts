// Notes that are played rather than drawn: which keys are a piano, and what was played as a note of sixteenths.
import type { Note } from "../music/symbols";
import type { Voice } from "../music/voices";

/** Physical keys from C up, as on a piano: the middle row its white keys, the one above its black ones. */
const PIANO = [
  "KeyA",
  "KeyW",
  "KeyS",
  "KeyE",
  "KeyD",
  "KeyF",
  "KeyT",
  "KeyG",
  "KeyY",
  "KeyH",
  "KeyU",
  "KeyJ",
  "KeyK",
  "KeyO",
  "KeyL",
  "KeyP",
  "Semicolon",
] as const;
/** The Cs that the first key may have, from the lowest on a piano to the highest from which all keys are on it. */
const CS = [24, 36, 48, 60, 72, 84] as const;
const MOST_OCTAVES = 2;

/** The octave shift as it may be. */
export const shiftWithin = (octaves: number): number =>
  Math.max(-MOST_OCTAVES, Math.min(MOST_OCTAVES, octaves));

/**
 * The pitch of the first key and of the last, for a voice and a shift in octaves. Without a shift the first is the C
 * from which the keys cover most of the voice's range, the lower one of two that cover as much.
 */
export function pianoSpan({ low, high }: Voice, octaves: number): readonly [number, number] {
  const last = PIANO.length - 1;
  const covered = (c: number) => Math.min(high, c + last) - Math.max(low, c);
  const c = CS.reduce<number>(
    (best, other) => (covered(other) > covered(best) ? other : best),
    CS[0],
  );
  return [c + 12 * octaves, c + 12 * octaves + last];
}

/** The pitch of a KeyboardEvent.code; null where it is no piano key. */
export function pitchOfKey(code: string, voice: Voice, octaves: number): number | null {
  const key = PIANO.indexOf(code as (typeof PIANO)[number]);
  return key < 0 ? null : pianoSpan(voice, octaves)[0] + key;
}

/**
 * A note that sounded from a playhead to another (sixteenths with a fraction), quantised. `last`: the last
 * sixteenth before the music ends or repeats; a note that was held over the repeat ends there.
 */
export function playedNote(
  note: { row: number; pitch: number },
  from: number,
  to: number,
  last: number,
): Note {
  const start = Math.max(0, Math.min(Math.round(from), last));
  const end = to < from ? last + 1 : Math.min(Math.round(to), last + 1);
  return { ...note, start, length: Math.max(1, end - start) };
}
