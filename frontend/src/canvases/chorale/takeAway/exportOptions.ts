// What a person wants to take away, kept in this browser: `sunmask.chorale.export.options` reads the same.

import { mixerOptions } from "../../../audio/mixer";
import { hasCountIn, hasMetronome } from "../../../audio/player";
import { ROW_VIEWS, STANDARD, type Voice } from "../../../domain/chorale/music/voices";
import { keptSignal } from "../../../ui/kept";

export interface FileChoice {
  name: string;
  label: string;
  /** What it is good for. */
  hint: string;
}

const practice = (voices: readonly Voice[]): readonly FileChoice[] =>
  voices.map(({ name }, row) => ({
    name: ROW_VIEWS[row] ?? "",
    label: name,
    hint: `The ${name.toLowerCase()} loud, the others soft`,
  }));

interface FileGroup {
  label: string;
  files: readonly FileChoice[];
}

/** The files of a chorale of these voices. */
export const groupsFor = (voices: readonly Voice[]): readonly FileGroup[] => [
  {
    label: "Sing along",
    files: [{ name: "mix", label: "All voices", hint: "As in the mixer" }, ...practice(voices)],
  },
  ...OTHERS,
];

const OTHERS: readonly FileGroup[] = [
  {
    label: "On paper (PDF)",
    files: [
      { name: "score", label: "Score", hint: "All voices" },
      { name: "parts", label: "Parts", hint: "A sheet for each singer" },
    ],
  },
  {
    label: "To edit",
    files: [
      { name: "musicxml", label: "MusicXML", hint: "For MuseScore, Sibelius, Dorico" },
      { name: "midi", label: "MIDI", hint: "For sequencers" },
    ],
  },
  {
    label: "Picture of some bars",
    files: [
      { name: "png", label: "PNG", hint: "For messages and slides" },
      { name: "svg", label: "SVG", hint: "Sharp at every size" },
    ],
  },
];

/** Groups for the most voices there may be: the studio ignores voices that a chorale does not have. */
const GROUPS = groupsFor(ROW_VIEWS.map((name) => ({ ...(STANDARD[0] as Voice), name })));

/** All that the singers and their conductor need. */
export const forSingers = (voices: readonly Voice[]): readonly string[] => [
  "mix",
  ...practice(voices).map((one) => one.name),
  "score",
  "parts",
];

export const SOUNDS = ["mp3", "opus", "wav"] as const;
export const STAVES = ["closed", "open"] as const;
export const PAPERS = ["a4", "letter"] as const;
/** Sizes of staves on paper; "fitting" is the largest with which the score needs the fewest pages. */
export const STAFF_SIZES = ["fitting", "large", "medium", "small"] as const;
export const MARGINS = ["usual", "narrow", "wide"] as const;
export const ANALYSES = ["none", "numerals", "figures"] as const;

export interface Manner {
  sound: (typeof SOUNDS)[number];
  staves: (typeof STAVES)[number];
  paper: (typeof PAPERS)[number];
  staff_size: (typeof STAFF_SIZES)[number];
  margins: (typeof MARGINS)[number];
  /** What MusicXML says of the chords that the notes make. */
  analysis: (typeof ANALYSES)[number];
}

const pick = <T>(choices: readonly T[], value: unknown): T =>
  choices.find((one) => one === value) ?? (choices[0] as T);

export const [manner, setManner] = keptSignal<Manner>("sunmask.take-away", (stored) => {
  const given = (stored ?? {}) as Partial<Manner>;
  return {
    sound: pick(SOUNDS, given.sound),
    staves: pick(STAVES, given.staves),
    paper: pick(PAPERS, given.paper),
    staff_size: pick(STAFF_SIZES, given.staff_size),
    margins: pick(MARGINS, given.margins),
    analysis: pick(ANALYSES, given.analysis),
  };
});

/** Whether a signed statement of who made it lies beside each file. */
export const [hasSidecars, setHasSidecars] = keptSignal<boolean>(
  "sunmask.take-away.sidecars",
  (stored) => stored === true,
);

export interface ExportChoice {
  files: readonly string[];
  bars: readonly [number, number];
  tempo: number;
}

/** The options of a rendering, as the studio takes them. */
export const exportOptions = (choice: ExportChoice): Record<string, unknown> => ({
  ...choice,
  ...manner(),
  mixer: mixerOptions(),
  has_metronome: hasMetronome(),
  has_count_in: hasCountIn(),
});

const has = (files: readonly string[], group: number): boolean =>
  (GROUPS[group]?.files ?? []).some((one) => files.includes(one.name));

export const hasSound = (files: readonly string[]): boolean => has(files, 0);
export const hasPaper = (files: readonly string[]): boolean => has(files, 1);
export const hasPicture = (files: readonly string[]): boolean => has(files, 3);

/** How many files there will be: a part for each voice. */
export const numFiles = (files: readonly string[], numVoices: number): number =>
  files.length + (files.includes("parts") ? numVoices - 1 : 0);
