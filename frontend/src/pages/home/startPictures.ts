// What the cards of the first page show: four bars of Ode to Joy, harmonised in two ways.
import {
  type CellState,
  type Grid,
  RENOISABLE,
  type StateGrid,
  UNMASKED,
} from "../../domain/cells";

/** A voice as "pitch quarters, pitch quarters, ...". */
function line(notes: string): number[] {
  return notes.split(", ").flatMap((note) => {
    const [pitch, quarters] = note.split(" ").map(Number) as [number, number];
    return [pitch, ...new Array<number>(quarters * 4 - 1).fill(-pitch)];
  });
}

const PHRASE = "66 1, 66 1, 67 1, 69 1, 69 1, 67 1, 66 1, 64 1, 62 1, 62 1, 64 1, 66 1";
const MELODY = line(`${PHRASE}, 66 1.5, 64 0.5, 64 2`);
/** The melody of the canvas that is composed from the first page. */
export const ODE = [...MELODY, ...line(`${PHRASE}, 64 1.5, 62 0.5, 62 2`)];

export const HARMONISED: Grid = [
  MELODY,
  line(
    "62 1, 62 1, 64 1, 62 1, 66 1, 64 0.5, 62 0.5, 62 1, 61 1, 59 1, 57 1, 61 1, 62 1, 62 1.5, 61 0.5, 61 2",
  ),
  line("57 2, 59 1, 57 1, 57 1, 59 1, 57 0.5, 59 0.5, 57 1, 54 1, 54 1, 57 2, 59 1, 57 1, 57 2"),
  line(
    "50 1, 47 1, 52 1, 54 1, 50 0.5, 49 0.5, 47 1, 50 1, 45 1, 47 1, 54 1, 45 1, 50 1, 47 1, 52 1, 45 2",
  ),
];
export const OTHERWISE: Grid = [
  MELODY,
  line(
    "57 1, 62 1, 62 1, 64 1, 62 1, 62 1, 62 0.5, 61 0.5, 59 1, 59 1, 57 1, 59 1, 57 1, 62 2, 59 1, 61 1",
  ),
  line(
    "54 1, 57 1, 59 1, 57 1, 57 0.5, 55 0.5, 55 1, 57 1, 56 1, 54 1, 54 1, 55 1, 57 1, 59 1, 56 1, 57 2",
  ),
  line(
    "50 2, 43 1, 49 1, 54 1, 47 1, 50 1, 52 1, 47 0.5, 49 0.5, 50 1, 40 1, 50 1, 47 1, 52 1, 45 1, 45 1",
  ),
];
export const MELODY_KEPT: StateGrid = HARMONISED.map((row, voice) =>
  row.map((): CellState => (voice === 0 ? UNMASKED : RENOISABLE)),
);
