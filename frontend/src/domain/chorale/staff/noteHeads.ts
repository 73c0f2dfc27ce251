// Heads and rests of an engraved score, and the cells that each stands for. A long note is several heads.
import { ROW_LETTERS } from "../music/voices";

export interface Head {
  /** "n-S-0", or "r-S-0" for a rest: the voice and the sixteenth that it begins at. */
  id: string;
  row: number;
  start: number;
  /** Sixteenths, up to the next head or rest of its voice. */
  length: number;
}

const ID = /^[nr]-([SATBEF])-(\d+)$/;

/** The heads by row and in order, from the ids in the drawing; other ids are passed over. */
export function headsOf(ids: Iterable<string>, numColumns: number): Head[][] {
  const rows: Head[][] = ROW_LETTERS.map(() => []);
  for (const id of ids) {
    const [, letter, start] = ID.exec(id) ?? [];
    if (letter === undefined) continue;
    const row = ROW_LETTERS.indexOf(letter as (typeof ROW_LETTERS)[number]);
    rows[row]?.push({ id, row, start: Number(start), length: 0 });
  }
  for (const heads of rows) {
    heads.sort((one, other) => one.start - other.start);
    heads.forEach((head, index) => {
      head.length = (heads[index + 1]?.start ?? numColumns) - head.start;
    });
  }
  return rows;
}

/** The head or rest that a cell belongs to. */
export function headAt(heads: readonly Head[][], row: number, column: number): Head | null {
  return (
    heads[row]?.find(({ start, length }) => column >= start && column < start + length) ?? null
  );
}
