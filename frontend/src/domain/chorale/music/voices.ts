// The voices of a chorale, from the top. The twin of `sunmask/chorale/music/voices.py`.

export const CLEFS = ["treble", "treble-8", "alto", "tenor", "bass"] as const;
export type Clef = (typeof CLEFS)[number];
export const PARTS = ["S", "A", "T", "B"] as const;
/** Which of the model's four voices it is; "" for one that the model leaves as it is. */
export type Part = (typeof PARTS)[number] | "";

export interface Voice {
  name: string;
  clef: Clef;
  /** Lowest and highest pitch: notes outside are marked, not refused. */
  low: number;
  high: number;
  part: Part;
  /** Semitones: the farthest that the model lets it move at once; left out, as far as it likes. */
  leap?: number;
}

export const STANDARD: readonly Voice[] = [
  { name: "Soprano", clef: "treble", low: 60, high: 81, part: "S" },
  { name: "Alto", clef: "treble", low: 53, high: 76, part: "A" },
  { name: "Tenor", clef: "treble-8", low: 48, high: 69, part: "T" },
  { name: "Bass", clef: "bass", low: 36, high: 64, part: "B" },
];
export const [FEWEST_VOICES, MOST_VOICES] = [2, 6];
const [SMALLEST_LEAP, WIDEST_LEAP] = [2, 24];
/** The letter of each row in the ids of heads, and the name of its view, whatever its voice is called. */
export const ROW_LETTERS = ["S", "A", "T", "B", "E", "F"] as const;
export const ROW_VIEWS = ["soprano", "alto", "tenor", "bass", "voice-5", "voice-6"] as const;
/** MIDI pitches that a chorale may hold: those of a piano. */
export const [LOWEST_WRITTEN, HIGHEST_WRITTEN] = [21, 108];

/** The voices that a document says; the usual four where it says none, or none that are valid. */
export function voicesIn(said: unknown): readonly Voice[] {
  if (!Array.isArray(said) || said.length < FEWEST_VOICES || said.length > MOST_VOICES)
    return STANDARD;
  return said.every(isVoice) ? said : STANDARD;
}

function isVoice(value: unknown): value is Voice {
  if (typeof value !== "object" || value === null) return false;
  const { name, clef, low, high, part, leap } = value as Record<string, unknown>;
  return (
    typeof name === "string" &&
    name.length > 0 &&
    CLEFS.includes(clef as Clef) &&
    Number.isInteger(low) &&
    Number.isInteger(high) &&
    (part === "" || PARTS.includes(part as (typeof PARTS)[number])) &&
    (leap === undefined || isLeap(leap))
  );
}

const isLeap = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= SMALLEST_LEAP && Number(value) <= WIDEST_LEAP;

/** The row below the voices, on whose cells chords hang; changes of metre hang on the next one. */
export const harmonyRow = (numVoices: number): number => Math.max(STANDARD.length, numVoices);

/** "alto", "violin II": for sentences. */
export const voiceName = (row: number, voices: readonly Voice[] = STANDARD): string =>
  (voices[row]?.name ?? "")
    .split(" ")
    .map((word, at) => (at > 0 && /^[IV]+$/.test(word) ? word : word.toLowerCase()))
    .join(" ");

/** The pitch in the middle of a voice's range: where its first note is looked for. */
export const middlePitch = ({ low, high }: Voice): number => Math.round((low + high) / 2);

/** Semitones, in whole octaves, by which the model sees the voices higher. */
export function networkShift(voices: readonly Voice[]): number {
  const isUsual =
    voices.length === STANDARD.length &&
    voices.every(({ part, low, high }, row) => {
      const usual = STANDARD[row] as Voice;
      return part === usual.part && low === usual.low && high === usual.high;
    });
  const seen = voices.filter(({ part }) => part !== "");
  const [top, bottom] = [seen[0], seen.at(-1)];
  if (isUsual || seen.length < 2 || !top || !bottom) return 0;
  const middle = ({ low, high }: Voice) => (low + high) / 2;
  const cost = (shift: number) =>
    Math.abs(middle(top) + shift - middle(STANDARD[0] as Voice)) +
    Math.abs(middle(bottom) + shift - middle(STANDARD.at(-1) as Voice));
  return [0, 12, -12, 24, -24].reduce(
    (best, shift) => (cost(shift) < cost(best) ? shift : best),
    0,
  );
}

/** Letters of those that have one initial. */
const SHORT: readonly (readonly [string, string])[] = [
  ["violoncello", "VC"],
  ["violin", "VN"],
  ["viola", "VA"],
];

export function isInRange(
  row: number,
  pitch: number,
  voices: readonly Voice[] = STANDARD,
): boolean {
  const voice = voices[row];
  return !voice || (pitch >= voice.low && pitch <= voice.high);
}

/** A few letters for each voice, all different: its initial and number ("T1"), or else its place. */
export function voiceLetters(voices: readonly Voice[]): readonly string[] {
  const before = lettersOf.get(voices);
  if (before) return before;
  const letters = newLetters(voices);
  lettersOf.set(voices, letters);
  return letters;
}

/** They are drawn on every note. */
const lettersOf = new WeakMap<readonly Voice[], readonly string[]>();

function newLetters(voices: readonly Voice[]): readonly string[] {
  const found = voices.map(({ name }, row) => {
    const said = /(\d+|\bIII\b|\bII\b|\bI\b)\s*$/.exec(name)?.[1] ?? "";
    const number = { I: "1", II: "2", III: "3" }[said] ?? said;
    const usual = SHORT.find(([begins]) => name.toLowerCase().startsWith(begins))?.[1];
    const initial = usual ?? /\p{L}/u.exec(name)?.[0]?.toUpperCase() ?? `${row + 1}`;
    return initial + number.slice(0, 2);
  });
  return found.map((letters, row) =>
    found.filter((other) => other === letters).length === 1
      ? letters
      : `${letters.replace(/\d+$/, "")}${row + 1}`,
  );
}

/** None for a clef that is read by instruments, each on its own staff. */
const registerOf = (voice: Voice | undefined): "high" | "low" | null => {
  if (voice?.clef === "treble") return "high";
  return voice?.clef === "treble-8" || voice?.clef === "bass" ? "low" : null;
};

/** The rows of each staff: two neighbours of one register share one, as `closed_staves` has it. */
export function closedStaves(voices: readonly Voice[]): number[][] {
  const staves: number[][] = [];
  for (let row = 0; row < voices.length; ) {
    const register = registerOf(voices[row]);
    let end = row;
    while (end < voices.length && registerOf(voices[end]) === register) end++;
    const isOdd = (end - row) % 2 === 1;
    const isAlone =
      register === null ||
      end - row === 1 ||
      (isOdd && voices[row]?.clef !== voices[row + 1]?.clef);
    staves.push(isAlone ? [row] : [row, row + 1]);
    row += isAlone ? 1 : 2;
  }
  return staves;
}

export const openStaves = (voices: readonly Voice[]): number[][] => voices.map((_, row) => [row]);

/** The clef of a staff of some rows. */
export function clefOf(rows: readonly number[], voices: readonly Voice[]): Clef {
  const clefs = new Set(rows.map((row) => voices[row]?.clef ?? "treble"));
  return clefs.size === 1 ? ([...clefs][0] as Clef) : "bass";
}
