// How the score is shown: which voices stand on which staves, and whether states and chords are seen. Kept in this browser.
import { stepOf } from "../../../domain/chorale/staff/staffSteps";
import { VOICE_NAMES } from "../../../domain/chorale/symbols";
import { keptSignal } from "../../../ui/kept";

export interface ScoreView {
  /** The studio's word for it. */
  name: string;
  label: string;
  /** The voices of each staff, from the top. */
  staves: readonly (readonly number[])[];
}

const CLOSED = [
  [0, 1],
  [2, 3],
];

export const VIEWS: readonly ScoreView[] = [
  { name: "closed", label: "Closed score, two staves", staves: CLOSED },
  { name: "open", label: "Open score, four staves", staves: [[0], [1], [2], [3]] },
  { name: "reduction", label: "Piano reduction", staves: CLOSED },
  ...VOICE_NAMES.map((name, row) => ({
    name: name.toLowerCase(),
    label: `${name} alone`,
    staves: [[row]],
  })),
];

const [viewName, showView] = keptSignal<string>("sunmask:score-view", (stored) =>
  VIEWS.some(({ name }) => name === stored) ? String(stored) : "closed",
);
const [areStatesShown, showStates] = keptSignal<boolean>(
  "sunmask:score-states",
  (stored) => stored !== false,
);

const [areChordsShown, showChords] = keptSignal<boolean>(
  "sunmask:score-chords",
  (stored) => stored !== false,
);

export { areChordsShown, areStatesShown, showView };

export const scoreView = (): ScoreView =>
  VIEWS.find(({ name }) => name === viewName()) ?? (VIEWS[0] as ScoreView);

export const toggleStates = (): void => showStates(!areStatesShown());

export const toggleChords = (): void => showChords(!areChordsShown());

const TREBLE = stepOf({ letter: "E", octave: 4 });
const OCTAVE_BELOW = TREBLE - 7;
const BASS = stepOf({ letter: "G", octave: 2 });

/** What stands on the last line of a staff, by its clef: the tenor's own sounds an octave lower. */
export function bottomStep(rows: readonly number[]): number {
  const [upper = 0] = rows;
  if (upper < 2) return TREBLE;
  return upper === 2 && rows.length === 1 ? OCTAVE_BELOW : BASS;
}
