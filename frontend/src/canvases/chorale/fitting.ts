// Notes beyond the model brought within its pitches, by octaves or by moving everything.
import { cellOfKey } from "../../domain/cells";
import { HIGHEST_PITCH, LOWEST_PITCH } from "../../domain/chorale/music/symbols";
import { networkShift, type Voice, voicesIn } from "../../domain/chorale/music/voices";
import { signsIn } from "../../domain/chorale/notation/signs";
import { toast } from "../../ui/messages/toasts";
import { plural } from "../../ui/plural";
import { openCanvas, transposeAll } from "./acts";
import { movedSign } from "./writing/movedMarks";

export const FITS = ["octave", "transpose"] as const;
export type Fit = (typeof FITS)[number];
const OCTAVE = 12;

/** How many notes' cells of a row the model would have no symbol for, moved by so many semitones. */
function numBeyond(row: readonly number[], by: number): number {
  return row.filter((symbol) => {
    const pitch = Math.abs(symbol) + by;
    return symbol !== 0 && (pitch < LOWEST_PITCH || pitch > HIGHEST_PITCH);
  }).length;
}

/** How far an interval of octaves moves letters: not at all. */
const fifthsOf = (semitones: number): number => (semitones % OCTAVE === 0 ? 0 : 7 * semitones);

/** Move a whole voice. */
export function moveVoice(row: number, semitones: number): void {
  const document = openCanvas();
  if (!document) return;
  const cells = document.symbols()[row] ?? [];
  const columnOf = document.columnIndex();
  document.edit((edit) => {
    cells.forEach((symbol, column) => {
      if (symbol !== 0) edit.setSymbol(row, column, symbol + Math.sign(symbol) * semitones);
    });
    for (const [key, marks] of document.marks()) {
      const cell = cellOfKey(key, columnOf);
      const own = signsIn(marks.signs);
      if (cell?.row !== row || !own.some(({ notes }) => notes)) continue;
      const signs = own.map((sign) => movedSign(sign, fifthsOf(semitones), semitones));
      edit.setMarks(row, cell.column, { ...marks, signs });
    }
  });
}

/** Bring what is beyond the model within it, and say what was done. */
export function fitToModel(how: Fit): void {
  const document = openCanvas();
  if (!document) return;
  const voices = voicesIn(document.meta().voices);
  const rows = document.symbols();
  if (how === "octave") fitByOctaves(rows, voices);
  else fitByTransposing(rows, voices);
}

function fitByOctaves(rows: readonly (readonly number[])[], voices: readonly Voice[]): void {
  const shift = networkShift(voices);
  const moved: string[] = [];
  rows.forEach((row, index) => {
    const voice = voices[index];
    if (!voice?.part || numBeyond(row, shift) === 0) return;
    const by = [-OCTAVE, OCTAVE].sort(
      (one, other) => numBeyond(row, shift + one) - numBeyond(row, shift + other),
    )[0] as number;
    if (numBeyond(row, shift + by) >= numBeyond(row, shift)) return;
    moveVoice(index, by);
    moved.push(`${voice.name} an octave ${by < 0 ? "down" : "up"}`);
  });
  toast(
    moved.length > 0
      ? `Moved ${moved.join(", ")}. Undo takes it back.`
      : "No octave brings more of the notes within what the model composes.",
  );
}

function fitByTransposing(rows: readonly (readonly number[])[], voices: readonly Voice[]): void {
  const shift = networkShift(voices);
  const beyond = (by: number) =>
    rows.reduce((sum, row, index) => {
      return sum + (voices[index]?.part ? numBeyond(row, shift + by) : 0);
    }, 0);
  const ways = Array.from({ length: 2 * OCTAVE - 1 }, (_, at) => at - OCTAVE + 1);
  const [by = 0] = ways.sort(
    (one, other) => beyond(one) - beyond(other) || Math.abs(one) - Math.abs(other),
  );
  if (by === 0) return void toast("No transposition brings more of the notes within the model.");
  transposeAll(by);
  toast(
    `Moved everything ${by < 0 ? "down" : "up"} by ${plural(Math.abs(by), "semitone")}. Undo takes it back.`,
  );
}
