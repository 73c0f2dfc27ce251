// The editor of a text: CodeMirror on the shared Y.Text. It shows what is in view (the canvas, or a
// candidate that words are read from), and tells the document what a person types.
import { Annotation, Compartment, EditorState, type Transaction } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { createEffect, on, onCleanup, onMount, untrack } from "solid-js";
import type { TextEdit } from "../../../domain/text/edits";
import {
  cleanText,
  hasTooMany,
  MOST_CHARACTERS,
  MOST_WORDS,
  wordIndexAt,
  wordsOf,
} from "../../../domain/text/words";
import { currentDocument } from "../../../state/document/document";
import { clearSelection, tool } from "../../../state/stage/open";
import { toast } from "../../../ui/messages/toasts";
import { putCursor, selectWords, suggestSlots, wordsBetween } from "../acts";
import { changesBetween, type TextAndWords } from "../comparing/difference";
import { shownText } from "../inView";
import { isWriting } from "../mode";
import { setStyles, styleMarks } from "../styling/styleMarks";
import { clipboard } from "./clipboard";
import { performTypingKey } from "./keymap";
import { overlayField, setOverlay, wordMarks } from "./marks";
import { overlay } from "./overlay";
import { peopleMarks, setPeople } from "./people";
import { peopleInText } from "./presence";
import { setEditor } from "./surface";
import { wholeText } from "./wholeText";
import { isLettered, letterSize } from "./zoom";

/** Marks changes that come from the document, which need not go back there. */
const fromDocument = Annotation.define<boolean>();
/** More letters than this go to the studio in parts. */
const MOST_AT_ONCE = 30_000;

export function Editor() {
  let host!: HTMLDivElement;
  let drawn: TextAndWords = { text: "", words: [] };
  const editable = new Compartment();
  onMount(() => {
    const view = new EditorView({
      parent: host,
      doc: "",
      dispatchTransactions,
      extensions: [
        EditorView.cspNonce.of(nonce()),
        EditorState.lineSeparator.of("\n"),
        EditorState.transactionFilter.of(onlyCleanText),
        EditorView.lineWrapping,
        placeholder(
          "Write or paste here. Word, Markdown and text files are opened on the project’s page.",
        ),
        wordMarks,
        styleMarks,
        clipboard,
        peopleMarks,
        editable.of(modeOf()),
        keymap.of([{ any: (_, event) => performTypingKey(event) }]),
        wholeText,
        EditorView.updateListener.of((update) => {
          if (update.selectionSet && untrack(isWriting)) tellSelection(update.view);
        }),
      ],
    });
    setEditor(view);
    onCleanup(() => {
      setEditor(null);
      view.destroy();
    });

    createEffect(() => {
      const shown = shownText();
      const changes = changesBetween(drawn, shown);
      const isAsDrawn =
        view.state.doc.length === shown.text.length && view.state.doc.toString() === shown.text;
      const effects = [setOverlay.of(untrack(overlay)), setStyles.of(shown.styles)];
      if (isAsDrawn) view.dispatch({ effects });
      else if (view.state.doc.toString() === drawn.text)
        view.dispatch({ changes, effects, annotations: fromDocument.of(true) });
      else
        view.dispatch({
          changes: { from: 0, to: view.state.doc.length, insert: shown.text },
          effects,
          annotations: fromDocument.of(true),
        });
      drawn = shown;
    });
    createEffect(() => {
      const now = overlay();
      if (view.state.field(overlayField) !== now) view.dispatch({ effects: setOverlay.of(now) });
    });
    createEffect(() => view.dispatch({ effects: setPeople.of(peopleInText()) }));
    createEffect(on(isWriting, () => view.dispatch({ effects: editable.reconfigure(modeOf()) })));
  });
  return (
    <div
      class="text-editor"
      ref={host}
      classList={{
        writing: isWriting(),
        painting: !isWriting() && tool() === "paint",
        lettered: isLettered(),
        "in-candidate": !shownText().isCanvas,
      }}
      style={{ "--letters": `${letterSize()}px` }}
    />
  );
}

const nonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? "";

/** Tell the document what was typed; a long paste goes in parts, and is undone as one. */
function typed(transaction: Transaction): void {
  const pieces: { from: number; to: number; insert: string }[] = [];
  transaction.changes.iterChanges((from, to, _from, _to, inserted) => {
    pieces.push({ from, to, insert: inserted.toString() });
  });
  const isTyping =
    transaction.isUserEvent("input.type") ||
    transaction.isUserEvent("delete.backward") ||
    transaction.isUserEvent("delete.forward");
  const [piece] = pieces;
  if (pieces.length === 1 && piece && piece.insert.length > MOST_AT_ONCE) {
    let at = piece.from;
    for (let first = 0; first < piece.insert.length; first += MOST_AT_ONCE) {
      const part = piece.insert.slice(first, first + MOST_AT_ONCE);
      const to = first === 0 ? piece.to : at;
      const from = at;
      currentDocument()?.edit<TextEdit>((edit) => edit.type(from, to, part), first > 0);
      at += part.length;
    }
    return;
  }
  currentDocument()?.edit<TextEdit>((edit) => {
    for (const { from, to, insert } of pieces) edit.type(from, to, insert);
  }, isTyping);
}

/** Stray characters are left out, and what is too long for a text does not come in at all. */
function onlyCleanText(transaction: Transaction) {
  if (!transaction.docChanged || transaction.annotation(fromDocument)) return transaction;
  const length = transaction.newDoc.length;
  const isTooLong =
    length > MOST_CHARACTERS ||
    (length > MOST_WORDS &&
      length > transaction.startState.doc.length &&
      hasTooMany(wordsOf(transaction.newDoc.toString())));
  if (isTooLong) {
    toast(
      `A text holds at most ${MOST_WORDS.toLocaleString("en")} words and ${MOST_CHARACTERS.toLocaleString("en")} characters. Paste a shorter part.`,
      { tone: "fault" },
    );
    return [];
  }
  let isStray = false;
  const changes: { from: number; to: number; insert: string }[] = [];
  transaction.changes.iterChanges((from, to, _from, _to, inserted) => {
    const insert = inserted.toString();
    const clean = cleanText(insert);
    isStray ||= clean !== insert;
    changes.push({ from, to, insert: clean });
  });
  const last = changes.at(-1);
  if (!isStray || !last) return transaction;
  const shift = changes
    .slice(0, -1)
    .reduce((sum, one) => sum + one.insert.length - (one.to - one.from), 0);
  return {
    changes,
    selection: { anchor: last.from + shift + last.insert.length },
    userEvent: "input.paste",
  };
}

/** What is selected in the text is selected as words, for painting and for others to see. */
function tellSelection(view: EditorView): void {
  const { from, to, head, empty } = view.state.selection.main;
  const words = shownText().words;
  const at = wordIndexAt(words, head);
  if (at !== null) putCursor(at);
  const span = empty ? null : wordsBetween(from, to);
  if (span) {
    selectWords(...span);
    suggestSlots();
  } else clearSelection();
}

/** Whether the person writes in it, or reads and paints it word by word. */
function modeOf() {
  const writes = untrack(isWriting);
  return [
    EditorView.editable.of(writes),
    EditorState.readOnly.of(!writes),
    EditorView.contentAttributes.of({
      "aria-label": writes ? "Text" : "Text, read and painted word by word",
      "aria-describedby": "text-help",
      spellcheck: writes ? "true" : "false",
      tabindex: "0",
    }),
  ];
}

function dispatchTransactions(transactions: readonly Transaction[], target: EditorView): void {
  target.update(transactions);
  for (const transaction of transactions)
    if (transaction.docChanged && !transaction.annotation(fromDocument)) typed(transaction);
}
