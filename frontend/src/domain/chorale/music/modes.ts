// Keys: a signature and a mode of it. Twin of MODES in sunmask/chorale/music/symbols.py.

/**
 * How far the tonic lies from that of the major key on the line of fifths, and whether the third over it is major or
 * minor.
 */
const MODES = {
  major: [0, "major"],
  minor: [3, "minor"],
  dorian: [2, "minor"],
  phrygian: [4, "minor"],
  lydian: [-1, "major"],
  mixolydian: [1, "major"],
} as const;

export type Mode = keyof typeof MODES;
export const MODE_NAMES = Object.keys(MODES) as Mode[];

/** A key signature and its mode. */
export interface KeySignature {
  /** Sharps (positive) or flats (negative). */
  fifths: number;
  mode: Mode;
}

export const isMode = (value: unknown): value is Mode => MODE_NAMES.includes(value as Mode);

/** Major or minor, by the third over the tonic. */
export const plainMode = (mode: Mode): "major" | "minor" => MODES[mode][1];

/** The tonic's place on the line of fifths (C = 0). */
export const tonicPlace = ({ fifths, mode }: KeySignature): number => fifths + MODES[mode][0];
