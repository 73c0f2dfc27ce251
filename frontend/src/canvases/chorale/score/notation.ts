// Whether a chorale is read as a piano roll or as a score.
import { createSignal } from "solid-js";

export type Notation = "roll" | "score";

const [notation, setNotation] = createSignal<Notation>("roll");

export { notation, setNotation as showNotation };

export function toggleNotation(): void {
  setNotation(notation() === "roll" ? "score" : "roll");
}
