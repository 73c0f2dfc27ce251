// Whether a chorale is read as a piano roll or as a score.
import { createEffect, createSignal } from "solid-js";
import { setTool, tool } from "../../../state/selection";

export type Notation = "roll" | "score";

const [notation, setNotation] = createSignal<Notation>("roll");

export { notation };

/** Notes are drawn in the roll alone: whoever was drawing goes on by selecting. */
export function showNotation(next: Notation): void {
  if (next === "score" && tool() === "draw") setTool("select");
  setNotation(next);
}

export function toggleNotation(): void {
  showNotation(notation() === "roll" ? "score" : "roll");
}

/** Show the roll to whoever takes the drawing tool, as long as the owner lives. */
export function drawInRollOnly(): void {
  createEffect(() => tool() === "draw" && setNotation("roll"));
}
