// For tests and scripts: `window.sunmaskText` reads what a text canvas shows. It changes nothing.
import type { Session } from "../../session";
import type { CanvasDocument } from "../../state/document/document";
import { isRunning, selectedCells, shownDoubt, shownStep, stage } from "../../state/stage/open";
import { editor, placeOfWord, revealWord } from "./editor/surface";
import { shownText, textReading } from "./inView";

export interface TextReader {
  status(): string;
  saving(): string;
  numUnsaved(): number;
  stage(): unknown;
  step(): number | null;
  isRunning(): boolean;
  /** The canvas. */
  text(): string;
  words(): { word: string; state: number; isPinned: boolean; author: string | null }[];
  /** What is in view. */
  shownText(): string;
  shownWords(): { word: string; state: number; isPinned: boolean; differs: boolean }[];
  doubt(): readonly number[] | null;
  selected(): number[];
  caret(): number | null;
  people(): unknown[];
  /** Where the editor's own element is in the window: of a word in view, by its index. */
  wordPlace(index: number): { left: number; right: number; top: number; bottom: number } | null;
}

declare global {
  interface Window {
    sunmaskText?: TextReader;
  }
}

/** Offer the reader; returns the function that takes it away. */
export function openToScripts(session: Session, document: CanvasDocument): () => void {
  window.sunmaskText = {
    status: session.status,
    saving: document.saving,
    numUnsaved: document.numUnsaved,
    stage,
    step: shownStep,
    isRunning,
    text: () => textReading().text,
    words: () =>
      textReading().words.map(({ word, state, isPinned, author }) => ({
        word,
        state,
        isPinned,
        author,
      })),
    shownText: () => shownText().text,
    shownWords: () =>
      shownText().words.map(({ word, state, isPinned, differs }) => ({
        word,
        state,
        isPinned,
        differs: Boolean(differs),
      })),
    doubt: () => shownDoubt(),
    selected: () => selectedCells().map(({ column }) => column),
    caret: () => editor()?.state.selection.main.head ?? null,
    people: session.people,
    wordPlace: (index) => {
      revealWord(index);
      return placeOfWord(index);
    },
  };
  return () => {
    delete window.sunmaskText;
  };
}
