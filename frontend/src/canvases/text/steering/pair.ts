// The two held words whose pull is compared: one that the model trusts, one that it doubts.
import { createSignal } from "solid-js";
import { MASKED, UNMASKED } from "../../../domain/cells";
import type { TextEdit } from "../../../domain/text/edits";
import type { TextReading, TextWord } from "../../../domain/text/reading";
import { isContentWord } from "../../../domain/text/wordContrast";
import { currentDocument } from "../../../state/document/document";
import { textReading } from "../inView";

export interface WordPair {
  /** Places among the words of the canvas; null where none is chosen yet. */
  trusted: number | null;
  doubted: number | null;
}

/** Words offered in the lists, those nearest to the doubted one. */
const MOST_OFFERED = 120;

/** The column id of the word that somebody chose as the trusted one. */
const [chosen, setChosen] = createSignal<string | null>(null);

const isDoubted = (word: TextWord): boolean =>
  word.state === MASKED && word.isPinned && isContentWord(word.word);
const isTrusted = (word: TextWord | undefined): boolean =>
  word !== undefined && word.state === UNMASKED && word.isPinned && isContentWord(word.word);

/** The pair on the canvas: what is painted tells the doubted word, the trusted one is chosen or near. */
export function pairOf(reading: TextReading, preferred: string | null = chosen()): WordPair {
  const { words } = reading;
  const doubted = words.findIndex(isDoubted);
  const column = preferred === null ? undefined : reading.columnIndex.get(preferred);
  if (column !== undefined && isTrusted(words[column]))
    return { trusted: column, doubted: doubted < 0 ? null : doubted };
  if (doubted < 0) return { trusted: null, doubted: null };
  return { trusted: firstTrusted(reading, doubted), doubted };
}

/** The first word of its paragraph that could be trusted against the doubted one. */
function firstTrusted({ text, words }: TextReading, doubted: number): number | null {
  const paragraph = text.lastIndexOf("\n", (words[doubted] as TextWord).from - 1) + 1;
  const found = words.findIndex((word) => word.from >= paragraph && isTrusted(word));
  return found < 0 ? null : found;
}

/** Words that could be one of the two, in the order of the text. */
export function offered({ words }: TextReading, around: number | null): number[] {
  const held = words.flatMap((word, index) => (isTrusted(word) || isDoubted(word) ? [index] : []));
  if (held.length <= MOST_OFFERED) return held;
  const distance = (index: number) => Math.abs(index - (around ?? 0));
  return held
    .sort((one, other) => distance(one) - distance(other))
    .slice(0, MOST_OFFERED)
    .sort((one, other) => one - other);
}

/** Make a word the trusted or the doubted one, as one edit; whatever was it before is unmasked. */
export function choosePart(part: keyof WordPair, index: number): void {
  const document = currentDocument();
  const reading = textReading();
  const { trusted, doubted } = pairOf(reading);
  const columns = reading.columns;
  const next = part === "trusted" ? { trusted: index, doubted } : { trusted, doubted: index };
  // The word of the other part was chosen: the two change places.
  if (next.trusted === next.doubted) {
    if (part === "trusted") next.doubted = trusted;
    else next.trusted = doubted;
  }
  setChosen(next.trusted === null ? null : (columns[next.trusted] ?? null));
  document?.edit<TextEdit>((edit) => {
    const unmask = (word: number) => {
      edit.setState(0, word, UNMASKED);
      edit.setPin(0, word, null);
    };
    if (doubted !== null && doubted !== next.doubted) unmask(doubted);
    if (next.trusted !== null && !isTrusted(reading.words[next.trusted])) unmask(next.trusted);
    if (next.doubted !== null && next.doubted !== doubted) {
      edit.setState(0, next.doubted, MASKED);
      edit.setPin(0, next.doubted, true);
    }
  });
}

/** Let the trusted and the doubted word change places. */
export function swapPair(): void {
  const { doubted } = pairOf(textReading());
  if (doubted !== null) choosePart("trusted", doubted);
}
