// What a chorale can be composed on to: its empty voices, what is selected or marked, what is not written yet.
import { type Cell, cellSet, type Grid, MASKED } from "../cells";
import { type Composable, isAllMarked, type Proposal, shortEnough } from "../generation/proposals";
import { barLength, positionName, positionOf, readMeta } from "./music/bars";
import { noteAt } from "./music/symbols";
import { allVoices, areWholeBars, locationWords, voiceWords } from "./words/locationWords";

/** The likeliest first; at least one where there are bars. */
export function proposalsFor(canvas: Composable): Proposal[] {
  const grid = canvas.symbols as Grid;
  if ((grid[0]?.length ?? 0) === 0) return [];
  const found: Proposal[] = [];
  const selection = ofSelection(canvas, grid);
  const isFirst = !isSingle(canvas.selected, grid) && !isAllMarked(canvas);
  if (selection && isFirst) found.push(selection);
  if (canvas.free.length > 0) found.push({ label: markedWords(canvas, grid), cells: null });
  else found.push(...ofWhatIsThere(canvas, grid));
  if (selection && !isFirst) found.push(selection);
  return found;
}

function ofSelection(canvas: Composable, grid: Grid): Proposal | null {
  const { selected, meta } = canvas;
  if (selected.length === 0) return null;
  if (isSingle(selected, grid)) return { label: "Compose the selected note anew", cells: selected };
  const where = locationWords(selected, meta).replace(/^all voices in /, "");
  const isWhole = areWholeBars(selected, grid[0]?.length ?? 0, meta);
  const label = isWhole
    ? shortEnough(`Compose ${where}`, "Compose the selected bars")
    : shortEnough(`Compose selection, ${where}`, "Compose the selection");
  return { label, cells: selected };
}

/** Whether cells are one note or one rest: what a click selects. */
function isSingle(cells: readonly Cell[], grid: Grid): boolean {
  const [first] = cells;
  if (!first || cells.some(({ row }) => row !== first.row)) return false;
  const note = noteAt(grid[first.row] ?? [], first.row, first.column);
  return note === null
    ? cells.length === 1
    : cells.every(({ column }) => column >= note.start && column < note.start + note.length);
}

/** What pressing means where something is marked. */
function markedWords(canvas: Composable, grid: Grid): string {
  const { states, meta } = canvas;
  const { voices } = readMeta(meta);
  const free = canvas.free.filter(({ row }) => voices[row]?.part !== "");
  const [held] = canvas.free;
  if (free.length === 0 && held)
    return shortEnough(
      `${voices[held.row]?.name} has no part for the model: choose one in Score`,
      "Choose a part in Score first",
    );
  const numColumns = grid[0]?.length ?? 0;
  const rows = [...new Set(free.map(({ row }) => row))].sort((a, b) => a - b);
  if (free.every(({ row, column }) => states[row]?.[column] === MASKED)) {
    const where = locationWords(free, meta).replace(/^all voices in /, "");
    return shortEnough(`Rewrite ${where}`, "Rewrite what is doubted");
  }
  if (free.length === rows.length * numColumns) {
    if (rows.length === grid.length) return `Compose ${allVoices(grid.length)}`;
    const isHarmony = rows.every((row) => isEmpty(grid, row));
    return isHarmony
      ? `Harmonise ${voiceWords(rows, voices)}`
      : `Compose ${voiceWords(rows, voices)} anew`;
  }
  const where = locationWords(free, meta).replace(/^all voices in /, "");
  return shortEnough(`Compose ${where}`, "Compose what is marked");
}

/** Where nothing is marked: the voices that are empty, what has not been written, or all but the melody. */
function ofWhatIsThere(canvas: Composable, grid: Grid): Proposal[] {
  // Voices without a part for the model are held.
  const { voices } = readMeta(canvas.meta);
  const rows = [...grid.keys()].filter((row) => voices[row]?.part !== "");
  const all = voiceWords(rows, voices);
  const everything = { label: `Compose ${all}`, cells: allOf(grid, rows) };
  const empty = rows.filter((row) => isEmpty(grid, row));
  if (empty.length === rows.length) return [everything];
  const rest = continuation(canvas, grid);
  if (empty.length > 0)
    return [
      { label: `Harmonise ${voiceWords(empty, voices)}`, cells: allOf(grid, empty) },
      ...(rest ? [{ ...rest, label: `Harmonise and ${rest.label.toLowerCase()}` }] : []),
    ];
  const again = ofComposed(canvas, grid);
  const others = rest ? [rest] : [];
  if (again) return [...others, again, { ...everything, label: `Compose ${all} anew` }];
  const below = rows.slice(1);
  const anew = { label: `Compose ${voiceWords(below, voices)} anew`, cells: allOf(grid, below) };
  return rest ? [rest, anew] : [anew, { ...everything, label: `Compose ${all} anew` }];
}

/** What the model composed and somebody placed, free again. */
function ofComposed({ composed, meta }: Composable, grid: Grid): Proposal | null {
  if (composed.length === 0) return null;
  const { voices } = readMeta(meta);
  const placed = cellSet(composed);
  const rows = [...new Set(composed.map(({ row }) => row))].sort((a, b) => a - b);
  const areWhole = rows.every((row) =>
    grid[row]?.every((symbol, column) => symbol === 0 || placed.has({ row, column })),
  );
  if (areWhole) return { label: `Rework ${voiceWords(rows, voices)}`, cells: allOf(grid, rows) };
  const where = locationWords(composed, meta).replace(/^all voices in /, "");
  return { label: shortEnough(`Rework ${where}`, "Rework what was composed"), cells: composed };
}

/** The end that is still to be written: a bar or more after the last note of some voice. */
function continuation(canvas: Composable, grid: Grid): Proposal | null {
  const meta = readMeta(canvas.meta);
  const numColumns = grid[0]?.length ?? 0;
  const ends = grid.map((row) => row.findLastIndex((symbol) => symbol !== 0) + 1);
  const isShort = (end: number) => end > 0 && end + barLength(positionOf(end, meta)) <= numColumns;
  const short = ends.filter(isShort);
  if (short.length === 0) return null;
  const cells = ends.flatMap((end, row) =>
    isShort(end) || end === 0
      ? Array.from({ length: numColumns - end }, (_, at) => ({ row, column: end + at }))
      : [],
  );
  const { bar } = positionName(Math.min(...short), meta);
  return { label: `Continue from ${bar === 0 ? "the pickup" : `bar ${bar}`}`, cells };
}

const isEmpty = (grid: Grid, row: number): boolean =>
  grid[row]?.every((symbol) => symbol === 0) ?? true;

const allOf = (grid: Grid, rows: readonly number[]): Cell[] =>
  rows.flatMap((row) => (grid[row] ?? []).map((_, column) => ({ row, column })));
