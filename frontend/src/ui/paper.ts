// Sheets that only a printer sees: a title and what a kind of canvas puts on paper, in black on white.

/** The heading of the first page; the names at its left and its right. */
export interface SheetHead {
  title: string;
  subtitle?: string;
  left?: string;
  right?: string;
}

/** Open the browser's dialog for printing. `kind` is the class of the sheets, `page` what CSS says of their paper. */
export function printSheets(
  kind: string,
  head: SheetHead,
  content: readonly Element[],
  page?: string,
): void {
  const sheets = document.createElement("div");
  sheets.className = `print-sheets ${kind}`;
  const paper = new CSSStyleSheet();
  if (page) paper.replaceSync(`@page { ${page} }`);
  document.adoptedStyleSheets.push(paper);
  const header = document.createElement("header");
  header.append(line("h1", head.title));
  if (head.subtitle) header.append(line("h2", head.subtitle));
  if (head.left || head.right) {
    const names = document.createElement("p");
    names.append(line("span", head.left ?? ""), line("span", head.right ?? ""));
    header.append(names);
  }
  for (const each of content) {
    const sheet = document.createElement("section");
    sheet.append(each);
    sheets.append(sheet);
  }
  sheets.firstElementChild?.prepend(header);
  document.body.append(sheets);
  // Files that are printed to are called what the page is called.
  const name = document.title;
  document.title = head.title;
  window.addEventListener(
    "afterprint",
    () => {
      sheets.remove();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== paper);
      document.title = name;
    },
    { once: true },
  );
  window.print();
}

function line(name: "h1" | "h2" | "span", text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
