// The mounted editor, for keys, menus and tests that ask where a word is on the screen.
import type { EditorView } from "@codemirror/view";
import { wordIndexAt } from "../../../domain/text/words";
import { shownText } from "../inView";

let view: EditorView | null = null;

export const editor = (): EditorView | null => view;

export function setEditor(mounted: EditorView | null): void {
  view = mounted;
}

/** The word at a place of the window; the nearest one unless `isExact`. */
export function wordAtPoint(x: number, y: number, isExact = false): number | null {
  const hit = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-word]");
  if (hit && view?.dom.contains(hit)) return Number(hit.dataset.word);
  if (isExact || !view) return null;
  const at = view.posAtCoords({ x, y }, false);
  const { words } = shownText();
  return wordIndexAt(words, at) ?? (words.length > 0 && at === 0 ? 0 : null);
}

/** Where a word is in the window; null while it is out of sight. */
export function placeOfWord(
  index: number,
): { left: number; right: number; top: number; bottom: number } | null {
  const word = shownText().words[index];
  if (!view || !word) return null;
  const [start, end] = [view.coordsAtPos(word.from, 1), view.coordsAtPos(word.to, -1)];
  if (!start || !end) return null;
  const isOneLine = Math.abs(start.top - end.top) < 4;
  return {
    left: start.left,
    right: isOneLine ? end.right : start.right + 40,
    top: start.top,
    bottom: start.bottom,
  };
}

/** Scroll a word into sight. */
export function revealWord(index: number): void {
  const word = shownText().words[index];
  if (!view || !word) return;
  const scroller = view.scrollDOM;
  const place = view.coordsAtPos(word.from);
  const box = scroller.getBoundingClientRect();
  if (place && place.top >= box.top + 24 && place.bottom <= box.bottom - 24) return;
  const block = view.lineBlockAt(word.from);
  const top = place ? place.top - box.top + scroller.scrollTop : block.top;
  scroller.scrollTo({ top: Math.max(0, top - box.height / 2) });
}
