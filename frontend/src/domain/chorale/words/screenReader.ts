// What a screen reader says of a cell.
import { type CellState, DEFAULT_PIN, STATE_NAMES } from "../../cells";
import { type ChoraleMeta, positionName } from "../music/bars";
import { type SpelledPitch, spell, spokenName } from "../music/spelling";
import { isOnset, type Note, noteAt } from "../music/symbols";
import { voiceName } from "../music/voices";

/** "bar 3 beat 2 alto F sharp 4, renoisable"; continuations and odd pins are said too. */
export function spokenCell(
  cell: { row: number; column: number },
  symbols: readonly (readonly number[])[],
  state: CellState,
  isPinned: boolean,
  meta: ChoraleMeta,
  writtenAs: (note: Note) => SpelledPitch = ({ pitch }) => spell(pitch, meta),
): string {
  const { bar, beat } = positionName(cell.column, meta);
  const place = bar === 0 ? `pickup beat ${beat}` : `bar ${bar} beat ${beat}`;
  const voice = voiceName(cell.row, meta.voices);
  let sound = "rest";
  const note = noteAt(symbols[cell.row] ?? [], cell.row, cell.column);
  if (note) {
    sound = spokenName(writtenAs(note));
    if (!isOnset(symbols[cell.row] ?? [], cell.column)) sound += " held on";
  }
  const pin = isPinned === DEFAULT_PIN[state] ? "" : isPinned ? ", pinned" : ", not pinned";
  return `${place} ${voice} ${sound}, ${STATE_NAMES[state]}${pin}`;
}
