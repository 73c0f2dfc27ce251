/** How large the names of chords are set, so that none lies over another. */

/** A beat, and what is to be written at it. */
export type Named = {
  /** Pixels from the left of the line: where the name begins, and where the chord is held to. */
  left: number;
  end: number;
  /** The requested chord; it always has a place. */
  requested: string | null;
  /** The chord that the notes make, if its name is to be written. */
  made: string | null;
};

/** `size`: pixels of the type. `made`: the chord of the notes is named, has no room for its name, or is not to be named.
 * `most`: pixels up to the next requested chord. */
export type Fit = { size: number; made: "named" | "no room" | null; most: number };

/** A beat at which nothing is written. */
export const NOTHING: Fit = { size: 9, made: null, most: 0 };

/** Pixels of a name in a size of type. */
export type WidthOf = (name: string, size: number, isRequested: boolean) => number;

export const TYPE = { smallest: 9, largest: 13.5 };
/** Pixels at the left of a name, between two at one beat, and what is kept free before the next. */
const PADDING = 2;
const GAP = 4;
const AIR = 2;

/** From left to right: a name is set smaller before it is left out. That of a requested chord may stand over the beats
 * after it; their names are left out then. */
export function fitNames(beats: readonly Named[], widthOf: WidthOf): Fit[] {
  const nextRequested = leftOfNextRequested(beats);
  let taken = Number.NEGATIVE_INFINITY;
  return beats.map((beat, at) => {
    const left = beat.left + PADDING;
    const room = beat.end - AIR - left;
    const most = (nextRequested[at] ?? Number.POSITIVE_INFINITY) - AIR - left;
    const both = (size: number) =>
      (beat.requested ? widthOf(beat.requested, size, true) : 0) +
      (beat.requested && beat.made ? GAP : 0) +
      (beat.made ? widthOf(beat.made, size, false) : 0);
    const sizeWithin = (widthAt: (size: number) => number, pixels: number) => {
      const fitting = (TYPE.largest * pixels) / Math.max(1, widthAt(TYPE.largest));
      const size = Math.max(TYPE.smallest, Math.min(TYPE.largest, fitting));
      return { size, fits: widthAt(size) <= pixels };
    };
    const whole = sizeWithin(both, room);
    const { requested } = beat;
    if (requested !== null) {
      const alone = sizeWithin((size) => widthOf(requested, size, true), Math.min(room, most));
      const size = whole.fits ? whole.size : alone.size;
      const width = whole.fits ? both(size) : Math.min(widthOf(requested, size, true), most);
      taken = left + width;
      return { size, most, made: beat.made === null ? null : whole.fits ? "named" : "no room" };
    }
    if (beat.made === null || left < taken) return { size: TYPE.smallest, most, made: null };
    if (!whole.fits) return { size: TYPE.smallest, most, made: "no room" };
    taken = left + both(whole.size);
    return { size: whole.size, most, made: "named" };
  });
}

/** Of each beat: where the next requested chord after it begins. */
function leftOfNextRequested(beats: readonly Named[]): number[] {
  const found = new Array<number>(beats.length);
  let next = Number.POSITIVE_INFINITY;
  for (const [at, { left, requested }] of [...beats.entries()].reverse()) {
    found[at] = next;
    if (requested !== null) next = left;
  }
  return found;
}
