// The canvas for those who do not see it: a grid whose cells around the cursor are in the page, each with
// its text; the cell under the cursor takes the focus and says itself.
import { createEffect, createMemo, For } from "solid-js";
import { spokenCell } from "../../../domain/chorale/words/screenReader";
import { isJsonEqual } from "../../../domain/document/jsonEqual";
import { currentDocument } from "../../../state/document/document";
import { shownColumns, shownGrid, shownStates } from "../../../state/stage/open";
import { previewPins } from "../gestures/preview";
import { cursorAt, isSelected, shownMeta, shownVoices } from "../inView";
import { writtenAs } from "../letters";

/** Columns at each side of the cursor that are in the page. */
const REACH = 1;

export function CellGrid() {
  let grid!: HTMLDivElement;
  const cursor = createMemo(() => cursorAt() ?? { row: 0, column: 0 });
  const columns = createMemo(
    () => {
      const { column } = cursor();
      const ids = shownColumns();
      const from = Math.max(0, column - REACH);
      return ids.slice(from, column + REACH + 1).map((id, index) => ({ id, column: from + index }));
    },
    [],
    { equals: isJsonEqual },
  );
  const text = (row: number, column: number) =>
    spokenCell(
      { row, column },
      shownGrid(),
      shownStates()[row]?.[column] ?? 0,
      previewPins()[row]?.[column] ?? true,
      shownMeta(),
      writtenAs,
    );

  createEffect(() => {
    const { row, column } = cursor();
    const id = shownColumns()[column];
    if (!cursorAt()) return;
    // Only from roll and score, or where nothing has it: a cursor that moves takes nobody's focus away.
    const focused = document.activeElement;
    const isFree =
      !focused || focused === document.body || focused.matches(".roll-scroll, .score-scroll");
    if (!isFree && !grid.contains(focused)) return;
    grid.querySelector<HTMLElement>(`[data-cell="${id}:${row}"]`)?.focus({ preventScroll: true });
  });

  return (
    <div
      ref={grid}
      class="cell-grid"
      role="grid"
      aria-label={`${String(currentDocument()?.meta().title ?? "Chorale")}, voices by sixteenths`}
      aria-rowcount={shownVoices().length}
      aria-colcount={shownColumns().length}
      aria-multiselectable="true"
      aria-readonly={!currentDocument()?.canEdit()}
      data-testid="cell-grid"
    >
      <For each={[...shownVoices().keys()]}>
        {(row) => (
          <div role="row" aria-rowindex={row + 1} aria-label={shownVoices()[row]?.name}>
            <For each={columns()}>
              {(cell) => (
                <div
                  role="gridcell"
                  aria-colindex={cell.column + 1}
                  aria-selected={isSelected({ row, column: cell.column })}
                  tabindex={cursor().row === row && cursor().column === cell.column ? 0 : -1}
                  data-cell={`${cell.id}:${row}`}
                >
                  {text(row, cell.column)}
                </div>
              )}
            </For>
          </div>
        )}
      </For>
    </div>
  );
}
