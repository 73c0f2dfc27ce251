// The text on paper: all of it, as it is in view, with its own lines.
import { printSheets } from "../../../ui/paper";
import { shownText } from "../inView";

/** Open the browser's dialog with the text in view under the canvas's name. */
export function printText(title: string): void {
  const prose = document.createElement("p");
  prose.textContent = shownText().text;
  printSheets("prose", { title }, [prose]);
}
