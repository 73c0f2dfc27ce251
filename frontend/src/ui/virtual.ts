/** Which of many equally high rows are near the window, and where they lie. Pure. */

export interface Layout {
  /** Items beside each other. */
  numColumns: number;
  /** Height of a row with its gap, px. */
  rowHeight: number;
}

/** First and last item (exclusive) to have on the page, whole rows with `numSpare` more above and below. */
export function itemsInView(
  layout: Layout,
  total: number,
  scrollTop: number,
  viewHeight: number,
  numSpare = 2,
): { first: number; end: number } {
  const numRows = Math.ceil(total / layout.numColumns);
  const firstRow = Math.floor(Math.max(0, scrollTop) / layout.rowHeight) - numSpare;
  const endRow = Math.ceil((Math.max(0, scrollTop) + viewHeight) / layout.rowHeight) + numSpare;
  const clampRow = (row: number) => Math.max(0, Math.min(numRows, row));
  return {
    first: Math.min(total, clampRow(firstRow) * layout.numColumns),
    end: Math.min(total, clampRow(endRow) * layout.numColumns),
  };
}

/** Height of all rows, px. */
export const heightOf = (layout: Layout, total: number): number =>
  Math.ceil(total / layout.numColumns) * layout.rowHeight;

/** Top of an item's row, px. */
export const topOf = (layout: Layout, index: number): number =>
  Math.floor(index / layout.numColumns) * layout.rowHeight;

/** Where to scroll so that an item is wholly seen; the same place where it is already. */
export function scrollToShow(
  layout: Layout,
  index: number,
  scrollTop: number,
  viewHeight: number,
): number {
  const top = topOf(layout, index);
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + layout.rowHeight - viewHeight);
}

/** The item that a key leads to; null where the key means something else. */
export function itemAfterKey(
  key: string,
  index: number,
  total: number,
  layout: Layout,
  viewHeight: number,
): number | null {
  const rowsOnPage = Math.max(1, Math.floor(viewHeight / layout.rowHeight) - 1);
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -layout.numColumns,
    ArrowDown: layout.numColumns,
    PageUp: -rowsOnPage * layout.numColumns,
    PageDown: rowsOnPage * layout.numColumns,
  };
  if (total === 0) return null;
  if (key === "Home") return 0;
  if (key === "End") return total - 1;
  const step = steps[key];
  if (step === undefined) return null;
  const next = index + step;
  if (Math.abs(step) === 1 || Math.abs(step) > layout.numColumns)
    return Math.max(0, Math.min(total - 1, next));
  // One row up or down stays in its column: there is nothing beyond the first and last row.
  if (next < 0) return index;
  if (next < total) return next;
  const isLastRow =
    Math.floor(index / layout.numColumns) === Math.floor((total - 1) / layout.numColumns);
  return isLastRow ? index : total - 1;
}
