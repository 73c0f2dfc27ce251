// One beat of the lane of chords: what is asked for there, and what the notes make.
import { createMemo, Show } from "solid-js";
import { isBarLine, positionName } from "../../../domain/chorale/music/bars";
import { isComposed } from "../composed";
import { shownMeta, shownVoices } from "../inView";
import { ChordName } from "./ChordName";
import { madeChords, requestedChords, shownBeats } from "./chordsInView";
import type { Fit } from "./nameRoom";
import { areSame, namesAt } from "./namesInView";
import { openBeat } from "./open";
import { askForChord, canAsk } from "./write";

/** Everything that is said of a beat. */
function useBeat(number: number) {
  const place = () => shownBeats()[number] ?? { first: 0, end: 0 };
  const names = createMemo(() => namesAt(number), undefined, { equals: areSame });
  const sentence = () => {
    const { bar, beat } = positionName(place().first, shownMeta());
    const where = bar === 0 ? `Pickup beat ${beat}` : `Bar ${bar} beat ${beat}`;
    const request = names().requested ? `${names().requested} asked for` : "no chord asked for";
    const hasNotes = (madeChords()[number] ?? null) !== null;
    const found = hasNotes ? `the notes make ${names().made ?? "no plain chord"}` : "no notes yet";
    return `${where}: ${request}, ${found}`;
  };
  return { place, names, sentence };
}

/** `span`: where the beat stands, as styles; `fit`: how its names are set. */
export function Beat(props: {
  number: number;
  span: { left: string; width: string };
  fit: Fit;
  focusBeat: (number: number) => void;
}) {
  const { place, names, sentence } = useBeat(props.number);

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
        requested: names().requested !== null,
        missed: names().isMissed,
        composed: !names().requested && isAnyComposed(place().first),
        bar: isFirstOfBar(place().first),
      }}
      style={{ ...props.span, "font-size": `${props.fit.size}px` }}
      data-beat={props.number}
      data-requested={names().requested}
      data-made={names().made}
      tabindex={props.number === 0 || names().requested ? 0 : -1}
      title={sentence()}
      aria-label={sentence()}
      onClick={() =>
        canAsk()
          ? openBeat(props.number)
          : askForChord(props.number, requestedChords().get(props.number) ?? null)
      }
      onKeyDown={onKeyDown}
    >
      <Show when={names().requested}>
        {(name) => (
          <b style={{ "max-width": `${props.fit.most}px` }}>
            <ChordName text={name()} />
          </b>
        )}
      </Show>
      <Show when={props.fit.made === "named" && names().made}>
        {(name) => (
          <span>
            <ChordName text={name()} />
          </span>
        )}
      </Show>
      <Show when={props.fit.made === "no room" && !names().requested}>
        <i class="no-room">·</i>
      </Show>
    </button>
  );
}

const isAnyComposed = (column: number): boolean =>
  [...shownVoices().keys()].some((row) => isComposed(row, column));

const isFirstOfBar = (column: number): boolean => isBarLine(column, shownMeta());
