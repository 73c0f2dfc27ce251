// The keys of the chorale canvas, as data: the handler runs this table and the help lists it.

import { MASKED, RENOISABLE, STATE_NAMES, UNMASKED } from "../../../domain/cells";
import { lastPitch } from "../../../domain/chorale/music/notes";
import { ROW_VIEWS } from "../../../domain/chorale/music/voices";
import { currentDocument } from "../../../state/document/document";
import { BRUSH_SIZES } from "../../../state/stage/createSelection";
import {
  brushSize,
  clearSelection,
  invert,
  selectedCells,
  setBrushSize,
  setBrushState,
  setStage,
  setTool,
  setVoice,
  shownGrid,
  stage,
  toggleDoubt,
  togglePin,
  tool,
  voice,
} from "../../../state/stage/open";
import { keyOf } from "../../../ui/keys/keyNames";
import {
  actedOnCells,
  canPaint,
  canWrite,
  chooseTool,
  copy,
  cursorCell,
  cut,
  drawNote,
  eraseChosen,
  moveBySteps,
  notesIn,
  paste,
  putCursor,
  repeat,
  selectAll,
  selectVoice,
  transposeCells,
} from "../acts";
import { deleteBars, insertBars } from "../barActs";
import { askAbout } from "../gestures/ask";
import { lengthAt } from "../gestures/draw";
import { HARMONY_KEYS } from "../harmony/keys";
import { shownVoice, shownVoices } from "../inView";
import { togglePlayIn } from "../playIn/playIn";
import { numColumns, zoomBy, zoomToFit } from "../roll/view";
import { notation, toggleNotation } from "../score/notation";
import { toggleStates } from "../score/view";
import { resetScoreZoom, zoomScoreBy } from "../score/zoom";
import { SIGN_KEYS } from "../signs/keys";
import { BEGINNING_KEYS } from "../writing/keys";
import { paintStates } from "../writing/tuplets";
import type { Key } from "./key";
import { followCursor, MOVING_KEYS } from "./moving";

export const KEYMAP: readonly Key[] = [
  tools("select", "Select", "v"),
  tools("paint", "Paint states", "b"),
  tools("draw", "Draw notes in the roll, or write them in the score", "d"),
  ...BEGINNING_KEYS,
  {
    name: "ask",
    label: "Show alternatives for the note at the cursor, or for each note you click",
    group: "Tools",
    keys: ["a"],
    perform: askAtCursor,
  },
  {
    name: "doubt",
    label: "Show how unsure the model is (heat map)",
    group: "View",
    keys: ["h"],
    perform: toggleDoubt,
  },
  {
    name: "brush-smaller",
    label: "Smaller brush",
    group: "Tools",
    keys: ["["],
    perform: () => resizeBrush(-1),
  },
  {
    name: "brush-larger",
    label: "Larger brush",
    group: "Tools",
    keys: ["]"],
    perform: () => resizeBrush(1),
  },
  ...ROW_VIEWS.map(
    (name, row): Key => ({
      name: `voice-${row}`,
      label: row < 4 ? `Choose ${name}` : `Choose the voice ${row + 1} from the top`,
      group: "Tools",
      keys: [`Shift+${row + 1}`, `mod+Alt+${row + 1}`],
      perform: () => row < shownVoices().length && chooseVoice(row),
    }),
  ),
  states(UNMASKED, "Unmasked (keep)", "1"),
  states(MASKED, "Masked (rewrite)", "2"),
  states(RENOISABLE, "Renoisable (anew)", "3"),
  {
    name: "pin",
    label: "Pin or unpin",
    group: "States",
    keys: ["p"],
    perform: () => canPaint() && togglePin(actedOnCells()),
  },
  {
    name: "invert",
    label: "Swap unmasked and renoisable",
    group: "States",
    keys: ["Shift+v"],
    perform: () => canPaint() && invert(selectedCells()),
  },
  {
    name: "select-all",
    label: "Select everything",
    group: "Select",
    keys: ["mod+a"],
    perform: selectAll,
  },
  {
    name: "select-voice",
    label: "Select the chosen voice",
    group: "Select",
    keys: ["Alt+a"],
    perform: () => selectVoice(voice()),
  },
  {
    name: "clear",
    label: "Clear the selection, or go back to the canvas",
    group: "Select",
    keys: ["Escape"],
    perform: clear,
  },
  ...MOVING_KEYS,
  transposes("up", "Pitch up a semitone", "ArrowUp", 1),
  transposes("down", "Pitch down a semitone", "ArrowDown", -1),
  byStep("step-up", "Up by a line or space, within the key", "Alt+Shift+ArrowUp", 1),
  byStep("step-down", "Down by a line or space, within the key", "Alt+Shift+ArrowDown", -1),
  transposes("octave-up", "Up an octave", "mod+ArrowUp", 12),
  transposes("octave-down", "Down an octave", "mod+ArrowDown", -12),
  {
    name: "draw-note",
    label: "Draw a note at the cursor (drawing)",
    group: "Notes",
    keys: ["Enter"],
    isOnCanvas: true,
    perform: drawAtCursor,
  },
  {
    name: "erase",
    label: "Erase notes",
    group: "Notes",
    keys: ["Delete", "Backspace"],
    isOnCanvas: true,
    perform: eraseChosen,
  },
  {
    name: "play-in",
    label: "Play notes in on a MIDI keyboard or the computer's keys",
    group: "Notes",
    keys: ["k"],
    perform: togglePlayIn,
  },
  ...HARMONY_KEYS,
  ...SIGN_KEYS,
  { name: "copy", label: "Copy", group: "Edit", keys: ["mod+c"], perform: copy },
  { name: "cut", label: "Cut", group: "Edit", keys: ["mod+x"], perform: cut },
  { name: "paste", label: "Paste", group: "Edit", keys: ["mod+v"], perform: paste },
  {
    name: "repeat",
    label: "Repeat the selection right behind it; while writing, the last note",
    group: "Edit",
    keys: ["r"],
    perform: repeat,
  },
  {
    name: "add-bar",
    label: "Add a bar at the end",
    group: "Edit",
    keys: ["mod+b"],
    perform: () => insertBars(numColumns(), 1),
  },
  {
    name: "delete-bars",
    label: "Delete the selected bars",
    group: "Edit",
    keys: ["mod+Delete", "mod+Backspace"],
    isOnCanvas: true,
    perform: deleteBars,
  },
  {
    name: "undo",
    label: "Undo my last edit",
    group: "Edit",
    keys: ["mod+z"],
    perform: () => currentDocument()?.undo(),
  },
  {
    name: "redo",
    label: "Redo",
    group: "Edit",
    keys: ["mod+Shift+z", "mod+y"],
    perform: () => currentDocument()?.redo(),
  },
  {
    name: "notation",
    label: "Switch between roll and score",
    group: "View",
    keys: ["Shift+n"],
    perform: toggleNotation,
  },
  {
    name: "tints",
    label: "Show or hide the tints and lanes of the score",
    group: "View",
    keys: ["Shift+t"],
    perform: toggleStates,
  },
  zooms("zoom-in", "Zoom in", ["mod++", "mod+="], 1.25),
  zooms("zoom-out", "Zoom out", ["mod+-"], 0.8),
  {
    name: "zoom-fit",
    label: "Fit in view",
    group: "View",
    keys: ["mod+0"],
    perform: () => (notation() === "score" ? resetScoreZoom() : zoomToFit()),
  },
];

/** The first key of an act, for buttons and menus that name it. */
export function firstKey(name: string): string {
  const key = KEYMAP.find((one) => one.name === name)?.keys[0];
  if (key === undefined) throw new Error(`expected the name of a key's act, got ${name}`);
  return key;
}

/** Run the key's act; false where the table has none for it. */
export function performKey(event: KeyboardEvent, isCanvasFocused: boolean): boolean {
  const pressed = keyOf(event);
  const found = KEYMAP.find(
    (key) => key.keys.includes(pressed) && (!key.isOnCanvas || isCanvasFocused),
  );
  if (!found) return false;
  found.perform(pressed);
  return true;
}

function tools(name: "select" | "paint" | "draw", label: string, key: string): Key {
  return { name, label, group: "Tools", keys: [key], perform: () => chooseTool(name) };
}

function states(state: 0 | 1 | 2, label: string, key: string): Key {
  return {
    name: STATE_NAMES[state],
    label: `${label}: the selection, or the brush if nothing is selected`,
    group: "States",
    keys: [key],
    perform: () => applyState(state),
  };
}

/** The tool that asks; with a note under the cursor, its alternatives at once. */
function askAtCursor(): void {
  setTool("ask");
  const cells = actedOnCells();
  const note = notesIn(cells)[0];
  if (note) askAbout(note);
}

/** Set the brush's state, and paint the selection with it if there is one. */
export function applyState(state: 0 | 1 | 2): void {
  setBrushState(state);
  if (selectedCells().length > 0 && canPaint()) paintStates(selectedCells(), state);
}

export function resizeBrush(by: number): void {
  const index = BRUSH_SIZES.indexOf(brushSize() as (typeof BRUSH_SIZES)[number]);
  const next = BRUSH_SIZES[Math.max(0, Math.min(BRUSH_SIZES.length - 1, index + by))];
  if (next) setBrushSize(next);
}

function chooseVoice(row: number): void {
  setVoice(row);
  putCursor({ row, column: cursorCell()?.column ?? 0 });
}

function clear(): void {
  if (selectedCells().length > 0) clearSelection();
  else if (stage().view === "candidate") setStage({ view: "canvas" });
}

function zooms(name: string, label: string, keys: readonly string[], factor: number): Key {
  return {
    name,
    label,
    group: "View",
    keys,
    perform: () => (notation() === "score" ? zoomScoreBy(factor) : zoomBy(factor)),
  };
}

function transposes(name: string, label: string, key: string, semitones: number): Key {
  return {
    name,
    label,
    group: "Notes",
    keys: [key],
    isOnCanvas: true,
    perform: () => transposeCells(actedOnCells(), semitones),
  };
}

function byStep(name: string, label: string, key: string, steps: number): Key {
  return {
    name,
    label,
    group: "Notes",
    keys: [key],
    isOnCanvas: true,
    perform: () => moveBySteps(actedOnCells(), steps),
  };
}

/** Draw a note of the brush's length, at the pitch that the voice had last (or in its middle), and continue behind it. */
function drawAtCursor(): void {
  const at = cursorCell();
  if (!canWrite() || !at || tool() !== "draw") return;
  const pitch = lastPitch(shownGrid()[at.row] ?? [], at.column, shownVoice(at.row));
  const length = lengthAt(at.row, at.column);
  drawNote({ row: at.row, start: at.column, length, pitch });
  putCursor({ row: at.row, column: at.column + length });
  followCursor();
}
