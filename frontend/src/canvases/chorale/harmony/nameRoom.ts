/** How large the names of chords are set, so that none lies over another. */

/** A beat, and what is to be written at it. */
export type Named = {
  /** Pixels from the left of the line: where the name begins, and where the chord is held to. */
  left: number;
  end: number;
  /** The chord that is asked for; it always has a place. */
  requested: string | null;
  /** What the notes make, where that is written. */
  made: string | null;
};

/** `size`: pixels of the type. `made`: what the notes make is named, is there but has no room, or is not named. */
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

/** From left to right: a name is set smaller before it is left out, and one that is asked for may stand over the
 * beats after it, whose own are left out then. `most`: pixels to the next chord that is asked for. */
export function fitNames(beats: readonly Named[], widthOf: WidthOf): Fit[] {
  let taken = Number.NEGATIVE_INFINITY;
  return beats.map((beat, at) => {
    const left = beat.left + PADDING;
    const room = beat.end - AIR - left;
    const next = beats.slice(at + 1).find((one) => one.requested !== null);
    const most = (next?.left ?? Number.POSITIVE_INFINITY) - AIR - left;
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
