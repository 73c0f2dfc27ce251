// How the score is shown: which voices stand on which staves, and whether states and chords are seen. Kept in this browser.
import { createMemo, createRoot } from "solid-js";
import {
  clefOf,
  closedStaves,
  openStaves,
  ROW_VIEWS,
  type Voice,
} from "../../../domain/chorale/music/voices";
import { stepOf } from "../../../domain/chorale/staff/staffSteps";
import { keptSignal } from "../../../ui/kept";
import { shownVoices } from "../inView";

export interface ScoreView {
  /** The studio's word for it. */
  name: string;
  label: string;
  /** The voices of each staff, from the top. */
  staves: readonly (readonly number[])[];
}

/** The views that a score of these voices has. */
export const viewsOf = (voices: readonly Voice[]): readonly ScoreView[] => [
  { name: "closed", label: closedLabel(voices), staves: closedStaves(voices) },
  { name: "open", label: `Open score, ${staves(voices.length)}`, staves: openStaves(voices) },
  { name: "reduction", label: "Piano reduction", staves: closedStaves(voices) },
  ...voices.map(({ name }, row) => ({
    name: ROW_VIEWS[row] ?? "",
    label: `${name} alone`,
    staves: [[row]],
  })),
];

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six"];
const staves = (number: number): string => `${NUMBERS[number] ?? number} staves`;
const closedLabel = (voices: readonly Voice[]): string =>
  `Closed score, ${staves(closedStaves(voices).length)}`;

const [viewName, showView] = keptSignal<string>("sunmask:score-view", (stored) =>
  typeof stored === "string" ? stored : "closed",
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

const views = createRoot(() => createMemo(() => viewsOf(shownVoices())));

export { views };

/** The view that was chosen; the first one where the voices in view have no such. */
export const scoreView = (): ScoreView =>
  views().find(({ name }) => name === viewName()) ?? (views()[0] as ScoreView);

export const toggleStates = (): void => showStates(!areStatesShown());

export const toggleChords = (): void => showChords(!areChordsShown());

const TREBLE = stepOf({ letter: "E", octave: 4 });
/** The step of the lowest line of a staff, by its clef. */
const BOTTOM_STEPS = {
  treble: TREBLE,
  "treble-8": TREBLE - 7,
  alto: stepOf({ letter: "F", octave: 3 }),
  tenor: stepOf({ letter: "D", octave: 3 }),
  bass: stepOf({ letter: "G", octave: 2 }),
} as const;

/** The step of the lowest line of a staff of these rows. */
export const bottomStep = (rows: readonly number[]): number =>
  BOTTOM_STEPS[clefOf(rows, shownVoices())];
