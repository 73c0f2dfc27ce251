// One cell: what stands there, its state by pattern and colour, its pin; doubt, faults, difference and people.
import { createMemo, Show } from "solid-js";
import { type Cell, cellKey, DEFAULT_PIN, flatOf, isHeld, STATE_NAMES } from "../../domain/cells";
import { cellName, symbolLabel } from "../../domain/plain/shape";
import type { KindShape } from "../../protocol";
import { currentDocument } from "../../state/document/document";
import {
  brushState,
  shownColumns,
  shownDoubt,
  shownGrid,
  shownPending,
  shownPins,
  shownStates,
  stage,
} from "../../state/stage/open";
import { personColour } from "../../ui/personColour";
import { cursorCell, isBrushed, isSelected, others } from "./acts";
import { CellField } from "./CellField";
import { typedCell } from "./typing";

export function CellView(props: {
  shape: KindShape;
  cell: Cell;
  /** Takes the focus while no cell has the cursor. */
  isFirst: boolean;
  isFault: boolean;
}) {
  const { row, column } = props.cell;
  const symbol = createMemo(() => shownGrid()[row]?.[column] ?? 0);
  const label = () => symbolLabel(props.shape, symbol());
  const state = createMemo(() =>
    isBrushed(props.cell) ? brushState() : (shownStates()[row]?.[column] ?? 0),
  );
  const pin = createMemo(() => shownPins()[row]?.[column] ?? true);
  const isCursor = createMemo(() => cursorCell()?.row === row && cursorCell()?.column === column);
  const isTypedInto = createMemo(() => typedCell()?.row === row && typedCell()?.column === column);
  const flat = () => flatOf(props.cell, shownColumns().length);
  const doubt = () => shownDoubt()?.[flat()];
  const differs = () =>
    stage().view === "candidate" && currentDocument()?.symbols()[row]?.[column] !== symbol();
  const author = () =>
    stage().view === "canvas"
      ? currentDocument()
          ?.authors()
          .get(cellKey(shownColumns()[column] ?? "", row))
      : undefined;
  const person = createMemo(() =>
    others().find((one) => one.cursor?.[0] === shownColumns()[column] && one.cursor?.[1] === row),
  );
  const spoken = () => {
    const held = isHeld(state(), pin()) ? ", pinned" : "";
    const name = cellName(props.shape, props.cell);
    return `${name}: ${label() || "nothing"}, ${STATE_NAMES[state()]}${held}`;
  };
  return (
    <span
      class={`plain-cell ${STATE_NAMES[state()]}`}
      classList={{
        empty: label() === "",
        "is-selected": isSelected(props.cell),
        "is-cursor": isCursor(),
        "is-typed-into": isTypedInto(),
        "is-fault": props.isFault,
        "is-pending": shownPending().has(flat()),
        doubted: doubt() !== undefined,
        differs: differs(),
        "by-model": author() === "model",
        "by-edited": author() === "edited",
        "has-person": person() !== undefined,
        locked: pin() && !DEFAULT_PIN[state()],
        unlocked: !pin() && DEFAULT_PIN[state()],
      }}
      style={{
        "--doubted": doubt() === undefined ? undefined : String(doubt()),
        "--person": person() && personColour(person()!.person.id),
      }}
      role="gridcell"
      data-cell={`${row}:${column}`}
      aria-colindex={column + 1}
      aria-selected={isSelected(props.cell)}
      aria-label={spoken()}
      title={person()?.person.name}
      tabIndex={isCursor() || props.isFirst ? 0 : -1}
    >
      <Show when={isTypedInto()} fallback={label()}>
        <CellField shape={props.shape} cell={props.cell} name={cellName(props.shape, props.cell)} />
      </Show>
    </span>
  );
}
