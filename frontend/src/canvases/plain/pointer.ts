// Fingers and mice on cells: drag to select or to paint, press to ask.
import type { Cell } from "../../domain/cells";
import { clearSelection, openAlternatives, tool } from "../../state/stage/open";
import { brush, cellAt, cursorCell, endBrush, forgetBrush, putCursor, selectBetween } from "./acts";

/** Listen on the element of the cells; returns the function that stops. write: what a double click does. */
export function followPointers(frame: HTMLElement, write: (cell: Cell) => void): () => void {
  let from: Cell | null = null;

  function onDown(event: PointerEvent): void {
    if (event.button !== 0 || (event.target as Element).closest("input")) return;
    const cell = cellAt(event.clientX, event.clientY);
    if (!cell) return clearSelection();
    event.preventDefault();
    const before = cursorCell();
    putCursor(cell);
    frame
      .querySelector<HTMLElement>(`[data-cell="${cell.row}:${cell.column}"]`)
      ?.focus({ preventScroll: true });
    if (tool() === "ask") return void openAlternatives([cell]);
    from = event.shiftKey && before ? before : cell;
    frame.setPointerCapture(event.pointerId);
    if (tool() === "paint") brush(cell);
    else selectBetween(from, cell);
  }

  function onMove(event: PointerEvent): void {
    const cell = from && cellAt(event.clientX, event.clientY);
    if (!from || !cell) return;
    if (tool() === "paint") return brush(cell);
    putCursor(cell);
    selectBetween(from, cell);
  }

  function onDoubleClick(event: MouseEvent): void {
    const cell = cellAt(event.clientX, event.clientY);
    if (cell && tool() === "select") write(cell);
  }

  const onUp = () => {
    from = null;
    endBrush();
  };
  const onCancel = () => {
    from = null;
    forgetBrush();
  };
  const listeners = {
    pointerdown: onDown,
    pointermove: onMove,
    pointerup: onUp,
    pointercancel: onCancel,
    dblclick: onDoubleClick,
  } as const;
  for (const [name, listen] of Object.entries(listeners))
    frame.addEventListener(name, listen as EventListener);
  return () => {
    for (const [name, listen] of Object.entries(listeners))
      frame.removeEventListener(name, listen as EventListener);
  };
}
