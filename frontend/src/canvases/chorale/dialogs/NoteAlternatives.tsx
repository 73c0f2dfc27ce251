// The alternatives of a note, beside it in roll or score.
import { createMemo } from "solid-js";
import { hearChord } from "../../../audio/player";
import { positionName } from "../../../domain/chorale/music/bars";
import { type Note, noteAt } from "../../../domain/chorale/music/symbols";
import type { Alternative } from "../../../protocol";
import { alternatives, shownGrid } from "../../../state/stage/open";
import { Alternatives, type AlternativesProps } from "../../common/Alternatives";
import { withSymbols } from "../gestures/preview";
import { shownMeta, shownVoices } from "../inView";
import { noteName } from "../letters";

/** `placeOf`: where a note stands, in pixels of the window. */
export function NoteAlternatives(props: { placeOf: (note: Note) => AlternativesProps["place"] }) {
  const first = () => alternatives()?.cells[0] ?? null;
  const note = createMemo(() => {
    const cell = first();
    return cell ? noteAt(shownGrid()[cell.row] ?? [], cell.row, cell.column) : null;
  });
  const place = createMemo(() => {
    const one = note();
    return one ? props.placeOf(one) : null;
  });
  const name = () => {
    const cell = first();
    if (!cell) return "";
    const { bar, beat } = positionName(cell.column, shownMeta());
    const where = bar === 0 ? `pickup beat ${beat}` : `bar ${bar} beat ${beat}`;
    return `${shownVoices()[cell.row]?.name ?? ""}, ${where}`;
  };
  const now = () => {
    const one = note();
    return one ? noteName(one) : "rest";
  };
  const hear = (choice: Alternative) => {
    const open = alternatives();
    const cell = open?.cells[0];
    if (!open || !cell) return;
    const grid = withSymbols(shownGrid(), open.cells, choice.symbols);
    hearChord(grid.map((row) => Math.abs(row[cell.column] ?? 0)));
  };
  return <Alternatives place={place()} name={name()} now={now()} hear={hear} />;
}
