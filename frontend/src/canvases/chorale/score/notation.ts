// Whether a chorale is read as a score, as at first, or as a piano roll; kept in this browser.
import { keptSignal } from "../../../ui/kept";

export type Notation = "roll" | "score";

const [notation, showNotation] = keptSignal<Notation>("sunmask:notation", (stored) =>
  stored === "roll" ? "roll" : "score",
);

export { notation, showNotation };

export function toggleNotation(): void {
  showNotation(notation() === "roll" ? "score" : "roll");
}
