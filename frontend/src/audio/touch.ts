/** Notes sound as they are drawn, selected or moved: the note under the cursor, when it becomes another. */

import { type Accessor, createEffect, createSignal, on, untrack } from "solid-js";
import type { Grid } from "../domain/cells";
import { isOnset } from "../domain/chorale/music/symbols";
import type { CanvasDocument } from "../state/document/document";
import type { Selection } from "../state/stage/createSelection";
import type { Stage } from "../state/stage/createStage";
import { audition } from "./player";

const KEY = "sunmask.touch";
const [hasTouchSound, setTouchSound] = createSignal(
  globalThis.localStorage?.getItem(KEY) !== "silent",
);

export { hasTouchSound };

export function setHasTouchSound(isOn: boolean): void {
  setTouchSound(isOn);
  localStorage.setItem(KEY, isOn ? "sounds" : "silent");
}

let isUntouched = false;

/** Move the cursor without a sound. */
export function untouched(move: () => void): void {
  isUntouched = true;
  move();
  isUntouched = false;
}

/** The canvas on which notes are touched. */
interface Touched {
  document: Accessor<Pick<CanvasDocument, "columnIndex" | "symbols"> | null>;
  stage: Pick<Stage, "inView" | "grid">;
  cursor: Selection["cursor"];
}

/** Listen to the cursor as long as the owner lives. */
export function soundTouchedNotes({ document, stage, cursor }: Touched): void {
  const touched = (): string | null => {
    const at = cursor();
    const canvas = document();
    const column = at && canvas?.columnIndex().get(at.column);
    if (!at || !canvas || column === undefined || column === null) return null;
    // A candidate that is being composed changes under the cursor without anybody's touch.
    const grid =
      stage.inView().view === "canvas" ? canvas.symbols() : (untrack(stage.grid) as Grid);
    const row = grid[at.row] ?? [];
    const pitch = Math.abs(row[column] ?? 0);
    if (pitch === 0) return null;
    let start = column;
    while (start > 0 && !isOnset(row, start)) start--;
    return `${at.row}:${start}:${pitch}`;
  };
  createEffect(
    on(
      touched,
      (now, before) => {
        if (now === null || now === before || isUntouched || !hasTouchSound()) return;
        const [row, , pitch] = now.split(":").map(Number);
        audition(pitch ?? 60, row ?? 0);
      },
      { defer: true },
    ),
  );
}
