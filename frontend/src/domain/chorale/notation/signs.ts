// Signs of notation on a voice and a sixteenth: dynamics, slurs, hairpins, articulations, texts. They are those of
// sunmask/chorale/music/signs.py, which says what is valid.
import { ROW_LETTERS } from "../music/voices";

export interface Sign {
  kind: string;
  /** "" for texts. */
  name?: string;
  text?: string;
  side?: "" | "above" | "below";
  style?: string;
  /** Which slur or hairpin, where several are open at once. */
  number?: number;
  dots?: number;
  value?: number;
  /** Of tuplets and grace notes: written length in 64ths, pitch, letter. */
  notes?: readonly (readonly [number, number, string])[];
}

/** Kinds with two ends, each a sign of its own. */
export type LineKind = "slur" | "wedge";

/** Dynamics that a menu offers, from soft to loud, and those of one note. */
export const DYNAMICS = ["ppp", "pp", "p", "mp", "mf", "f", "ff", "fff"] as const;
export const SUDDEN = ["fp", "sf", "sfz", "rfz"] as const;
const KNOWN_DYNAMICS: ReadonlySet<string> = new Set([
  ...DYNAMICS,
  ...SUDDEN,
  ..."pppp ppppp pppppp ffff fffff ffffff sfp sfpp rf sffz fz n pf sfzp".split(" "),
]);

export const MOST_TEXT = 200;
export const MOST_NUMBER = 16;

const NOTE_KINDS: ReadonlySet<string> = new Set([
  "articulations",
  "ornaments",
  "technical",
  "slur",
  "grace",
]);

/** Whether it belongs to a note that begins where it hangs, and goes with it. */
export const isOfNote = ({ kind }: Sign): boolean => NOTE_KINDS.has(kind);

export const isLine = ({ kind }: Sign): boolean => kind === "slur" || kind === "wedge";

/** Whether it ends a line. */
export const isEnd = (sign: Sign): boolean => isLine(sign) && sign.name === "stop";

/** Whether it says something in words that people type. */
export const isText = ({ kind }: Sign): boolean =>
  ["words", "system", "rehearsal", "dynamics"].includes(kind);

/** The signs among the marks of a cell. */
export const signsIn = (value: unknown): Sign[] =>
  (Array.isArray(value) ? value : []).filter(
    (one): one is Sign => typeof (one as Sign | null)?.kind === "string",
  );

/** Whether both say the same; a document may bring their words in another order. */
export const isSameSign = (one: Sign, other: Sign): boolean =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

/** A slur or hairpin: its first and last column. */
export interface DrawnLine {
  first: number;
  last: number;
  begins: Sign;
}

/** The lines of one voice, of ends with their columns. Where one ends and another begins, the end is the first. */
export function linesOf(
  ends: readonly (readonly [column: number, sign: Sign])[],
  kind: LineKind,
): DrawnLine[] {
  const open = new Map<number, readonly [number, Sign]>();
  const found: DrawnLine[] = [];
  const ordered = ends
    .filter(([, sign]) => sign.kind === kind)
    .sort(([one, a], [other, b]) => one - other || Number(isEnd(b)) - Number(isEnd(a)));
  for (const [column, sign] of ordered) {
    const number = sign.number ?? 1;
    if (!isEnd(sign)) {
      open.set(number, [column, sign]);
      continue;
    }
    const begun = open.get(number);
    open.delete(number);
    if (begun) found.push({ first: begun[0], last: column, begins: begun[1] });
  }
  return found;
}

/** A number for a new line that none of those beside or around it has; null where all are taken. */
export function freeNumber(
  lines: readonly DrawnLine[],
  { first, last }: { first: number; last: number },
): number | null {
  const taken = new Set(
    lines
      .filter((line) => line.first <= last && line.last >= first)
      .map(({ begins }) => begins.number ?? 1),
  );
  for (let number = 1; number <= MOST_NUMBER; number++) if (!taken.has(number)) return number;
  return null;
}

/** A dynamic as somebody types it: one of the known ones, or words such as "mezza voce". */
export const dynamicOf = (text: string): Sign =>
  KNOWN_DYNAMICS.has(text)
    ? { kind: "dynamics", name: text }
    : { kind: "dynamics", name: "other-dynamics", text };

/** The words of a text or dynamic, as they are read. */
export const textOf = ({ name = "", text = "" }: Sign): string => text || name;

const NAMES: Readonly<Record<string, string>> = {
  "strong-accent": "marcato",
  "detached-legato": "portato",
  crescendo: "crescendo hairpin",
  diminuendo: "diminuendo hairpin",
};
const KINDS: Readonly<Record<string, string>> = {
  words: "staff text",
  system: "system text",
  rehearsal: "rehearsal mark",
  metronome: "tempo",
  dynamics: "dynamic",
};

const TUPLETS: Readonly<Record<string, string>> = {
  2: "duplet",
  3: "triplet",
  4: "quadruplet",
  5: "quintuplet",
  6: "sextuplet",
  7: "septuplet",
};

/** A sign in words: "staccato", "slur", "dynamic mf", "staff text dolce". */
export function signName(sign: Sign): string {
  if (sign.kind === "slur") return "slur";
  if (sign.kind === "tuplet")
    return TUPLETS[sign.name?.split(":")[0] ?? ""] ?? `tuplet ${sign.name}`;
  const said = textOf(sign);
  const kind = KINDS[sign.kind];
  return kind ? `${kind} ${said}`.trim() : (NAMES[said] ?? said.replaceAll("-", " "));
}

/** The sides that a press goes through: those of notes may also stand where they stand by themselves. */
export function turned(sign: Sign): Sign {
  const { side = "", ...others } = sign;
  if (isOfNote(sign)) {
    if (side === "") return { ...others, side: "below" };
    return side === "below" ? { ...others, side: "above" } : others;
  }
  return side === "below" ? others : { ...others, side: "below" };
}

/** The name of a sign in the engraved score: its voice, its sixteenth, and its number among those there. */
export const drawnName = (row: number, column: number, index: number): string =>
  `s-${ROW_LETTERS[row]}-${column}-${index}`;

const DRAWN = /^s-([SATBEF])-(\d+)-(\d+)$/;

/** Where a sign of the engraved score hangs; null for other names. */
export function placeOfDrawn(name: string): { row: number; column: number; index: number } | null {
  const [, letter = "", column, index] = DRAWN.exec(name) ?? [];
  const row = (ROW_LETTERS as readonly string[]).indexOf(letter);
  return row < 0 ? null : { row, column: Number(column), index: Number(index) };
}
