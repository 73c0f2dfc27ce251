// Other people in the text: a caret with a name, and outlines around what they have selected.
import { type Extension, type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

export interface PersonInText {
  name: string;
  colour: string;
  /** Places in the text; null where there is none. */
  caret: number | null;
  selection: { from: number; to: number } | null;
}

export const setPeople = StateEffect.define<readonly PersonInText[]>();

class CaretWidget extends WidgetType {
  constructor(private readonly person: PersonInText) {
    super();
  }

  override eq(other: CaretWidget): boolean {
    return other.person.name === this.person.name && other.person.colour === this.person.colour;
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement("span");
    caret.className = "person-caret";
    caret.style.setProperty("--person", this.person.colour);
    caret.setAttribute("aria-hidden", "true");
    const flag = document.createElement("span");
    flag.className = "person-flag";
    flag.textContent = this.person.name;
    caret.append("\u2060", flag);
    return caret;
  }
}

function draw(people: readonly PersonInText[], length: number): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const person of people) {
    const { caret, selection } = person;
    if (selection && selection.from < selection.to && selection.to <= length)
      ranges.push(
        Decoration.mark({
          class: "person-selection",
          attributes: { style: `--person: ${person.colour}` },
        }).range(selection.from, selection.to),
      );
    if (caret !== null && caret <= length)
      ranges.push(Decoration.widget({ widget: new CaretWidget(person), side: 1 }).range(caret));
  }
  return Decoration.set(ranges, true);
}

export const peopleMarks: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects)
      if (effect.is(setPeople)) return draw(effect.value, transaction.newDoc.length);
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});
