// What a person does to the voices of the score: each is one edit, which undo takes back with all its notes.

import {
  type Arranged,
  rowsOf,
  withMoved,
  withoutVoice,
  withVoice,
} from "../../domain/chorale/music/voiceEdits";
import { voicesIn } from "../../domain/chorale/music/voices";
import { toast } from "../../ui/messages/toasts";
import { choraleMeta, openCanvas } from "./acts";

export const addVoice = (name: string): void => {
  arrange((voices) => withVoice(voices, name));
};

/** Remove a voice with its notes, and offer to take that back where it had any. */
export function removeVoice(row: number): void {
  const document = openCanvas();
  const { name } = choraleMeta().voices[row] ?? { name: "" };
  const hasNotes = document?.symbols()[row]?.some((symbol) => symbol !== 0) ?? false;
  if (!arrange((voices) => withoutVoice(voices, row)) || !hasNotes) return;
  toast(`Removed ${name} with its notes.`, {
    undoes: "edit",
    action: { label: "Undo", perform: () => document?.undo() },
  });
}

export const raiseVoice = (row: number, by: -1 | 1): void => {
  arrange((voices) => withMoved(voices, row, by));
};

/** False, with a sentence, where it cannot be. */
function arrange(change: (voices: Arranged["voices"]) => Arranged | string): boolean {
  const document = openCanvas();
  if (!document) return false;
  const voices = voicesIn(document.meta().voices);
  const arranged = change(voices);
  if (typeof arranged === "string") {
    toast(arranged);
    return false;
  }
  document.edit((edit) => {
    edit.setMeta("voices", arranged.voices);
    edit.setRows(rowsOf(arranged, voices.length));
  });
  return true;
}
