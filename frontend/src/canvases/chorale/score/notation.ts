// Whether a chorale is read as a piano roll or as a score.
import { createEffect, createSignal } from "solid-js";
import { setTool, tool } from "../../../state/selection";

export type Notation = "roll" | "score";

const [notation, setNotation] = createSignal<Notation>("roll");

export { notation };

/** Notes are drawn in the roll only, so the drawing tool changes to selecting. */
export function showNotation(next: Notation): void {
  if (next === "score" && tool() === "draw") setTool("select");
  setNotation(next);
}

export function toggleNotation(): void {
  showNotation(notation() === "roll" ? "score" : "roll");
}

/** Show the roll when the drawing tool is chosen, as long as the owner lives. */
export function drawInRollOnly(): void {
  createEffect(() => tool() === "draw" && setNotation("roll"));
}
