// Fingers and mice on words: painting strokes, choosing words, asking for alternatives, taking over.

import { openAlternatives } from "../../state/looks";
import { brushState, selectedCells, setStates, tool } from "../../state/selection";
import { isRunning, stage } from "../../state/stage";
import { target } from "../../state/target";
import { canTake, cellsOf, putCursor, selectWords, takeWords } from "./acts";
import { isWriting } from "./mode";
import { setStroke, stroke } from "./overlay";
import { shownText } from "./shown";
import { editor, wordAtPoint } from "./surface";

const LONG_PRESS_MS = 500;
const STILL_PX = 8;

export interface PointerActs {
  openMenu: (at: { clientX: number; clientY: number }, word: number) => void;
  say: (sentence: string) => void;
}

/** Listen on the editor's frame; returns the function that stops. */
export function followPointers(frame: HTMLElement, acts: PointerActs): () => void {
  const down = new Map<number, PointerEvent>();
  let begunAt: number | null = null;
  let press: ReturnType<typeof setTimeout> | undefined;
  let isSelecting = false;

  const forget = () => {
    clearTimeout(press);
    begunAt = null;
    isSelecting = false;
    setStroke(null);
  };

  function onDown(event: PointerEvent): void {
    if (isWriting() || !(event.target as HTMLElement).closest(".cm-content")) return;
    if (event.button !== 0) return;
    down.set(event.pointerId, event);
    if (down.size > 1) return forget();
    const word = wordAtPoint(event.clientX, event.clientY);
    if (word === null) return;
    editor()?.focus();
    event.preventDefault();
    frame.setPointerCapture(event.pointerId);
    begunAt = word;
    putCursor(word);
    isSelecting = tool() !== "paint" || event.shiftKey;
    if (event.pointerType === "touch")
      press = setTimeout(() => {
        forget();
        acts.openMenu(event, word);
      }, LONG_PRESS_MS);
    if (isSelecting) {
      const [first] = selectedCells();
      if (event.shiftKey && first) begunAt = first.column;
      if (event.shiftKey) selectWords(begunAt, word);
    } else if (target())
      setStroke({ first: word, last: word, state: event.altKey ? 0 : brushState() });
  }

  function onMove(event: PointerEvent): void {
    const start = down.get(event.pointerId);
    if (!start) return;
    if (down.size > 1) {
      // Two fingers move the page, as they do where nothing is painted.
      if (down.keys().next().value === event.pointerId)
        editor()?.scrollDOM.scrollBy({ top: start.clientY - event.clientY });
      down.set(event.pointerId, event);
      return;
    }
    if (begunAt === null) return;
    if (Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > STILL_PX)
      clearTimeout(press);
    const word = wordAtPoint(event.clientX, event.clientY);
    if (word === null) return;
    putCursor(word);
    if (isSelecting) {
      if (word !== begunAt || selectedCells().length > 1) selectWords(begunAt, word);
    } else {
      const now = stroke();
      if (now) setStroke({ ...now, first: Math.min(begunAt, word), last: Math.max(begunAt, word) });
    }
  }

  function onUp(event: PointerEvent): void {
    const start = down.get(event.pointerId);
    down.delete(event.pointerId);
    if (!start || begunAt === null) return;
    clearTimeout(press);
    const word = begunAt;
    const isClick =
      Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) <= STILL_PX;
    const painted = stroke();
    const wasSelecting = isSelecting;
    forget();
    if (painted) setStates(cellsOf(painted.first, painted.last), painted.state);
    else if (tool() === "ask" && isClick) void openAlternatives([{ row: 0, column: word }]);
    else if (wasSelecting && isClick && !event.shiftKey) choose(word);
  }

  /** A click on a word of a candidate that differs takes it; on any other word it selects it. */
  function choose(word: number): void {
    const now = shownText().words[word];
    if (canTake() && !isRunning() && now?.differs && stage().view === "candidate") {
      takeWords([word]);
      acts.say(`“${now.word}” is on the canvas.`);
    } else selectWords(word, word);
  }

  const onCancel = (event: PointerEvent) => {
    down.delete(event.pointerId);
    forget();
  };

  function onContextMenu(event: MouseEvent): void {
    const word = wordAtPoint(event.clientX, event.clientY);
    if (event.shiftKey || word === null) return;
    event.preventDefault();
    forget();
    acts.openMenu(event, word);
  }

  const listeners = {
    pointerdown: onDown,
    pointermove: onMove,
    pointerup: onUp,
    pointercancel: onCancel,
    contextmenu: onContextMenu,
  } as const;
  for (const [name, listen] of Object.entries(listeners))
    frame.addEventListener(name, listen as EventListener, true);
  return () => {
    clearTimeout(press);
    for (const [name, listen] of Object.entries(listeners))
      frame.removeEventListener(name, listen as EventListener, true);
  };
}
