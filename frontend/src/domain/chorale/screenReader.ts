// What a screen reader says of a cell.
import { type CellState, DEFAULT_PIN, STATE_NAMES } from "../cells";
import { type ChoraleMeta, positionName } from "./bars";
import { spokenPitch } from "./spelling";
import { isOnset } from "./symbols";
import { voiceName } from "./voices";

/** "bar 3 beat 2 alto F sharp 4, renoisable"; continuations and odd pins are said too. */
export function spokenCell(
  cell: { row: number; column: number },
  symbols: readonly (readonly number[])[],
  state: CellState,
  isPinned: boolean,
  meta: ChoraleMeta,
): string {
  const { bar, beat } = positionName(cell.column, meta);
  const symbol = symbols[cell.row]?.[cell.column] ?? 0;
  const place = bar === 0 ? `pickup beat ${beat}` : `bar ${bar} beat ${beat}`;
  const voice = voiceName(cell.row, meta.voices);
  let sound = "rest";
  if (symbol !== 0) {
    sound = spokenPitch(Math.abs(symbol), meta);
    if (!isOnset(symbols[cell.row] ?? [], cell.column)) sound += " held on";
  }
  const pin = isPinned === DEFAULT_PIN[state] ? "" : isPinned ? ", pinned" : ", not pinned";
  return `${place} ${voice} ${sound}, ${STATE_NAMES[state]}${pin}`;
}
