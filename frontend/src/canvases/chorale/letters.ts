// The names of the notes in view, as the score writes them.
import type { Grid } from "../../domain/cells";
import { cellKey } from "../../domain/cells";
import { nameOf, pitchOf, type SpelledPitch, spell } from "../../domain/chorale/music/spelling";
import type { Note } from "../../domain/chorale/music/symbols";
import { lettersOf } from "../../domain/chorale/notation/letters";
import { currentDocument } from "../../state/document/document";
import { shownColumns, shownGeneration, shownGrid, stage } from "../../state/stage/open";
import { shownChords } from "./harmony/chordsInView";
import { shownKey, shownMeta } from "./inView";

/** Letters that a person or a file wrote, by "<row>:<column>". Those of a run are what its canvas had. */
function spellings(): ReadonlyMap<string, string> {
  if (stage().view === "candidate") {
    const frozen = shownGeneration()?.frozen()?.content.spellings;
    const stated = Array.isArray(frozen) ? frozen : [];
    return new Map(stated.map(([row, column, name]) => [`${row}:${column}`, String(name)]));
  }
  const found = new Map<string, string>();
  const marks = currentDocument()?.marks();
  if (!marks || marks.size === 0) return found;
  shownColumns().forEach((id, column) => {
    for (let row = 0; row < shownGrid().length; row++) {
      const name = marks.get(cellKey(id, row))?.spelling;
      if (typeof name === "string") found.set(`${row}:${column}`, name);
    }
  });
  return found;
}

/** The last letters, and the notes they were chosen for: callers ask note by note. */
let known: { of: readonly unknown[]; letters: ReturnType<typeof lettersOf> } | null = null;

function letters(): ReturnType<typeof lettersOf> {
  const grid: Grid = shownGrid();
  const of = [
    grid,
    shownMeta(),
    shownChords(),
    currentDocument()?.marks(),
    stage(),
    shownGeneration(),
  ];
  if (!known || of.some((one, index) => one !== known?.of[index])) {
    const written = { meta: shownMeta(), chords: shownChords(), spellings: spellings() };
    known = { of, letters: lettersOf(grid, written) };
  }
  return known.letters;
}

/** How a note is written; one that is not in view, as one that is dragged, by the key alone. */
export function writtenAs({ row, start, pitch }: Omit<Note, "length">): SpelledPitch {
  const name = letters()[row]?.get(start);
  return name && pitchOf(name) === pitch ? name : spell(pitch, shownKey(start));
}

export const noteName = (note: Omit<Note, "length">): string => nameOf(writtenAs(note));
