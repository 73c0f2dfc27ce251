// A canvas of any kind on paper: the cells in view under the canvas's name.
import { printSheets } from "../../ui/paper";

export function printPlain(title: string): void {
  const cells = document.querySelector(".plain-cells")?.cloneNode(true);
  if (cells instanceof Element) printSheets("plain", { title }, [cells]);
}
