// What the canvas's menus offer at a place.

import { MASKED, RENOISABLE, STATE_NAMES, UNMASKED } from "../../domain/cells";
import { barAt } from "../../domain/chorale/music/bars";
import { wantComment } from "../../state/comments";
import { invert, selectedCells, setTool, setVoice, togglePin } from "../../state/stage/open";
import { mutedVoices, soloVoices, toggleMute, toggleSolo } from "../../state/stage/voices";
import type { MenuItem, OpenMenu } from "../../ui/overlays/ContextMenu";
import {
  actedOnCells,
  canPaint,
  canPaste,
  canWrite,
  choraleMeta,
  copy,
  cut,
  eraseChosen,
  notesIn,
  openCanvas,
  paste,
  putCursor,
  selectBars,
  selectNote,
  selectRectangle,
  selectVoice,
  transposeCells,
} from "./acts";
import { deleteBars, insertBars } from "./barActs";
import { hitNote, type Point } from "./gestures/gesture";
import { canSetFermatas, toggleFermatas } from "./harmony/fermatas";
import { openBeatHere } from "./harmony/open";
import { canAsk } from "./harmony/write";
import { shownLetters, shownVoices } from "./inView";
import { firstKey } from "./keyboard/keymap";
import { numColumns } from "./roll/view";
import { toggleSlur } from "./signs/acts";
import { openText } from "./signs/field";
import { openLyrics } from "./writing/lyrics";
import { paintStates } from "./writing/tuplets";

/** Questions that items of the menu open: how far all of the piece moves, and what changes from a bar on. */
export interface MenuDialogs {
  transpose: () => void;
  changeFrom: (bar: number) => void;
}

/** The menu for a place in roll, ruler or lanes; it selects what lies there unless it is selected already. */
export function menuAt(
  at: { clientX: number; clientY: number },
  point: Point,
  { place, dialogs }: { place: "roll" | "lanes"; dialogs: MenuDialogs },
): OpenMenu | null {
  const column = Math.max(0, Math.min(numColumns() - 1, point.column));
  if (numColumns() === 0) return null;
  const hit = place === "roll" && point.y >= 0 ? hitNote(point) : null;
  const row = hit?.note.row ?? point.row;
  const isSelected = selectedCells().some(
    (cell) => cell.column === column && (cell.row === row || (place === "roll" && !hit)),
  );
  if (!isSelected) {
    // The menu acts on what is selected, so that one sees what it will change: a note, or a bar.
    const bar = barAt(column, numColumns(), choraleMeta());
    const last = bar.first + bar.length - 1;
    if (hit) selectNote(hit.note);
    else if (place === "roll") selectBars(column, column);
    else selectRectangle({ first: bar.first, last, firstRow: row, lastRow: row });
    putCursor({ row, column });
  }
  return menuOfSelection(at, column, dialogs);
}

/** The menu for what is selected, and for the bar of a sixteenth. */
export function menuOfSelection(
  at: { clientX: number; clientY: number },
  column: number,
  dialogs: MenuDialogs,
): OpenMenu {
  return {
    x: at.clientX,
    y: at.clientY,
    label: "Actions here",
    items: itemsFor(column, dialogs),
  };
}

function itemsFor(column: number, dialogs: MenuDialogs): MenuItem[] {
  const isReadOnly = !canPaint();
  const isUnwritable = !canWrite();
  const isElsewhere = openCanvas() === null;
  const cells = actedOnCells();
  const hasNotes = notesIn(cells).length > 0;
  const bar = barAt(column, numColumns(), choraleMeta());
  const paint = (label: string, state: 0 | 1 | 2): MenuItem => ({
    label,
    keys: String(state + 1),
    swatch: STATE_NAMES[state],
    isDisabled: isReadOnly,
    perform: () => paintStates(cells, state),
  });
  const transpose = (label: string, keys: string, semitones: number): MenuItem => ({
    label,
    keys,
    isDisabled: isUnwritable || !hasNotes,
    perform: () => transposeCells(cells, semitones),
  });
  return [
    paint("Unmasked (keep)", UNMASKED),
    paint("Masked (rewrite)", MASKED),
    paint("Renoisable (anew)", RENOISABLE),
    {
      label: "Pin or unpin",
      keys: firstKey("pin"),
      isDisabled: isReadOnly,
      perform: () => togglePin(cells),
    },
    {
      label: "Invert",
      keys: firstKey("invert"),
      isDisabled: isReadOnly,
      perform: () => invert(cells),
    },
    { label: "Comment", keys: "mod+Alt+m", startsGroup: true, perform: wantComment },
    { label: "Copy", keys: "mod+c", startsGroup: true, isDisabled: !hasNotes, perform: copy },
    { label: "Cut", keys: "mod+x", isDisabled: isUnwritable || !hasNotes, perform: cut },
    { label: "Paste", keys: "mod+v", isDisabled: !canPaste(), perform: paste },
    {
      label: "Erase notes",
      keys: "Delete",
      isDisabled: isUnwritable || !hasNotes,
      perform: eraseChosen,
    },
    {
      label: "Fermata (end of a phrase)",
      keys: "Shift+f",
      startsGroup: true,
      isDisabled: !canSetFermatas(),
      perform: toggleFermatas,
    },
    {
      label: "Slur",
      keys: firstKey("slur"),
      isDisabled: isElsewhere || !hasNotes,
      perform: toggleSlur,
    },
    {
      label: "Dynamic …",
      keys: firstKey("dynamic"),
      isDisabled: isElsewhere || !hasNotes,
      perform: () => openText("dynamics"),
    },
    {
      label: "Text over the staff …",
      keys: firstKey("staff-text"),
      isDisabled: isElsewhere || !hasNotes,
      perform: () => openText("words"),
    },
    {
      label: "Words under the notes",
      keys: "mod+l",
      isDisabled: isElsewhere || !hasNotes,
      perform: openLyrics,
    },
    { label: "Ask for a chord", keys: "Shift+c", isDisabled: !canAsk(), perform: openBeatHere },
    { ...transpose("Up a semitone", "ArrowUp", 1), startsGroup: true },
    transpose("Down a semitone", "ArrowDown", -1),
    transpose("Up an octave", "mod+ArrowUp", 12),
    transpose("Down an octave", "mod+ArrowDown", -12),
    { label: "Transpose the whole piece …", isDisabled: isElsewhere, perform: dialogs.transpose },
    {
      label: `Key, tempo, metre or repeats from bar ${Math.max(1, bar.number)} …`,
      isDisabled: isElsewhere,
      perform: () => dialogs.changeFrom(bar.number),
    },
    {
      label:
        bar.number === 0
          ? "Insert a bar after the pickup"
          : `Insert a bar before bar ${bar.number}`,
      startsGroup: true,
      isDisabled: isElsewhere,
      perform: () => insertBars(bar.number === 0 ? bar.length : bar.first, 1),
    },
    {
      label: "Insert a bar after this one",
      isDisabled: isElsewhere || bar.number === 0,
      perform: () => insertBars(bar.first + bar.length, 1),
    },
    {
      label: selectedCells().length > 0 ? "Delete the selected bars" : "Delete this bar",
      isDisabled: isElsewhere,
      perform: deleteBars,
    },
  ];
}

/** What a voice's letter offers where there is no room for mute and solo beside it. */
export function voiceMenu(at: { clientX: number; clientY: number }, row: number): OpenMenu {
  const isMuted = mutedVoices().has(row);
  const isSolo = soloVoices().has(row);
  return {
    x: at.clientX,
    y: at.clientY,
    label: shownVoices()[row]?.name ?? "Voice",
    items: [
      { label: `Select ${shownLetters()[row]}, the whole voice`, perform: () => selectVoice(row) },
      {
        label: "Draw in this voice",
        perform: () => {
          setVoice(row);
          setTool("draw");
        },
      },
      { label: isMuted ? "Unmute" : "Mute", startsGroup: true, perform: () => toggleMute(row) },
      { label: isSolo ? "End solo" : "Solo", perform: () => toggleSolo(row) },
    ],
  };
}
