// Whether a chorale is read as a piano roll or as a score; kept in this browser.
import { keptSignal } from "../../../ui/kept";

export type Notation = "roll" | "score";

const [notation, showNotation] = keptSignal<Notation>("sunmask:notation", (stored) =>
  stored === "score" ? "score" : "roll",
);

export { notation, showNotation };

export function toggleNotation(): void {
  showNotation(notation() === "roll" ? "score" : "roll");
}
