// What one pointer does to words: a stroke of the brush, a choice of words, a click that asks or takes over.

import { UNMASKED } from "../../../domain/cells";
import {
  brushState,
  isRunning,
  openAlternatives,
  selectedCells,
  setStates,
  stage,
  target,
  tool,
} from "../../../state/stage/open";
import { isStill, LongPress } from "../../../ui/overlays/longPress";
import { canTake, cellsOf, putCursor, selectWords, takeWords } from "../acts";
import { shownText } from "../inView";
import { setStroke, stroke } from "./overlay";
import { wordAtPoint } from "./surface";

export interface PointerActs {
  openMenu: (at: { clientX: number; clientY: number }, word: number) => void;
  say: (sentence: string) => void;
}

export class WordGesture {
  /** The word that was touched first; null while nothing goes on. */
  private begunAt: number | null = null;
  private isSelecting = false;
  private readonly press = new LongPress();

  constructor(private readonly acts: PointerActs) {}

  start(event: PointerEvent, word: number): void {
    this.begunAt = word;
    putCursor(word);
    this.isSelecting = tool() !== "paint" || event.shiftKey;
    this.press.begin(event, () => {
      this.forget();
      this.acts.openMenu(event, word);
    });
    if (!this.isSelecting) {
      if (target())
        setStroke({ first: word, last: word, state: event.altKey ? UNMASKED : brushState() });
    } else if (event.shiftKey) {
      const [first] = selectedCells();
      this.begunAt = first?.column ?? word;
      selectWords(this.begunAt, word);
    }
  }

  move(event: PointerEvent): void {
    if (this.begunAt === null) return;
    this.press.move(event);
    const word = wordAtPoint(event.clientX, event.clientY);
    if (word === null) return;
    putCursor(word);
    if (this.isSelecting) {
      if (word !== this.begunAt || selectedCells().length > 1) selectWords(this.begunAt, word);
      return;
    }
    const now = stroke();
    const [first, last] = [Math.min(this.begunAt, word), Math.max(this.begunAt, word)];
    if (now) setStroke({ ...now, first, last });
  }

  /** `from`: where this pointer was put down. */
  end(event: PointerEvent, from: PointerEvent): void {
    const [word, painted, wasSelecting] = [this.begunAt, stroke(), this.isSelecting];
    this.forget();
    if (word === null) return;
    const isClick = isStill(from, event);
    if (painted) setStates(cellsOf(painted.first, painted.last), painted.state);
    else if (tool() === "ask" && isClick) void openAlternatives([{ row: 0, column: word }]);
    else if (wasSelecting && isClick && !event.shiftKey) this.choose(word);
  }

  forget(): void {
    this.press.end();
    this.begunAt = null;
    this.isSelecting = false;
    setStroke(null);
  }

  /** A click on a word of a candidate that differs takes it; on any other word it selects it. */
  private choose(word: number): void {
    const now = shownText().words[word];
    if (canTake() && !isRunning() && now?.differs && stage().view === "candidate") {
      takeWords([word]);
      this.acts.say(`“${now.word}” is on the canvas.`);
    } else selectWords(word, word);
  }
}
