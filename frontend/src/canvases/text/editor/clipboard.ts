// Copied text keeps bold, italics and headings, and pasted text brings them. The letters come from the plain text
// of the clipboard, so that blank lines and quotation marks are exact; the HTML says only how they look.
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { TextEdit } from "../../../domain/text/edits";
import { formatOfStyle, isPlain, PLAIN, type Style, styleAt } from "../../../domain/text/styles";
import { cleanText } from "../../../domain/text/words";
import { currentDocument } from "../../../state/document/document";
import { shownText, textReading } from "../inView";

const HEADING = /^H([1-6])$/;
const BOLD = /font-weight\s*:\s*(bold|bolder|[6-9]00)/i;
const NOT_BOLD = /font-weight\s*:\s*(normal|lighter|[1-5]00)/i;
const ITALIC = /font-style\s*:\s*(italic|oblique)/i;
const NOT_ITALIC = /font-style\s*:\s*normal/i;

interface Letter {
  letter: string;
  style: Style;
}

/** The letters of a piece of HTML that are no white space, with their styles. Nothing in it is run or loaded. */
export function lettersOf(html: string): Letter[] {
  const letters: Letter[] = [];
  const read = (node: Node, style: Style): void => {
    if (node.nodeType === Node.TEXT_NODE)
      for (const letter of node.textContent ?? "") {
        if (!/\s/.test(letter)) letters.push({ letter, style });
      }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const element = node as Element;
    if (/^(STYLE|SCRIPT|TITLE|TEMPLATE)$/.test(element.tagName)) return;
    const inner = styleWithin(element, style);
    for (const child of node.childNodes) read(child, inner);
  };
  read(new DOMParser().parseFromString(html, "text/html").body, PLAIN);
  return letters;
}

function styleWithin(element: Element, around: Style): Style {
  const said = element.getAttribute("style") ?? "";
  const { tagName } = element;
  const heading = Number(HEADING.exec(tagName)?.[1] ?? around.heading);
  const isBold = around.bold || tagName === "B" || tagName === "STRONG";
  const isItalic = around.italic || tagName === "I" || tagName === "EM";
  return {
    // That a heading is bold goes without saying.
    bold: heading === 0 && (BOLD.test(said) || (isBold && !NOT_BOLD.test(said))),
    italic: ITALIC.test(said) || (isItalic && !NOT_ITALIC.test(said)),
    heading,
  };
}

/** A text in stretches of one style each, which end with a line; null where the letters are not those of it. */
export function stretchesOf(
  text: string,
  letters: readonly Letter[],
): { from: number; to: number; style: Style }[] | null {
  const stretches: { from: number; to: number; style: Style }[] = [];
  let next = 0;
  let isNewLine = true;
  let at = 0;
  for (const letter of text) {
    if (/\s/.test(letter)) isNewLine ||= letter === "\n";
    else {
      const one = letters[next++];
      if (one?.letter !== letter) return null;
      const last = stretches.at(-1);
      if (last && !isNewLine && last.style === one.style) last.to = at + letter.length;
      else stretches.push({ from: at, to: at + letter.length, style: one.style });
      isNewLine = false;
    }
    at += letter.length;
  }
  return next === letters.length ? stretches : null;
}

function paste(event: ClipboardEvent, view: EditorView): boolean {
  const html = event.clipboardData?.getData("text/html") ?? "";
  const text = cleanText(event.clipboardData?.getData("text/plain") ?? "");
  if (html === "" || text === "" || view.state.readOnly) return false;
  const stretches = stretchesOf(text, lettersOf(html));
  if (!stretches || stretches.every(({ style }) => isPlain(style))) return false;
  const at = view.state.selection.main.from;
  view.dispatch(view.state.replaceSelection(text), {
    userEvent: "input.paste",
    scrollIntoView: true,
  });
  // A text that would be too long did not come in.
  if (textReading().text.slice(at, at + text.length) !== text) return true;
  currentDocument()?.edit<TextEdit>((edit) => {
    for (const { from, to, style } of stretches)
      edit.style(at + from, at + to, formatOfStyle(style));
  }, true);
  return true;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** A part of the text in view as HTML, a line a paragraph. */
function htmlOf(from: number, to: number): string {
  const { text, styles } = shownText();
  const lines: string[] = [];
  let begin = from;
  for (const line of text.slice(from, to).split("\n")) {
    const { heading } = styleAt(styles, begin);
    let inner = "";
    let end = begin;
    while (end < begin + line.length) {
      const first = end;
      const style = styleAt(styles, first);
      while (end < begin + line.length && styleAt(styles, end) === style) end++;
      let piece = escaped(text.slice(first, end));
      if (style.italic) piece = `<em>${piece}</em>`;
      if (style.bold) piece = `<strong>${piece}</strong>`;
      inner += piece;
    }
    const tag = heading > 0 && line !== "" ? `h${heading}` : "p";
    lines.push(`<${tag}>${inner || "<br>"}</${tag}>`);
    begin += line.length + 1;
  }
  return lines.join("");
}

function copy(event: ClipboardEvent, view: EditorView): boolean {
  const { from, to, empty } = view.state.selection.main;
  const isStyled = shownText().styles.some((one) => one.from < to && one.to > from);
  if (empty || !isStyled || !event.clipboardData) return false;
  event.clipboardData.setData("text/plain", view.state.sliceDoc(from, to));
  event.clipboardData.setData("text/html", htmlOf(from, to));
  event.preventDefault();
  if (event.type === "cut" && !view.state.readOnly)
    view.dispatch(view.state.replaceSelection(""), { userEvent: "delete.cut" });
  return true;
}

export const clipboard: Extension = EditorView.domEventHandlers({ paste, copy, cut: copy });
