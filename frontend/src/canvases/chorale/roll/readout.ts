/** What lies under the mouse: in words, and as the shape of the pointer. */

import { AUTHOR_WORDS, STATE_LABELS } from "../../../domain/cells";
import { positionName } from "../../../domain/chorale/music/bars";
import { pitchName } from "../../../domain/chorale/music/spelling";
import { signName } from "../../../domain/chorale/notation/signs";
import { currentDocument } from "../../../state/document/document";
import { shownColumns, shownDoubt, shownGrid, stage, tool } from "../../../state/stage/open";
import { canPaint } from "../acts";
import { hitNote, type Point } from "../gestures/gesture";
import { previewStates } from "../gestures/preview";
import { shownKey, shownMeta } from "../inView";
import { noteName } from "../letters";
import { tupletAt } from "../writing/tupletsInView";

/** What lies under the mouse, in words; null where nothing does. */
export function readoutAt(at: Point | null): string | null {
  if (at && at.x < 0 && at.y >= 0) return `Press to hear ${pitchName(at.pitch, shownMeta())}`;
  if (!at || at.x < 0 || at.y < 0 || at.column < 0 || at.column >= shownColumns().length)
    return null;
  const meta = shownMeta();
  const { bar, beat } = positionName(at.column, meta);
  const place = bar === 0 ? `Pickup, beat ${beat}` : `Bar ${bar}, beat ${beat}`;
  const hit = hitNote(at);
  if (!hit) return `${place} · ${pitchName(at.pitch, shownKey(at.column))}`;
  const { row, start } = hit.note;
  const state = previewStates()[row]?.[at.column] ?? 0;
  const pitch = Math.abs(shownGrid()[row]?.[start] ?? 0);
  const author = currentDocument()?.authors().get(`${shownColumns()[at.column]}:${row}`);
  const by = stage().view === "canvas" && author ? ` · ${AUTHOR_WORDS[author]}` : "";
  const tuplet = tupletAt({ row, column: at.column });
  const held = tuplet ? ` · ${signName(tuplet.sign)}, held` : "";
  const unsure = doubtWords(row, at.column);
  return `${place} · ${meta.voices[row]?.name} ${noteName({ row, start, pitch })} · ${STATE_LABELS[state]}${held}${by}${unsure}`;
}

const doubtWords = (row: number, column: number): string => {
  const doubt = shownDoubt()?.[row * shownColumns().length + column];
  return doubt === undefined ? "" : ` · doubt ${Math.round(100 * doubt)} %`;
};

/** The shape that the pointer takes. */
export function shapeAt(at: Point | null): string {
  if (!at) return "default";
  if (at.x < 0) return at.y < 0 ? "default" : "pointer";
  if (at.y < 0) return "col-resize";
  const hit = hitNote(at);
  if (tool() === "ask") return hit ? "help" : "default";
  if (!canPaint()) return hit ? "pointer" : "default";
  if (tool() === "paint") return "cell";
  if (hit?.isAtEnd) return "ew-resize";
  if (hit) return "pointer";
  return tool() === "draw" ? "crosshair" : "default";
}
