// Bold, italics and headings of what is selected, otherwise of the word or the line at the caret.
import { createMemo, createRoot } from "solid-js";
import type { TextEdit } from "../../../domain/text/edits";
import { hasStyle, linesWithin, styleAt } from "../../../domain/text/styles";
import { wordIndexAt } from "../../../domain/text/words";
import { currentDocument } from "../../../state/document/document";
import { cursor, selectedCells } from "../../../state/stage/open";
import { editor } from "../editor/surface";
import { textReading } from "../inView";
import { isWriting } from "../mode";

/** Where a style goes: the selected letters, otherwise the word at the caret; null for nowhere. */
function part(): [number, number] | null {
  const main = editor()?.state.selection.main;
  if (!main) return null;
  if (!main.empty) return [main.from, main.to];
  const { words } = textReading();
  const word = words[wordIndexAt(words, main.head) ?? -1];
  return word ? [word.from, word.to] : null;
}

export function toggleLettering(name: "bold" | "italic"): void {
  const at = part();
  if (!at || !isWriting()) return;
  const { text, styles } = textReading();
  const isOn = hasStyle(text, styles, at, name);
  currentDocument()?.edit<TextEdit>((edit) => edit.style(...at, { [name]: isOn ? null : true }));
}

/** Make headings of the lines at hand; 0, or the level that all have, makes plain lines of them. */
export function setHeading(level: number): void {
  const main = editor()?.state.selection.main;
  if (!main || !isWriting()) return;
  const { text, styles } = textReading();
  const lines = linesWithin(text, main.from, main.to);
  const isOn = lines.every(([from]) => styleAt(styles, from).heading === level);
  currentDocument()?.edit<TextEdit>((edit) => {
    for (const [from, to] of lines)
      edit.style(from, to, { heading: level === 0 || isOn ? null : level });
  });
}

/** What the buttons show: the style of the selection, or at the caret. */
export const styleHere = createRoot(() =>
  createMemo((): { bold: boolean; italic: boolean; heading: number } => {
    void [cursor(), selectedCells()];
    const { text, styles } = textReading();
    const main = editor()?.state.selection.main;
    const at = part();
    const line = text.lastIndexOf("\n", (main?.from ?? 0) - 1) + 1;
    return {
      bold: at !== null && hasStyle(text, styles, at, "bold"),
      italic: at !== null && hasStyle(text, styles, at, "italic"),
      heading: text[line] === "\n" ? 0 : styleAt(styles, line).heading,
    };
  }),
);
