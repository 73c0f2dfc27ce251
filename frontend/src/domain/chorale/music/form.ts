// Signs of form: repeats, endings, jumps, and the order in which a piece is played (sunmask/chorale/music/form.py).

/** Signs by column: what begins something on its first sixteenth, what ends something on its last. */
export type Form = ReadonlyMap<number, readonly string[]>;

/** Columns that are played in a row: from `start` up to, and without, `end`. */
export interface Span {
  start: number;
  end: number;
}

/** What can be written at a bar, as people call it. */
export const FORM_NAMES: Readonly<Record<string, string>> = {
  "start-repeat": "Repeat from here",
  "end-repeat": "Repeat up to here",
  "ending-1": "First ending from here",
  "ending-2": "Second ending from here",
  "end-ending": "Ending up to here",
  "double-bar": "Double bar line",
  segno: "Segno 𝄋",
  coda: "Coda 𝄌",
  "to-coda": "To Coda",
  fine: "Fine",
  "da-capo": "D.C.",
  "da-capo-al-fine": "D.C. al Fine",
  "da-capo-al-coda": "D.C. al Coda",
  "dal-segno": "D.S.",
  "dal-segno-al-fine": "D.S. al Fine",
  "dal-segno-al-coda": "D.S. al Coda",
};
const NUMBERED = /^(ending-[1-9](-[1-9])*|end-repeat-[3-9])$/;
const MOST_SPANS = 256;

const isForm = (name: unknown): name is string =>
  typeof name === "string" && (Object.hasOwn(FORM_NAMES, name) || NUMBERED.test(name));

export const isBeginning = (name: string): boolean =>
  ["start-repeat", "segno", "coda"].includes(name) || name.startsWith("ending-");

const isJump = (name: string): boolean =>
  name.startsWith("da-capo") || name.startsWith("dal-segno");

/** What people call a sign, also one with a number. */
export function formName(name: string): string {
  const numbers = name.match(/\d/g)?.join(", ") ?? "";
  if (name.startsWith("end-repeat-")) return `Repeat up to here, ${numbers} times`;
  return FORM_NAMES[name] ?? `Ending ${numbers} from here`;
}

/** The signs among what metadata or a document has: (column, names). */
export function formIn(value: unknown): Form {
  const pairs = Array.isArray(value) ? value : [];
  return new Map(
    pairs.flatMap((pair): [number, string[]][] => {
      const [column, names] = Array.isArray(pair) ? pair : [];
      const found = Array.isArray(names) ? [...new Set(names.filter(isForm))] : [];
      return Number.isInteger(column) && column >= 0 && found.length > 0 ? [[column, found]] : [];
    }),
  );
}

interface Ending {
  start: number;
  end: number;
  times: number[];
  /** Of those that follow each other. */
  isLast: boolean;
}

/** The piece in the order in which it is played. After a jump back no repeat is, and the last of several endings. */
export function played(form: Form, numColumns: number): Span[] {
  const player = new Player(form, numColumns);
  const found: Span[] = [];
  for (let at: number | null = 0; at !== null && at < numColumns && found.length < MOST_SPANS; ) {
    const start = player.entered(at);
    const { end, next } = player.read(start);
    const before = found.at(-1);
    if (end > start && before?.end === start) before.end = end;
    else if (end > start) found.push({ start, end });
    at = next;
  }
  return found;
}

class Player {
  private readonly endings: ReadonlyMap<number, Ending>;
  private repeatStart = 0;
  private times = 1;
  private jump = "";

  constructor(
    private readonly form: Form,
    private readonly numColumns: number,
  ) {
    this.endings = endingsOf(form, numColumns);
  }

  /** Where it goes on, past endings for other times. */
  entered(at: number): number {
    let start = at;
    for (let here = this.endings.get(start); here; here = this.endings.get(start)) {
      if (this.jump ? here.isLast : here.times.includes(this.times)) break;
      start = here.end;
    }
    return start;
  }

  /** Read on to where something leads elsewhere. */
  read(start: number): { end: number; next: number | null } {
    for (let column = start; column < this.numColumns; column++) {
      if (column > start && this.endings.has(column)) return { end: column, next: column };
      const names = this.form.get(column) ?? [];
      if (names.includes("start-repeat") && column !== this.repeatStart) {
        this.repeatStart = column;
        this.times = 1;
      }
      const next = names.some((name) => !isBeginning(name)) ? this.led(column, names) : undefined;
      if (next !== undefined) return { end: column + 1, next };
    }
    return { end: this.numColumns, next: null };
  }

  /** Where the signs at the end of a column lead; null: to the end; undefined: nowhere else. */
  private led(column: number, names: readonly string[]): number | null | undefined {
    if (this.jump.endsWith("al-fine") && names.includes("fine")) return null;
    if (this.jump.endsWith("al-coda") && names.includes("to-coda")) return this.first("coda");
    const repeat = names.find((name) => name.startsWith("end-repeat"));
    if (repeat && !this.jump && this.times < this.mostTimes(column, repeat)) {
      this.times += 1;
      return this.repeatStart;
    }
    if ((repeat || names.includes("end-ending")) && (!this.endings.has(column + 1) || this.jump)) {
      this.repeatStart = column + 1;
      this.times = 1;
    }
    const jump = names.find(isJump);
    if (!jump || this.jump) return undefined;
    this.jump = jump;
    return jump.startsWith("dal-segno") ? this.first("segno") : 0;
  }

  private mostTimes(column: number, repeat: string): number {
    let inside = [...this.endings.values()].find(
      ({ start, end }) => start <= column && column < end,
    );
    if (!inside) return Number(/\d$/.exec(repeat)?.[0] ?? 2);
    let most = Math.max(...inside.times);
    while (inside && !inside.isLast) {
      inside = this.endings.get(inside.end);
      most = Math.max(most, ...(inside?.times ?? []));
    }
    return most;
  }

  private first(name: string): number {
    const columns = [...this.form].flatMap(([column, names]) =>
      names.includes(name) ? [column] : [],
    );
    return columns.length === 0 ? 0 : Math.min(...columns);
  }
}

function endingsOf(form: Form, numColumns: number): Map<number, Ending> {
  const starts = new Map<number, number[]>();
  for (const [column, names] of [...form].sort(([one], [other]) => one - other))
    for (const name of names)
      if (name.startsWith("ending-")) starts.set(column, name.split("-").slice(1).map(Number));
  return new Map(
    [...starts].map(([start, times]) => {
      const stops = [...form].flatMap(([column, names]) =>
        column >= start && names.includes("end-ending") ? [column + 1] : [],
      );
      const others = [...starts.keys()].filter((other) => other > start);
      const end = Math.min(...stops, ...others, numColumns);
      return [start, { start, end, times, isLast: !starts.has(end) }];
    }),
  );
}
