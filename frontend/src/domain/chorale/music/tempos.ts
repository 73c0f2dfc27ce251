// How fast a chorale goes where: tempo marks hang on cells as signs (sunmask/chorale/music/signs.py), and each holds
// up to the next one. Twin of sunmask/chorale/music/tempos.py (tests/cases/tempos.json).

/** From a column on, so many quarter notes a minute. */
export type TempoChange = readonly [column: number, tempo: number];

/** A sign as a file or a person has it, as far as it says a tempo. */
export interface TempoSign {
  kind: "metronome" | "words";
  /** Note value of a mark; words have none. */
  name?: string;
  text?: string;
  dots?: number;
  value: number;
}

const QUARTERS: Readonly<Record<string, number>> = {
  whole: 4,
  half: 2,
  quarter: 1,
  eighth: 0.5,
  "16th": 0.25,
  "32nd": 0.125,
};

/** Whether this is a mark with a number, or words as "Allegro" that stand for one. */
export function isTempo(sign: unknown): sign is TempoSign {
  const { kind, value } = (sign ?? {}) as Partial<TempoSign>;
  return (kind === "metronome" || kind === "words") && typeof value === "number" && value > 0;
}

/** Quarter notes a minute. */
export const quartersOf = ({ name = "", dots = 0, value }: TempoSign): number =>
  value * (QUARTERS[name] ?? 1) * (2 - 0.5 ** dots);

/** The changes among the signs of cells: one for each column, of numbers and words the number, of voices the upper. */
export function temposOf(
  signs: Iterable<readonly [row: number, column: number, here: readonly unknown[]]>,
): TempoChange[] {
  const found = new Map<number, { rank: number; tempo: number }>();
  for (const [row, column, here] of signs)
    for (const sign of here.filter(isTempo)) {
      const rank = 2 * row + (sign.kind === "words" ? 1 : 0);
      const before = found.get(column);
      if (!before || rank < before.rank) found.set(column, { rank, tempo: quartersOf(sign) });
    }
  return [...found]
    .map(([column, { tempo }]): TempoChange => [column, tempo])
    .sort(([one], [other]) => one - other);
}

/** The changes that metadata in view say. */
export const temposIn = (value: unknown): readonly TempoChange[] =>
  (Array.isArray(value) ? value : []).filter(
    (change): change is TempoChange =>
      Array.isArray(change) && change.length === 2 && change.every(Number.isFinite),
  );

/** Quarter notes a minute at a column. first: of the piece, where no change came yet. */
export const tempoAt = (column: number, first: number, changes: readonly TempoChange[]): number =>
  changes.findLast(([at]) => at <= column)?.[1] ?? first;

/** Seconds of a sixteenth at a column. Where another tempo was chosen, it changes as much as the written one does. */
export const sixteenthSeconds = (
  column: number,
  { written, chosen }: { written: number; chosen: number },
  changes: readonly TempoChange[],
): number => (15 * written) / (chosen * tempoAt(column, written, changes));

/** What a codec's JSON says beside its metadata of how a chorale is played. */
export function playedAs(
  content: Readonly<Record<string, unknown>> | null | undefined,
): Readonly<Record<string, unknown>> {
  const { form, signs, fermatas } = content ?? {};
  const tempos = Array.isArray(signs) ? temposOf(signs) : [];
  return {
    ...(form === undefined ? {} : { form }),
    ...(tempos.length === 0 ? {} : { tempos }),
    ...(signs === undefined ? {} : { signs }),
    ...(fermatas === undefined ? {} : { fermatas }),
  };
}
