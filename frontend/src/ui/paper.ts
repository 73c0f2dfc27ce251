// Sheets that only a printer sees: a title and what a kind of canvas puts on paper, in black on white.

/** Open the browser's dialog for printing. `kind` is the class of the sheets, `byline` may be empty. */
export function printSheets(
  kind: string,
  head: { title: string; byline: string },
  content: readonly Element[],
): void {
  const sheets = document.createElement("div");
  sheets.className = `print-sheets ${kind}`;
  const header = document.createElement("header");
  header.append(line("h1", head.title), line("p", head.byline));
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
      document.title = name;
    },
    { once: true },
  );
  window.print();
}

function line(name: "h1" | "p", text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
