// One beat of the lane of chords: what is asked for there, and what the notes make.
import { createMemo, Show } from "solid-js";
import { chordOf, isObeyed } from "../../../domain/chorale/harmony/chordAnalysis";
import { isBarLine, positionName } from "../../../domain/chorale/music/bars";
import { shownGrid } from "../../../state/stage/open";
import { isComposed } from "../composed";
import { shownKey, shownMeta, shownVoices } from "../inView";
import { ChordName } from "./ChordName";
import { goesOn, madeChords, requestedChords, shownBeats } from "./chordsInView";
import { chordName } from "./naming";
import { openBeat } from "./open";
import { askForChord, canAsk } from "./write";

/** Pixels of a beat below which its chord has no room for a name. */
const NARROWEST_NAME = 18;
/** Pixels of a letter beside the size of its type, and the sizes that names have. */
const LETTER = 0.62;
const TYPE = { smallest: 9, largest: 13.5 };

/** Everything that is said of a beat. */
function useBeat(number: number, width: () => number) {
  const place = () => shownBeats()[number] ?? { first: 0, end: 0 };
  const requested = createMemo(() => requestedChords().get(number) ?? null);
  const label = () => madeChords()[number] ?? null;
  const made = createMemo(() => {
    const found = label();
    const chord = found && chordOf(found);
    return chord ? chordName(chord, shownKey(place().first)) : null;
  });
  const requestedName = createMemo(() => {
    const chord = requested();
    return chord ? chordName(chord, shownKey(place().first)) : null;
  });
  const isMissed = createMemo(() => {
    const chord = requested();
    return (
      chord !== null &&
      label() !== null &&
      !isObeyed(chord, label(), { symbols: shownGrid(), beat: place() })
    );
  });
  const size = () => {
    const fitting = (width() - 8) / (LETTER * (requestedName() ?? made() ?? "").length);
    return Math.max(TYPE.smallest, Math.min(TYPE.largest, fitting));
  };
  const sentence = () => {
    const { bar, beat } = positionName(place().first, shownMeta());
    const where = bar === 0 ? `Pickup beat ${beat}` : `Bar ${bar} beat ${beat}`;
    const request = requestedName() ? `${requestedName()} asked for` : "no chord asked for";
    const found = label() ? `the notes make ${made() ?? "no plain chord"}` : "no notes yet";
    return `${where}: ${request}, ${found}`;
  };
  return { place, requested, made, requestedName, isMissed, size, sentence };
}

/** `span`: where the beat stands, as styles; `width`: pixels for a name, with those of beats that hold its chord. */
export function Beat(props: {
  number: number;
  span: { left: string; width: string };
  width: number;
  focusBeat: (number: number) => void;
}) {
  const { place, requested, made, requestedName, isMissed, size, sentence } = useBeat(
    props.number,
    () => props.width,
  );

  function onKeyDown(event: KeyboardEvent): void {
    const keys: Record<string, () => void> = {
      ArrowLeft: () => props.focusBeat(props.number - 1),
      ArrowRight: () => props.focusBeat(props.number + 1),
      Delete: () => askForChord(props.number, null),
      Backspace: () => askForChord(props.number, null),
    };
    const perform = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!perform) return;
    event.preventDefault();
    event.stopPropagation();
    perform();
  }

  return (
    <button
      type="button"
      class="beat"
      classList={{
        requested: requestedName() !== null,
        missed: isMissed(),
        composed: !requestedName() && isAnyComposed(place().first),
        bar: isFirstOfBar(place().first),
      }}
      style={{ ...props.span, "font-size": `${size()}px` }}
      data-beat={props.number}
      data-requested={requestedName()}
      data-made={made()}
      tabindex={props.number === 0 || requestedName() ? 0 : -1}
      title={sentence()}
      aria-label={sentence()}
      onClick={() => (canAsk() ? openBeat(props.number) : askForChord(props.number, requested()))}
      onKeyDown={onKeyDown}
    >
      <Show when={props.width >= NARROWEST_NAME}>
        <Show when={requestedName()}>
          {(name) => (
            <b>
              <ChordName text={name()} />
            </b>
          )}
        </Show>
        <Show when={(isMissed() || !(requestedName() || goesOn(props.number))) && made()}>
          {(name) => (
            <span>
              <ChordName text={name()} />
            </span>
          )}
        </Show>
      </Show>
    </button>
  );
}

const isAnyComposed = (column: number): boolean =>
  [...shownVoices().keys()].some((row) => isComposed(row, column));

const isFirstOfBar = (column: number): boolean => isBarLine(column, shownMeta());
