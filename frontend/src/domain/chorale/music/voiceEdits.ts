// Voices added, taken away and put in another order: which row of before each row is, and the voices there.

import {
  FEWEST_VOICES,
  harmonyRow,
  MOST_VOICES,
  PARTS,
  type Part,
  STANDARD,
  type Voice,
} from "./voices";

/** Voices, and the row of before that each one was; null for a new one. */
export interface Arranged {
  voices: readonly Voice[];
  sources: readonly (number | null)[];
}

/** Voices that can be added, by their names. */
export const KINDS_OF_VOICES: readonly Omit<Voice, "part">[] = [
  { name: "Descant", clef: "treble", low: 60, high: 81 },
  { name: "Soprano", clef: "treble", low: 60, high: 81 },
  { name: "Mezzo", clef: "treble", low: 57, high: 78 },
  { name: "Alto", clef: "treble", low: 53, high: 76 },
  { name: "Tenor", clef: "treble-8", low: 48, high: 69 },
  { name: "Baritone", clef: "bass", low: 43, high: 66 },
  { name: "Bass", clef: "bass", low: 36, high: 64 },
  { name: "Violin", clef: "treble", low: 55, high: 91 },
  { name: "Viola", clef: "alto", low: 48, high: 79 },
  { name: "Cello", clef: "bass", low: 36, high: 76 },
];

/** The voices with one more, above the first that lies lower; a sentence where that cannot be. */
export function withVoice(voices: readonly Voice[], name: string): Arranged | string {
  if (voices.length >= MOST_VOICES)
    return `A score has at most ${MOST_VOICES} voices. Remove one before you add another.`;
  const kind = KINDS_OF_VOICES.find((one) => one.name === name) ?? (KINDS_OF_VOICES[1] as Voice);
  const voice: Voice = { ...kind, name: newName(name, voices), part: freePart(kind, voices) };
  const below = voices.findIndex((other) => middle(other) < middle(voice));
  const at = below < 0 ? voices.length : below;
  return {
    voices: voices.toSpliced(at, 0, voice),
    sources: ([...voices.keys()] as (number | null)[]).toSpliced(at, 0, null),
  };
}

/** The voices without one; a sentence where that cannot be. */
export function withoutVoice(voices: readonly Voice[], row: number): Arranged | string {
  if (voices.length <= FEWEST_VOICES)
    return `A score has at least ${FEWEST_VOICES} voices. Add another one before you remove this one.`;
  return { voices: voices.toSpliced(row, 1), sources: [...voices.keys()].toSpliced(row, 1) };
}

/** The voices with one of them a place higher (-1) or lower (1); a sentence where that cannot be. */
export function withMoved(voices: readonly Voice[], row: number, by: -1 | 1): Arranged | string {
  const to = row + by;
  const [voice, other] = [voices[row], voices[to]];
  if (!voice || !other)
    return `The ${by < 0 ? "highest" : "lowest"} voice is at its place already.`;
  const sources = [...voices.keys()];
  [sources[row], sources[to]] = [to, row];
  return { voices: voices.with(row, other).with(to, voice), sources };
}

/** Which row of before each row of the document is, with those of chords and metres, which are below the voices. */
export function rowsOf({ voices, sources }: Arranged, numBefore: number) {
  const [before, now] = [harmonyRow(numBefore), harmonyRow(voices.length)];
  const rows = new Map<number, number | null>();
  for (let row = 0; row <= Math.max(before, now) + 1; row++) rows.set(row, sources[row] ?? null);
  rows.set(now, before).set(now + 1, before + 1);
  for (const [row, source] of rows) if (row === source) rows.delete(row);
  return rows;
}

/** Why a candidate of a run that began with other voices cannot be placed; null where it can. */
export function otherVoices(frozen: readonly Voice[], now: readonly Voice[]): string | null {
  const names = frozen.map(({ name }) => name);
  const isOther =
    frozen.length !== now.length ||
    (now.some(({ name }, row) => name !== names[row]) &&
      now.every(({ name }) => names.includes(name)));
  return isOther
    ? "The voices of the canvas are others than when this run began. Undo that change, or compose anew."
    : null;
}

const middle = ({ low, high }: Pick<Voice, "low" | "high">): number => (low + high) / 2;

/** The name, with a number where a voice has it already. */
function newName(name: string, voices: readonly Voice[]): string {
  const isTaken = (one: string) => voices.some((voice) => voice.name === one);
  let number = 2;
  while (isTaken(`${name} ${number}`)) number++;
  return isTaken(name) ? `${name} ${number}` : name;
}

/** The model's voice that is nearest of those that no voice is yet; none where all are. */
function freePart(kind: Omit<Voice, "part">, voices: readonly Voice[]): Part {
  const free = PARTS.filter((part) => !voices.some((voice) => voice.part === part));
  const far = (part: Part) =>
    Math.abs(middle(STANDARD.find((one) => one.part === part) as Voice) - middle(kind));
  return free.reduce<Part>((best, part) => (!best || far(part) < far(best) ? part : best), "");
}
