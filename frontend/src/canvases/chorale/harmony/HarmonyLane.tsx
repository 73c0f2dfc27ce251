// The lane of chords between music and voices: in ink what is asked for, fainter what the notes make.
import { createMemo, For, onMount, Show } from "solid-js";
import { isBarLine, positionName } from "../../../domain/chorale/bars";
import { columnX, visibleColumns } from "../../../domain/chorale/geometry";
import { chordOf, isObeyed } from "../../../domain/chorale/harmony";
import { shownColumns } from "../../../state/stage";
import { shownMeta } from "../shown";
import { GUTTER, view } from "../view";
import { listenToWheel } from "../wheel";
import { askedChords, madeChords, shownBeats } from "./asked";
import { ChordInput } from "./ChordInput";
import { ChordName } from "./ChordName";
import { chordName, naming, toggleNaming } from "./naming";
import { openBeat, typedBeat } from "./open";
import { askForChord, canAsk } from "./write";

/** Pixels of a beat below which its chord has no room for a name. */
const NARROWEST_NAME = 18;
const INPUT_WIDTH = 96;
/** Pixels of a letter beside the size of its type, and the sizes that names have. */
const LETTER = 0.62;
const TYPE = { smallest: 9, largest: 13.5 };

export function HarmonyLane() {
  let row!: HTMLDivElement;
  const visible = createMemo(
    () => {
      const { first, last } = visibleColumns(view(), shownColumns().length);
      return [...shownBeats().keys()].filter((number) => {
        const beat = shownBeats()[number];
        return beat && beat.end > first && beat.first <= last;
      });
    },
    [],
    { equals: (one, other) => one.length === other.length && one[0] === other[0] },
  );
  const inputLeft = (number: number) => {
    const x = columnX(view(), shownBeats()[number]?.first ?? 0);
    return GUTTER + Math.max(0, Math.min(x, view().width - INPUT_WIDTH));
  };
  const focusBeat = (number: number) =>
    row.querySelector<HTMLElement>(`[data-beat="${number}"]`)?.focus({ preventScroll: true });
  onMount(() =>
    listenToWheel(
      row,
      (clientX) => clientX - row.getBoundingClientRect().left,
      () => false,
    ),
  );
  return (
    <section class="harmony" aria-label="Chords" data-testid="harmony">
      <div class="harmony-head" style={{ width: `${GUTTER}px` }}>
        <span>Chords</span>
        <button
          type="button"
          title={
            naming() === "names"
              ? "Chords have names. Press for Roman numerals"
              : "Chords are Roman numerals. Press for names such as G7"
          }
          aria-label={naming() === "names" ? "Show Roman numerals" : "Show chord names"}
          data-testid="chord-naming"
          onClick={toggleNaming}
        >
          {naming() === "names" ? "G7" : "V7"}
        </button>
      </div>
      <div ref={row} class="harmony-beats">
        <For each={visible()}>{(number) => <Beat number={number} focusBeat={focusBeat} />}</For>
      </div>
      <Show when={typedBeat()} keyed>
        {(typed) => (
          <ChordInput
            beat={typed.beat}
            left={inputLeft(typed.beat)}
            isAtEnd={inputLeft(typed.beat) > view().width / 2}
            onClosed={() => focusBeat(typed.beat)}
          />
        )}
      </Show>
    </section>
  );
}

function Beat(props: { number: number; focusBeat: (number: number) => void }) {
  const place = () => shownBeats()[props.number] ?? { first: 0, end: 0 };
  const left = () => columnX(view(), place().first);
  const width = () => columnX(view(), place().end) - left();
  const asked = createMemo(() => askedChords().get(props.number) ?? null);
  const label = () => madeChords()[props.number] ?? null;
  const made = createMemo(() => {
    const found = label();
    const chord = found && chordOf(found);
    return chord ? chordName(chord, shownMeta()) : null;
  });
  const askedName = createMemo(() => {
    const chord = asked();
    return chord ? chordName(chord, shownMeta()) : null;
  });
  const isMissed = createMemo(() => {
    const chord = asked();
    return chord !== null && label() !== null && !isObeyed(chord, label());
  });
  const size = () => {
    const fitting = (width() - 8) / (LETTER * (askedName() ?? made() ?? "").length);
    return Math.max(TYPE.smallest, Math.min(TYPE.largest, fitting));
  };
  const sentence = () => {
    const { bar, beat } = positionName(place().first, shownMeta());
    const where = bar === 0 ? `Pickup beat ${beat}` : `Bar ${bar} beat ${beat}`;
    const wish = askedName() ? `${askedName()} asked for` : "no chord asked for";
    const found = label() ? `the notes make ${made() ?? "no plain chord"}` : "no notes yet";
    return `${where}: ${wish}, ${found}`;
  };

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
        asked: askedName() !== null,
        missed: isMissed(),
        bar: isFirstOfBar(place().first),
      }}
      style={{ left: `${left()}px`, width: `${width()}px`, "font-size": `${size()}px` }}
      data-beat={props.number}
      data-asked={askedName()}
      data-made={made()}
      tabindex={props.number === 0 || askedName() ? 0 : -1}
      title={sentence()}
      aria-label={sentence()}
      onClick={() => (canAsk() ? openBeat(props.number) : askForChord(props.number, asked()))}
      onKeyDown={onKeyDown}
    >
      <Show when={width() >= NARROWEST_NAME}>
        <Show when={askedName()}>
          {(name) => (
            <b>
              <ChordName text={name()} />
            </b>
          )}
        </Show>
        <Show when={(isMissed() || !askedName()) && made()}>
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

const isFirstOfBar = (column: number): boolean => isBarLine(column, shownMeta());
