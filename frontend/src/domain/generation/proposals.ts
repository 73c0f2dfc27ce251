// What one press of the large button may do: named from what is on the canvas and what is selected.
import { type AnyGrid, type Cell, type CellState, cellSet, type StateGrid } from "../cells";

/** A canvas as proposals look at it. */
export interface Composable {
  symbols: AnyGrid;
  states: StateGrid;
  /** Cells that may change. */
  free: readonly Cell[];
  /** Kept cells that the model composed. */
  composed: readonly Cell[];
  /** Cells that a person has selected to do something with; none where the selection means nothing. */
  selected: readonly Cell[];
  meta: Readonly<Record<string, unknown>>;
}

export interface Proposal {
  /** "Harmonise alto, tenor, bass". */
  label: string;
  /** What is composed while everything else is kept; null: what is marked, as it is marked. */
  cells: readonly Cell[] | null;
  /** How these are marked; renoisable where nothing is said. */
  state?: CellState;
  /** Makes room for it on the canvas first. */
  prepare?: () => void;
  /** Makes room for it once it is marked. */
  makeRoom?: () => void;
  /** What it asks for in place of what is chosen, by the settings' names. */
  values?: Readonly<Record<string, number | boolean | string>>;
}

/** A label that still fits a button. */
export const MOST_LETTERS = 44;

/** The first that fits; the last where none does. */
export const shortEnough = (...labels: readonly string[]): string =>
  labels.find((label) => label.length <= MOST_LETTERS) ?? labels.at(-1) ?? "";

/** Whether what is selected is marked already: it was painted a moment ago, perhaps after other places. */
export function isAllMarked({ free, selected }: Pick<Composable, "free" | "selected">): boolean {
  const marked = cellSet(free);
  return selected.every((cell) => marked.has(cell));
}
