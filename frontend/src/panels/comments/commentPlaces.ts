/** Places that comments hang on, in words: where, what stands there, and what is gone. */

import type { CanvasKind } from "../../canvases/common/kind";
import { openKind } from "../../canvases/registry";
import type { Cell } from "../../domain/cells";
import type { NewComment } from "../../protocol";
import { type Place, placeOf } from "../../state/comments";
import type { CanvasDocument } from "../../state/document/document";
import type { Studio } from "../../state/stage/studio";

/** What a comment can be written on, and how it is offered. */
export interface Offer {
  words: string;
  anchor: Omit<NewComment, "text" | "thread">;
}

const MOST_CHARACTERS = 120;

const cellsOf = ({ first, last, row }: Place, numRows: number): Cell[] =>
  (row === null ? Array.from({ length: numRows }, (_, at) => at) : [row]).flatMap((at) =>
    Array.from({ length: last - first + 1 }, (_, index) => ({ row: at, column: first + index })),
  );

/** "bar 3 beat 2 alto", "bars 3 to 5", "words 3 to 8". */
export function placeWords(place: Place, document: CanvasDocument, kind: CanvasKind): string {
  const meta = document.meta();
  const symbols = symbolsAt(place, document);
  if (place.row === null) {
    const sections = kind
      .sections(document.columns().length, meta)
      .filter(({ first, last }) => last >= place.first && first <= place.last);
    const [one] = sections;
    const words = sections.length > 1 ? `${one?.label} to ${sections.at(-1)?.short}` : one?.label;
    return lowerFirst(words ?? "");
  }
  const isOneThing = new Set(symbols.map((symbol) => kind.symbolName(symbol, meta))).size === 1;
  return isOneThing
    ? kind.cellName({ row: place.row, column: place.first }, meta)
    : kind.cellNames(cellsOf(place, document.numRows), meta);
}

const lowerFirst = (words: string) => words.slice(0, 1).toLowerCase() + words.slice(1);

const symbolsAt = (place: Place, document: CanvasDocument) =>
  place.row === null
    ? []
    : (document.symbols<string | number>()[place.row] ?? []).slice(place.first, place.last + 1);

/** What stands at a place: "F♯4", "over the harbour"; nothing for whole columns. */
function quoteOf(place: Place, document: CanvasDocument, kind: CanvasKind): string {
  const meta = document.meta();
  const names = symbolsAt(place, document).map((symbol) => kind.symbolName(symbol, meta));
  const [first] = names;
  if (first === undefined) return "";
  if (names.every((name) => name === first)) return first.slice(0, MOST_CHARACTERS);
  return document.numRows > 1 ? "" : names.join(" ").slice(0, MOST_CHARACTERS);
}

function offer(place: Place, document: CanvasDocument, kind: CanvasKind): Offer {
  const columns = document.columns();
  const words = placeWords(place, document, kind).slice(0, MOST_CHARACTERS);
  const quote = quoteOf(place, document, kind);
  const last = place.last === place.first ? null : (columns[place.last] ?? null);
  return {
    words: quote === "" ? words : `${quote}, ${words}`,
    anchor: {
      column: columns[place.first] ?? null,
      last_column: last,
      row: place.row,
      place: words,
      quote,
    },
  };
}

export const WHOLE: Offer = { words: "the whole canvas", anchor: {} };

/** What a comment can be written on now: what is selected, the bar around it, the whole canvas. */
export function offersOf(studio: Studio): Offer[] {
  const { document } = studio;
  const kind = openKind();
  const chosen = chosenPlace(studio);
  if (!chosen) return [WHOLE];
  const sections = kind.sections(document.columns().length, document.meta());
  const around = sections.filter(({ first, last }) => last >= chosen.first && first <= chosen.last);
  const [one] = around;
  // Of a canvas of one row a section is what is selected already.
  const isWider = one && document.numRows > 1 && chosen.row !== null;
  const bars: Place | null = isWider
    ? { first: one.first, last: around.at(-1)?.last ?? one.last, row: null }
    : null;
  return [chosen, ...(bars ? [bars] : [])]
    .map((place) => offer(place, document, kind))
    .concat(WHOLE);
}

/** The selected cells, or the one under the cursor, as a place of the canvas. */
function chosenPlace({ document, selecting }: Studio): Place | null {
  const at = selecting.cursor();
  const index = document.columnIndex();
  const cells = selecting.selectedCells();
  if (cells.length === 0) {
    const column = at === null ? undefined : index.get(at.column);
    return at && column !== undefined ? { first: column, last: column, row: at.row } : null;
  }
  const columns = cells.map(({ column }) => column);
  const rows = new Set(cells.map(({ row }) => row));
  const first = columns.reduce((least, column) => Math.min(least, column));
  const last = columns.reduce((most, column) => Math.max(most, column));
  if (last >= document.columns().length) return null;
  return { first, last, row: rows.size === 1 ? (cells[0]?.row ?? null) : null };
}

/** Where a comment hangs, in words; `isThere` where it can be looked at. */
export function whereWords(
  comment: Parameters<typeof placeOf>[0],
  studio: Studio,
): { words: string; isThere: boolean } | null {
  if (comment.column === null) return null;
  const { document } = studio;
  const kind = openKind();
  const place = placeOf(comment, document, kind.rowNow);
  const was = [comment.quote, comment.place].filter(Boolean).join(", ");
  const noun = comment.row === null ? "place" : kind.contentNoun;
  const gone = `on a ${noun} that is gone${was === "" ? "" : `: ${was}`}`;
  if (!place) return { words: gone, isThere: false };
  const symbols = symbolsAt(place, document);
  const isEmpty = symbols.length > 0 && symbols.every((symbol) => kind.isNothing(symbol));
  const quote = quoteOf(place, document, kind);
  if (isEmpty && comment.quote !== "" && comment.quote !== quote)
    return { words: gone, isThere: true };
  const now = placeWords(place, document, kind);
  const named = comment.quote === "" || document.numRows > 1 ? now : quote;
  const changed = comment.quote !== "" && comment.quote !== quote ? ` (was ${comment.quote})` : "";
  return { words: `${named}${changed}`, isThere: true };
}

/** Bring the place of a comment into view and select it. */
export function lookAtPlace(comment: Parameters<typeof placeOf>[0], studio: Studio): void {
  const { document } = studio;
  const place = placeOf(comment, document, openKind().rowNow);
  const columns = document.columns();
  const [firstColumn, lastColumn] = place ? [columns[place.first], columns[place.last]] : [];
  if (!place || firstColumn === undefined || lastColumn === undefined) return;
  studio.stage.showCanvas();
  const [firstRow, lastRow] =
    place.row === null ? [0, document.numRows - 1] : [place.row, place.row];
  studio.selecting.setSelection([{ firstColumn, lastColumn, firstRow, lastRow }]);
  openKind().reveal([firstColumn, firstRow]);
}
