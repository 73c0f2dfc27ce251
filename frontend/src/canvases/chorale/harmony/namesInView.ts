// What is written at each beat: the chord that is asked for, and that of the notes where it is another one.
import { createMemo, createRoot } from "solid-js";
import { chordOf, isObeyed } from "../../../domain/chorale/harmony/chordAnalysis";
import { shownGrid } from "../../../state/stage/open";
import { shownKey } from "../inView";
import { goesOn, lastHeld, madeChords, requestedChords, shownBeats } from "./chordsInView";
import { type Fit, fitNames } from "./nameRoom";
import { nameWidth } from "./nameWidths";
import { chordName } from "./naming";

type Names = { requested: string | null; made: string | null; isMissed: boolean };

export const areSame = (one: Names, other: Names): boolean =>
  one.requested === other.requested && one.made === other.made && one.isMissed === other.isMissed;

const NONE: Names = { requested: null, made: null, isMissed: false };

const names = createRoot(() =>
  createMemo((): Names[] =>
    shownBeats().map((beat, number) => {
      const key = shownKey(beat.first);
      const requested = requestedChords().get(number) ?? null;
      const label = madeChords()[number] ?? null;
      const made = label && chordOf(label);
      return {
        requested: requested && chordName(requested, key),
        made: made && chordName(made, key),
        isMissed:
          requested !== null &&
          label !== null &&
          !isObeyed(requested, label, { symbols: shownGrid(), beat }),
      };
    }),
  ),
);

/** The names of a beat's chords; `made` is there even if the beat only continues the chord before it. */
export const namesAt = (number: number): Names => names()[number] ?? NONE;

/** How the names of some beats of one line fit; `xOf`: pixels of a column from the left of the line. */
export function fitsOf(
  numbers: readonly number[],
  xOf: (column: number) => number,
): ReadonlyMap<number, Fit> {
  const beats = numbers.map((number) => {
    const { requested, made, isMissed } = namesAt(number);
    const isWritten = isMissed || !(requested !== null || goesOn(number));
    return {
      left: xOf(shownBeats()[number]?.first ?? 0),
      end: xOf(shownBeats()[lastHeld(number)]?.end ?? 0),
      requested,
      made: isWritten ? made : null,
    };
  });
  const found = fitNames(beats, nameWidth);
  return new Map(numbers.map((number, at) => [number, found[at] as Fit]));
}
