// How words are drawn in the editor: state by pattern and colour, pin, author, doubt, what just changed.
import { type Extension, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import {
  AUTHOR_WORDS,
  type CellState,
  DEFAULT_PIN,
  STATE_LABELS,
  STATE_LETTERS,
  STATE_NAMES,
} from "../../../domain/cells";
import { doubtSentence } from "../../../domain/text/doubt";
import { FREE, firstEndingFrom } from "../../../domain/text/words";
import type { ShownWord } from "../inView";

/** What is drawn over the words, by their index. */
export interface Overlay {
  words: readonly ShownWord[];
  /** Words under a gesture, and the state that it would paint. */
  preview: { first: number; last: number; state: CellState } | null;
  /** Words selected as cells, where no caret is. */
  selected: ReadonlySet<number>;
  /** The word under the word cursor. */
  cursor: number | null;
  /** How many words are doubted more than each. */
  doubtRanks: readonly number[] | null;
  /** How strongly doubt is shown, 0 to DOUBT_LEVELS. */
  doubtLevels: readonly number[] | null;
  /** Words that came with the last step or a moment ago. */
  changed: ReadonlySet<number>;
  /** Least widths while a generation runs, in hundredths of an em. */
  widths: ReadonlyMap<number, number> | null;
  /** An act on its way, or states prepared for a branch. */
  pending: ReadonlySet<number>;
  /** The word whose pull is compared with that of a doubted one. */
  trusted: number | null;
  /** Words that somebody commented on. */
  commented: ReadonlySet<number>;
  /** Differing words of a candidate can be taken over. */
  canTake: boolean;
  /** The word of a candidate that Tab takes. */
  next: number | null;
  /** Whether the candidate in view is still being written. */
  isRunning: boolean;
}

export const setOverlay = StateEffect.define<Overlay>();

export const overlayField = StateField.define<Overlay | null>({
  create: () => null,
  update(overlay, transaction) {
    for (const effect of transaction.effects) if (effect.is(setOverlay)) return effect.value;
    return overlay;
  },
});

/** "renoisable, not pinned, written by the model": what tooltip and screen reader say of a word. */
export function wordSentence(word: ShownWord): string {
  const parts: string[] = [word.word === FREE ? "an open place" : STATE_NAMES[word.state]];
  if (word.word !== FREE && word.isPinned !== DEFAULT_PIN[word.state])
    parts.push(word.isPinned ? "pinned" : "not pinned");
  if (word.author) parts.push(AUTHOR_WORDS[word.author]);
  return parts.join(", ");
}

function classOf(overlay: Overlay, word: ShownWord, index: number): string {
  const { preview } = overlay;
  const isPreviewed = preview !== null && index >= preview.first && index <= preview.last;
  const state = isPreviewed ? preview.state : word.state;
  const isPinned = isPreviewed ? DEFAULT_PIN[state] : word.isPinned;
  const names = ["word", STATE_NAMES[state]];
  if (word.word === FREE) names.push("slot", ...(overlay.isRunning ? ["sought"] : []));
  else if (isPinned !== DEFAULT_PIN[state]) names.push(isPinned ? "locked" : "unlocked");
  if (word.author) names.push(`by-${word.author}`);
  if (overlay.selected.has(index)) names.push("selected");
  if (overlay.cursor === index) names.push("at-cursor");
  if (overlay.changed.has(index)) names.push("changed");
  if (overlay.pending.has(index)) names.push("pending");
  if (overlay.trusted === index) names.push("trusted");
  if (overlay.commented.has(index)) names.push("commented");
  if (overlay.canTake && word.differs) names.push("differs");
  if (word.isOffered) names.push("offered");
  if (word.isTaken) names.push("taken");
  if (overlay.next === index) names.push("next");
  const level = overlay.doubtLevels?.[index];
  if (level !== undefined) names.push(`doubt-${level}`);
  return names.join(" ");
}

function markOf(overlay: Overlay, word: ShownWord, index: number): Decoration {
  const width = overlay.widths?.get(index);
  const rank = word.word === FREE ? undefined : overlay.doubtRanks?.[index];
  const title =
    STATE_LABELS[word.state] &&
    wordSentence(word) +
      (rank === undefined ? "" : `, ${doubtSentence(rank, overlay.words.length)}`);
  return Decoration.mark({
    class: classOf(overlay, word, index),
    attributes: {
      "data-word": String(index),
      "data-letter": STATE_LETTERS[word.state],
      title,
      ...(width === undefined ? {} : { style: `min-width: ${width / 100}em` }),
    },
  });
}

/** Marks for the words in sight; a text of thousands of words costs no more than a page of it. */
function build(view: EditorView): DecorationSet {
  const overlay = view.state.field(overlayField, false);
  const builder = new RangeSetBuilder<Decoration>();
  const length = view.state.doc.length;
  if (overlay) {
    let next = 0;
    for (const { from, to } of view.visibleRanges) {
      next = Math.max(next, firstEndingFrom(overlay.words, from + 1));
      for (; next < overlay.words.length; next++) {
        const word = overlay.words[next] as ShownWord;
        if (word.from >= to) break;
        if (word.from < word.to && word.to <= length)
          builder.add(word.from, word.to, markOf(overlay, word, next));
      }
    }
  }
  return builder.finish();
}

const plugin = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = build(view);
    }
    update(update: ViewUpdate) {
      const isNew = update.startState.field(overlayField) !== update.state.field(overlayField);
      if (isNew || update.viewportChanged) this.decorations = build(update.view);
      // Until the words are read anew, marks move with the letters.
      else if (update.docChanged) this.decorations = this.decorations.map(update.changes);
    }
  },
  { decorations: (one) => one.decorations },
);

export const wordMarks: Extension = [overlayField, plugin];
