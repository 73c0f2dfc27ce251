// The whole piece in one strip: which part of it is in view, and how far to scroll for another.
import { noteAt } from "../music/symbols";

/** Where a line of staves is on its page, in pixels, and the columns that it holds. */
export interface PlacedLine {
  top: number;
  height: number;
  first: number;
  end: number;
}

/** The column that is drawn at a height of the page, as if a line were read from its top to its bottom. */
function columnAtHeight(lines: readonly PlacedLine[], y: number): number {
  const line = lines.findLast(({ top }) => top <= y) ?? lines[0];
  if (!line) return 0;
  const share = Math.max(0, Math.min(1, (y - line.top) / Math.max(1, line.height)));
  return line.first + share * (line.end - line.first);
}

/** The columns between two heights of the page. */
export function columnsInView(
  lines: readonly PlacedLine[],
  top: number,
  height: number,
): { first: number; end: number } {
  return { first: columnAtHeight(lines, top), end: columnAtHeight(lines, top + height) };
}

/** How far down the page a column is. */
export function heightOf(lines: readonly PlacedLine[], column: number): number {
  const line = lines.findLast(({ first }) => first <= column) ?? lines[0];
  if (!line) return 0;
  const share = (column - line.first) / Math.max(1, line.end - line.first);
  return line.top + Math.max(0, Math.min(1, share)) * line.height;
}

/** The phrases of a piece, from the cells that have a fermata: each ends with the note that one stands on. */
export function phrasesOf(
  grid: readonly (readonly number[])[],
  fermatas: readonly { row: number; column: number }[],
): { first: number; end: number }[] {
  const numColumns = grid[0]?.length ?? 0;
  const ends = fermatas.map(({ row, column }) => {
    const note = noteAt(grid[row] ?? [], row, column);
    return note ? note.start + note.length : column + 1;
  });
  const inOrder = [...new Set([...ends, numColumns])].sort((one, other) => one - other);
  return inOrder
    .map((end, index) => ({ first: inOrder[index - 1] ?? 0, end }))
    .filter(({ first, end }) => end > first);
}
