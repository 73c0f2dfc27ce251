// Words of the canvas that the model does not know, asked about as they are written, and what it knows
// that is near to them.
import { createEffect, createRoot, createSignal, on, onCleanup } from "solid-js";
import { api } from "../../api";
import { FREE, isMark } from "../../domain/text/words";
import { currentDocument } from "../../state/document";
import { textReading } from "./shown";

/** A person types on; words are asked about when they pause. */
const PAUSE_MS = 250;
const MOST_AT_ONCE = 500;

/** By word: known words near to it; none for a word that is known itself. */
const [answers, setAnswers] = createSignal<ReadonlyMap<string, readonly string[] | null>>(
  new Map(),
);
const [unknownWords, setUnknown] = createSignal<ReadonlySet<string>>(new Set());

export { unknownWords };

/** Known words near to one, each once: of upper and lower case the one that begins as the word does. */
export function nearestWords(word: string): readonly string[] {
  const isCapital = (text: string) => text.charAt(0) !== text.charAt(0).toLowerCase();
  const near = new Map<string, string>();
  for (const one of answers().get(word) ?? []) {
    const same = near.get(one.toLowerCase());
    if (same === undefined || isCapital(one) === isCapital(word)) near.set(one.toLowerCase(), one);
  }
  return [...near.values()];
}

createRoot(() => {
  createEffect(
    on([() => textReading().text, () => currentDocument()?.canvasId], ([, canvas]) => {
      if (canvas === undefined) return;
      const words = [...new Set(textReading().words.map(({ word }) => word))];
      const isUnknown = (word: string) => (answers().get(word) ?? null) !== null;
      setUnknown(new Set(words.filter(isUnknown)));
      const fresh = words.filter((word) => word !== FREE && !isMark(word) && !answers().has(word));
      if (fresh.length === 0) return;
      const timer = setTimeout(() => void ask(canvas, fresh.slice(0, MOST_AT_ONCE)), PAUSE_MS);
      onCleanup(() => clearTimeout(timer));
    }),
  );
});

async function ask(canvas: string, words: readonly string[]): Promise<void> {
  try {
    const unknown = await api.checkWords(canvas, words);
    setAnswers((before) => {
      const all = new Map(before);
      for (const word of words) all.set(word, null);
      for (const { word, nearest } of unknown) all.set(word, nearest);
      return all;
    });
    const present = new Set(textReading().words.map(({ word }) => word));
    setUnknown(new Set([...present].filter((word) => (answers().get(word) ?? null) !== null)));
  } catch {
    // Nobody waits for this answer; it is asked for again with the next word.
  }
}
