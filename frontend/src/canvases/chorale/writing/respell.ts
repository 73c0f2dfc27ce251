// The other letter of a note: D♯ for E♭.
import { cellKey } from "../../../domain/cells";
import { otherSpelling } from "../../../domain/chorale/notation/respelling";
import { toast } from "../../../ui/messages/toasts";
import { actedOnCells, notesIn, openCanvas } from "../acts";
import { writtenAs } from "../letters";

/** Write the selected notes by their other letters, where these need no double sign. */
export function respell(): void {
  const document = openCanvas();
  if (!document) return;
  const notes = notesIn(actedOnCells()).flatMap((note) => {
    const spelling = otherSpelling(writtenAs(note));
    return spelling === null ? [] : [{ ...note, spelling }];
  });
  if (notes.length === 0)
    return void toast("Select notes that have another letter, such as D♯ and E♭, to respell them.");
  document.edit((edit) => {
    for (const { row, start, spelling } of notes) {
      const here = document.marks().get(cellKey(document.columns()[start] ?? "", row));
      edit.setMarks(row, start, { ...here, spelling });
    }
  });
}
