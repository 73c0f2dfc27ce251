// What keys and buttons write on chosen notes: articulations, slurs, hairpins, dynamics. The same press again takes it
// away.
import { keyAt } from "../../../domain/chorale/music/bars";
import { type Note, notesOf } from "../../../domain/chorale/music/symbols";
import { freeNumber, type LineKind, type Sign } from "../../../domain/chorale/notation/signs";
import { movedBySteps } from "../../../domain/chorale/staff/staffSteps";
import type { CanvasDocument } from "../../../state/document/document";
import { shownGrid } from "../../../state/stage/open";
import { toast } from "../../../ui/messages/toasts";
import { shownMeta } from "../inView";
import { writtenAs } from "../letters";
import { canvasForSigns, chosenByRow, linesOfRow, SignEdit, signsAt } from "./placing";

/** Give all chosen notes an articulation, or take it away where all have it. */
export function toggleArticulation(name: string): void {
  const document = canvasForSigns();
  if (!document) return;
  const notes = [...chosenByRow("An articulation").values()].flat();
  const on = ({ row, start }: Note) =>
    signsAt(document, row, start).filter(
      (sign) => sign.kind === "articulations" && sign.name === name,
    );
  const isGiven = notes.some((note) => on(note).length === 0);
  const edit = new SignEdit(document);
  for (const note of notes) {
    if (isGiven && on(note).length === 0)
      edit.add(note.row, note.start, { kind: "articulations", name });
    if (!isGiven) for (const sign of on(note)) edit.remove(note.row, note.start, sign);
  }
  edit.commit();
}

/** A slur from the first chosen note of each voice to the last; from one note alone to the next. */
export function toggleSlur(): void {
  const document = canvasForSigns();
  if (!document) return;
  const edit = new SignEdit(document);
  for (const [row, notes] of chosenByRow("A slur")) {
    const first = notes[0] as Note;
    const last =
      notes.length > 1
        ? (notes.at(-1) as Note)
        : notesOf(shownGrid()[row] ?? [], row).find(({ start }) => start > first.start);
    if (last) toggleLine(edit, document, row, { first: first.start, last: last.start }, SLUR);
    else toast("A slur leads to another note. Nothing comes behind this one.");
  }
  edit.commit();
}

const SLUR: Sign = { kind: "slur", name: "start" };

/** A hairpin from where the chosen notes of each voice begin to where they end. */
export function toggleHairpin(name: "crescendo" | "diminuendo"): void {
  const document = canvasForSigns();
  if (!document) return;
  const edit = new SignEdit(document);
  for (const [row, notes] of chosenByRow("A hairpin")) {
    const last = notes.at(-1) as Note;
    const span = { first: (notes[0] as Note).start, last: last.start + last.length - 1 };
    if (span.last > span.first) toggleLine(edit, document, row, span, { kind: "wedge", name });
    else toast("A hairpin needs more than a sixteenth. Select several notes.");
  }
  edit.commit();
}

/** Write a line; one of the same kind over the same notes gives way to it, and goes where it is the same. */
function toggleLine(
  edit: SignEdit,
  document: CanvasDocument,
  row: number,
  span: { first: number; last: number },
  begins: Sign,
): void {
  const lines = linesOfRow(document, row, begins.kind as LineKind);
  const there = lines.find(({ first, last }) => first === span.first && last === span.last);
  if (there) edit.removeLine(row, there);
  if (there?.begins.name === begins.name) return;
  const number = freeNumber(
    lines.filter((line) => line !== there),
    span,
  );
  if (number === null) toast("Sixteen lines are open here already. Remove one first.");
  else edit.addLine(row, { ...span, begins: number > 1 ? { ...begins, number } : begins });
}

/** A grace note a step above each chosen note, with a stroke; where all have one without, and where they have that
 * too, none. */
export function turnGrace(): void {
  const document = canvasForSigns();
  if (!document) return;
  const notes = [...chosenByRow("A grace note").values()].flat();
  const on = ({ row, start }: Note) =>
    signsAt(document, row, start).find(({ kind }) => kind === "grace");
  const edit = new SignEdit(document);
  const isNew = notes.some((note) => !on(note));
  const isStruck = notes.some((note) => on(note)?.name === "acciaccatura");
  for (const note of notes) {
    const here = on(note);
    if (!here) {
      const pitch = movedBySteps(note, 1, keyAt(note.start, shownMeta()), writtenAs(note));
      const sign: Sign = { kind: "grace", name: "acciaccatura", notes: [[EIGHTH, pitch, ""]] };
      edit.add(note.row, note.start, sign);
    } else if (!isNew && isStruck)
      edit.replace(note.row, note.start, here, { ...here, name: "appoggiatura" });
    else if (!isNew) edit.remove(note.row, note.start, here);
  }
  edit.commit();
}

/** In 64ths. */
const EIGHTH = 8;

/** A dynamic at the first chosen note of each voice, in place of the one that stands there. */
export function toggleDynamic(name: string): void {
  const document = canvasForSigns();
  if (!document) return;
  const edit = new SignEdit(document);
  for (const [row, [first]] of chosenByRow("A dynamic")) {
    if (!first) continue;
    const before = signsAt(document, row, first.start).filter(({ kind }) => kind === "dynamics");
    for (const sign of before) edit.remove(row, first.start, sign);
    if (!before.some((sign) => sign.name === name))
      edit.add(row, first.start, { kind: "dynamics", name });
  }
  edit.commit();
}
