// How bold, italics and headings are drawn in the editor.
import { type Extension, type Range, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import type { StyledStretch } from "../../../domain/text/styles";

export const setStyles = StateEffect.define<readonly StyledStretch[]>();

function draw(stretches: readonly StyledStretch[], doc: Text): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  const headings = new Map<number, number>();
  for (const { from, to, bold, italic, heading } of stretches) {
    if (to > doc.length) continue;
    const names = [...(bold ? ["is-bold"] : []), ...(italic ? ["is-italic"] : [])];
    if (names.length > 0) ranges.push(Decoration.mark({ class: names.join(" ") }).range(from, to));
    if (heading === 0) continue;
    for (let at = from; at < to; ) {
      const line = doc.lineAt(at);
      headings.set(line.from, heading);
      at = line.to + 1;
    }
  }
  for (const [at, level] of headings)
    ranges.push(Decoration.line({ class: `heading heading-${level}` }).range(at));
  return Decoration.set(ranges, true);
}

export const styleMarks: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects)
      if (effect.is(setStyles)) return draw(effect.value, transaction.newDoc);
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});
