// The text in view: the canvas, or a candidate's words in the spaces of the frozen text.
import { createMemo, createRoot } from "solid-js";
import { type Author, type CellState, isHeld } from "../../domain/cells";
import { EMPTY_TEXT, type TextReading } from "../../domain/text/reading";
import { mendedSpaces } from "../../domain/text/spacing";
import { type StyledStretch, type StyleEntry, stretchesOfContent } from "../../domain/text/styles";
import { FREE, shownWord, type WordPlace } from "../../domain/text/words";
import { currentDocument } from "../../state/document/document";
import { shownGeneration, shownPins, shownStates, stage } from "../../state/stage/open";
import { calmWords } from "./editor/calmly";

export interface ShownWord extends WordPlace {
  state: CellState;
  isPinned: boolean;
  author: Author | null;
  /** In a candidate: whether the canvas has another word here now, which can be taken over. */
  differs?: boolean;
  /** In a candidate: a word that was free and still is on the canvas, so that the model's can be taken. */
  isOffered?: boolean;
  /** In a candidate: a word that was free, and is held on the canvas by now as it stands here. */
  isTaken?: boolean;
}

export interface ShownText {
  text: string;
  words: readonly ShownWord[];
  styles: readonly StyledStretch[];
  isCanvas: boolean;
}

const NOTHING: ShownText = { text: "", words: [], styles: [], isCanvas: true };

export const textReading = (): TextReading => {
  const document = currentDocument();
  return document?.layout.kind === "text" && document.isLoaded()
    ? (document.reading() as TextReading)
    : EMPTY_TEXT;
};

interface TextContent {
  words: readonly string[];
  spaces: readonly string[];
  styles?: readonly StyleEntry[];
}

const inView = createRoot(() => {
  /** Where the words of the frozen text are on the canvas now. */
  const columnsNow = createMemo(() => {
    const frozen = shownGeneration()?.frozen();
    return frozen ? (currentDocument()?.locate(frozen.columns) ?? []) : [];
  });
  const text = createMemo((): ShownText => {
    if (currentDocument()?.layout.kind !== "text") return NOTHING;
    const now = textReading();
    const frozen = shownGeneration()?.frozen();
    if (stage().view === "canvas" || !frozen)
      return {
        text: now.text,
        words: now.words,
        styles: now.styles,
        isCanvas: stage().view === "canvas",
      };
    const content = frozen.content as unknown as TextContent;
    const composed = calmWords()[0] ?? [];
    const symbols = composed.length === content.words.length ? composed : content.words;
    const spaces = mendedSpaces(content.spaces, content.words, symbols);
    const [states, pins] = [shownStates()[0] ?? [], shownPins()[0] ?? []];
    let whole = "";
    const words = symbols.map((symbol, index): ShownWord => {
      whole += spaces[index] ?? "";
      const word = shownWord(symbol);
      const from = whole.length;
      whole += word;
      const place = columnsNow()[index];
      const standing = place === undefined ? undefined : now.words[place];
      const wasFree = !isHeld(
        (frozen.states[0]?.[index] ?? 0) as CellState,
        frozen.pins[0]?.[index] ?? true,
      );
      return {
        word,
        from,
        to: whole.length,
        state: states[index] ?? 0,
        isPinned: pins[index] ?? true,
        author: word === content.words[index] ? null : "model",
        differs: standing !== undefined && standing.word !== word,
        isOffered: wasFree && word !== FREE && standing?.isPinned === false,
        isTaken: wasFree && standing?.isPinned === true && standing.word === word,
      };
    });
    return {
      text: whole + (spaces[symbols.length] ?? ""),
      words,
      styles: stretchesOfContent(content.styles ?? [], words),
      isCanvas: false,
    };
  });
  return { text, columnsNow };
});

export const shownText = inView.text;
/** Place on the canvas of each word of the frozen text in view; undefined where it is gone. */
export const columnsNow = inView.columnsNow;
