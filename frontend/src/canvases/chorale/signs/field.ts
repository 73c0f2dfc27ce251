// Typing a text of the score: a dynamic, a staff or system text, a rehearsal mark. Where the field stands, and what
// becomes of what is typed.
import { createSignal } from "solid-js";
import {
  dynamicOf,
  isText,
  MOST_TEXT,
  type Sign,
  textOf,
} from "../../../domain/chorale/notation/signs";
import { toast } from "../../../ui/messages/toasts";
import { cursorCell } from "../acts";
import { reveal } from "../roll/view";
import { showNotation } from "../score/notation";
import { chosenSign, leaveSign, removeSign, rewriteSign } from "./chosen";
import { canvasForSigns, chosenNotes, SignEdit, signsAt } from "./placing";

export type TextKind = "dynamics" | "words" | "system" | "rehearsal";

interface Field {
  kind: TextKind;
  row: number;
  column: number;
  /** The sign that is changed; null for a new one. */
  before: Sign | null;
}

const [field, setField] = createSignal<Field | null>(null);

/** Where a text is typed; null where none is. */
export const signField = field;

/** Begin a text at the first chosen note, or at the cursor. Those of the system hang on the uppermost voice. */
export function openText(kind: TextKind): void {
  const document = canvasForSigns();
  if (!document) return;
  const [note] = chosenNotes().sort((one, other) => one.start - other.start || one.row - other.row);
  const at = note ? { row: note.row, column: note.start } : cursorCell();
  if (!at) return void toast("A text belongs to a note. Select one first.");
  const row = kind === "system" || kind === "rehearsal" ? 0 : at.row;
  showNotation("score");
  reveal(at.column);
  const before = signsAt(document, row, at.column).find((sign) => sign.kind === kind);
  leaveSign();
  setField({ kind, row, column: at.column, before: before ?? null });
}

/** Change the text of the chosen sign. */
export function reopenText(): void {
  const at = chosenSign();
  if (at && isText(at.sign)) setField({ ...at, kind: at.sign.kind as TextKind, before: at.sign });
}

export const typedBefore = (): string => {
  const before = field()?.before;
  return before ? textOf(before) : "";
};

export const leaveText = (): void => void setField(null);

/** Write what was typed; nothing takes the text away. */
export function writeText(typed: string): void {
  const now = field();
  const document = now && canvasForSigns();
  setField(null);
  if (!now || !document) return;
  const text = typed.replace(/\s+/g, " ").trim().slice(0, MOST_TEXT);
  const { side, style, value } = now.before ?? {};
  const how = {
    ...(side ? { side } : {}),
    ...(style ? { style } : {}),
    ...(value ? { value } : {}),
  };
  const sign: Sign | null =
    text === ""
      ? null
      : now.kind === "dynamics"
        ? { ...dynamicOf(text), ...how }
        : { kind: now.kind, text, ...how };
  if (chosenSign()) return sign ? rewriteSign(sign) : removeSign();
  const edit = new SignEdit(document);
  if (now.before && sign) edit.replace(now.row, now.column, now.before, sign);
  else if (now.before) edit.remove(now.row, now.column, now.before);
  else if (sign) edit.add(now.row, now.column, sign);
  edit.commit();
}
