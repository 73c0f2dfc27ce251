/**
 * What a package of a kind may bring to draw its canvases: a module that exports `mount(page)`. docs/new-kind.md
 * tells its authors; what is said here and there must agree.
 */

import {
  type AnyGrid,
  type Cell,
  isCellState,
  type PinGrid,
  type StateGrid,
} from "../../domain/cells";
import type { CellSymbol } from "../../protocol";

/** What is in view, as it is at one moment. */
export interface PageView {
  symbols: AnyGrid;
  states: StateGrid;
  /** Whether each value may not change. */
  pins: PinGrid;
  /** One id a column, which outlives edits of others. */
  columns: readonly string[];
  /** The symbols of the canvas itself, to show what a candidate changes. */
  canvas: AnyGrid;
  selected: readonly Cell[];
  /** Null while the canvas itself is in view; step is null before the first. */
  candidate: {
    generation: string;
    candidate: number;
    step: number | null;
    isRunning: boolean;
  } | null;
  canEdit: boolean;
  theme: "light" | "dark";
}

export interface PageChange extends Cell {
  symbol?: CellSymbol;
  state?: 0 | 1 | 2;
  /** null: as the state has it by itself. */
  pin?: boolean | null;
}

/** What a module is handed. */
export interface Page {
  /** Empty, and the module's own. */
  element: HTMLElement;
  kind: {
    name: string;
    rowNames: readonly string[];
    symbolLabels: Readonly<Record<string, string>>;
  };
  now(): PageView;
  /** Call at once, and whenever something of the view changes; the function that is returned ends that. */
  subscribe(listener: (view: PageView) => void): () => void;
  /** One edit that can be undone; of a running candidate, acts. False where the person may not. */
  edit(changes: readonly PageChange[]): boolean;
  select(cells: readonly Cell[]): void;
}

export interface PageModule {
  /** Returns what ends it. */
  mount(page: Page): () => void;
}

/** Raises an Error with a sentence for what is no such module. */
export async function loadPage(
  address: string,
  load: (address: string) => Promise<unknown> = (from) => import(/* @vite-ignore */ from),
): Promise<PageModule> {
  const module = (await load(address)) as Partial<PageModule>;
  if (typeof module.mount !== "function")
    throw new Error("expected a module that exports mount(page)");
  return module as PageModule;
}

/** Raises an Error for changes that are none of this grid. */
export function checkChanges(changes: readonly PageChange[], grid: AnyGrid): void {
  for (const { row, column, symbol, state, pin } of changes) {
    if (grid[row]?.[column] === undefined)
      throw new Error(`expected a cell of the grid, got row ${row}, column ${column}`);
    if (symbol !== undefined && typeof symbol !== typeof grid[row][column])
      throw new Error(`expected a symbol such as ${grid[row][column]}, got ${String(symbol)}`);
    if (state !== undefined && !isCellState(state))
      throw new Error(`expected a state 0, 1 or 2, got ${String(state)}`);
    if (pin !== undefined && pin !== null && typeof pin !== "boolean")
      throw new Error(`expected a pin true, false or null, got ${String(pin)}`);
  }
}

/** Whether something that went wrong in the window is of the module at this address. */
export function isOfModule(address: string, event: ErrorEvent | PromiseRejectionEvent): boolean {
  if ("reason" in event) return String(event.reason?.stack ?? "").includes(address);
  return event.filename.includes(address) || String(event.error?.stack ?? "").includes(address);
}

/** What to tell people of a failure. */
export const failureSentence = (failure: unknown): string =>
  failure instanceof Error ? failure.message : String(failure);
