// The states and pins in force in a candidate at a step: as frozen, then as people's acts changed them.
import type { Act } from "../../protocol";
import {
  type Cell,
  type CellState,
  cellOf,
  DEFAULT_PIN,
  flatOf,
  type PinGrid,
  RENOISABLE,
  type StateGrid,
} from "../cells";

export interface PlanInForce {
  states: StateGrid;
  pins: PinGrid;
}

/** Whether an act is about this candidate. */
export const concerns = (act: Act, candidate: number): boolean =>
  act.candidate === null || act.candidate === candidate;

/**
 * The plan under which step `step` of a candidate was made: acts that hold from that step or an earlier
 * one, in their order. Rows that no act touched keep their identity.
 */
export function planInForce(
  frozen: { states: readonly (readonly number[])[]; pins: readonly (readonly boolean[])[] },
  acts: readonly Act[],
  candidate: number,
  step: number,
): PlanInForce {
  const plan = {
    states: frozen.states as StateGrid,
    pins: frozen.pins as PinGrid,
  };
  const inForce = acts.filter(
    (act) => concerns(act, candidate) && act.from_step !== null && act.from_step <= step,
  );
  return inForce.reduce(
    (before, act) => withPainted(before, act.cells, act.state as CellState | null, act.pinned),
    plan,
  );
}

/** A plan with some cells painted; null leaves the state or the pin as it is. */
export function withPainted(
  plan: PlanInForce,
  cells: readonly number[],
  state: CellState | null,
  pinned: boolean | null,
): PlanInForce {
  const numColumns = plan.states[0]?.length ?? 0;
  if (numColumns === 0 || cells.length === 0 || (state === null && pinned === null)) return plan;
  const states = [...plan.states] as CellState[][];
  const pins = [...plan.pins] as boolean[][];
  for (const row of new Set(cells.map((cell) => cellOf(cell, numColumns).row))) {
    states[row] = [...(states[row] ?? [])];
    pins[row] = [...(pins[row] ?? [])];
  }
  for (const cell of cells) {
    const { row, column } = cellOf(cell, numColumns);
    const cellStates = states[row];
    const cellPins = pins[row];
    if (!cellStates || !cellPins) continue;
    if (state !== null) cellStates[column] = state;
    // Renoisable never pins; a state without a word on its pin leaves the pin that was.
    if (cellStates[column] === RENOISABLE) cellPins[column] = false;
    else if (pinned !== null) cellPins[column] = pinned;
  }
  return { states, pins };
}

/** A change of one cell. Absent fields stay as they are; `pin: null` resets the pin to its state's default. */
export interface CellEdit extends Cell {
  state?: CellState;
  pin?: boolean | null;
  symbol?: number | string;
}

/** Edits as acts say them: one for each state and pin, flat cells in rising order. */
export function actsFromEdits(
  edits: readonly CellEdit[],
  numColumns: number,
): {
  cells: number[];
  state?: CellState;
  pinned?: boolean;
  symbols?: (number | string)[];
}[] {
  const groups = new Map<string, CellEdit[]>();
  for (const edit of edits) {
    const key = `${edit.state} ${pinOf(edit)} ${edit.symbol !== undefined}`;
    const group = groups.get(key);
    if (group) group.push(edit);
    else groups.set(key, [edit]);
  }
  return [...groups.values()].map((group) => {
    const ordered = [...group].sort(
      (one, other) => one.row - other.row || one.column - other.column,
    );
    const { state, symbol } = ordered[0] as CellEdit;
    const pinned = pinOf(ordered[0] as CellEdit);
    return {
      cells: ordered.map((edit) => flatOf(edit, numColumns)),
      ...(state === undefined ? {} : { state }),
      ...(pinned === undefined ? {} : { pinned }),
      ...(symbol === undefined
        ? {}
        : { symbols: ordered.map((edit) => edit.symbol as number | string) }),
    };
  });
}

/** The pin that an edit asks for: its own, otherwise that of the state it paints. */
function pinOf(edit: CellEdit): boolean | undefined {
  if (typeof edit.pin === "boolean") return edit.pin;
  return edit.state === undefined ? undefined : DEFAULT_PIN[edit.state];
}

/** Cells of acts that no worker has taken up yet. */
export function pendingCells(acts: readonly Act[], candidate: number): ReadonlySet<number> {
  const pending = acts.filter((act) => concerns(act, candidate) && act.from_step === null);
  return new Set(pending.flatMap((act) => act.cells));
}
