// Keys that reach beyond what the browser has of a long text: the editor draws only the part in view, and the
// browser's own keys end where that part ends.
import type { Extension, SelectionRange, StateCommand } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

const to =
  (place: (length: number) => number, isExtended: boolean): StateCommand =>
  ({ state, dispatch }) => {
    const head = place(state.doc.length);
    const anchor = isExtended ? state.selection.main.anchor : head;
    dispatch(
      state.update({ selection: { anchor, head }, scrollIntoView: true, userEvent: "select" }),
    );
    return true;
  };
const start = () => 0;
const end = (length: number) => length;

const selectAll: StateCommand = ({ state, dispatch }) => {
  dispatch(state.update({ selection: { anchor: 0, head: state.doc.length }, userEvent: "select" }));
  return true;
};

const isInView = (view: EditorView, { from, to: last }: SelectionRange): boolean =>
  from >= view.viewport.from && last <= view.viewport.to;

/** What is typed over, or deletes, a selection of which the browser has only a part. */
function replaceSelection(event: InputEvent, view: EditorView): boolean {
  const { main } = view.state.selection;
  if (main.empty || event.isComposing || view.state.readOnly || isInView(view, main)) return false;
  const isDeleting = event.inputType.startsWith("delete");
  const isBreak = event.inputType === "insertParagraph" || event.inputType === "insertLineBreak";
  const inserted = isDeleting ? "" : isBreak ? "\n" : event.data;
  if (inserted === null) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(inserted), {
    userEvent: isDeleting ? "delete.selection" : "input.replace",
    scrollIntoView: true,
  });
  return true;
}

export const wholeText: Extension = [
  keymap.of([
    { key: "Mod-a", run: selectAll },
    { key: "Mod-Home", mac: "Cmd-ArrowUp", run: to(start, false), shift: to(start, true) },
    { key: "Mod-End", mac: "Cmd-ArrowDown", run: to(end, false), shift: to(end, true) },
  ]),
  EditorView.domEventHandlers({ beforeinput: replaceSelection }),
];
