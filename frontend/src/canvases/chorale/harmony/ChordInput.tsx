// The field in which a person types the chord of a beat, with what can be typed and what went wrong.
import { createSignal, createUniqueId, For, onMount, Show } from "solid-js";
import { UNMASKED } from "../../../domain/cells";
import { chordOf } from "../../../domain/chorale/harmony/chordAnalysis";
import {
  chordFromText,
  EXPECTED,
  isNoChord,
  nearestChord,
} from "../../../domain/chorale/harmony/chordParser";
import { chordOffers } from "../../../domain/chorale/harmony/chordSuggestions";
import type { Chord } from "../../../domain/chorale/harmony/chords";
import { chordsFromFigures, isFigured } from "../../../domain/chorale/harmony/figures";
import { positionName } from "../../../domain/chorale/music/bars";
import { spell } from "../../../domain/chorale/music/spelling";
import { shownGrid, shownStates } from "../../../state/stage/open";
import { shownKey, shownMeta } from "../inView";
import { ChordName } from "./ChordName";
import { madeChords, requestedChords, shownBeats } from "./chordsInView";
import { chordName } from "./naming";
import { closeBeat, openBeat } from "./open";
import { askForChords } from "./write";

/** `left`: from the lane's edge, as a style. `onClosed`: the person is done here. */
export function ChordInput(props: { beat: number; left: string; onClosed: () => void }) {
  let field!: HTMLInputElement;
  let box!: HTMLDivElement;
  const hint = createUniqueId();
  /** The chord that was typed and refused, or null. */
  const [refused, setRefused] = createSignal<string | null>(null);
  const isWrong = () => refused() !== null;
  const requested = requestedChords().get(props.beat);
  const before = requested ? chordName(requested, keyOf(props.beat)) : "";
  const [typed, setTyped] = createSignal(before);
  onMount(() => {
    field.focus();
    field.select();
    box.scrollIntoView({ block: "nearest" });
  });

  const take = takingOnce(props.beat, before);
  /** False where what is typed is no chord. */
  const commit = () => {
    const text = field.value.trim();
    const isTaken = take(text);
    setRefused(isTaken ? null : text);
    return isTaken;
  };

  function go(by: number): void {
    const next = props.beat + by;
    if (!commit()) return;
    closeBeat();
    if (next >= 0 && next < shownBeats().length) openBeat(next);
    else props.onClosed();
  }

  const offers = offersAt(props.beat);
  const offer = (by: number) => {
    field.value = neighbour(offers, field.value, by);
    setTyped(field.value);
    setRefused(null);
  };

  const done = () => [closeBeat(), props.onClosed()];
  const onKeyDown = answering({
    Tab: (event) => go(event.shiftKey ? -1 : 1),
    " ": () => go(1),
    Enter: () => commit() && done(),
    ArrowDown: () => offer(1),
    ArrowUp: () => offer(-1),
    Escape: () => {
      field.value = before;
      done();
    },
    otherwise: () => setRefused(null),
  });

  return (
    <div class="chord-input" style={{ "--left": props.left }}>
      <input
        ref={field}
        value={before}
        placeholder={madeAt(props.beat)}
        aria-label="Chord of this beat"
        aria-invalid={isWrong()}
        aria-describedby={hint}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        maxLength={20}
        data-testid="chord-input"
        onKeyDown={onKeyDown}
        onInput={() => setTyped(field.value.trim())}
        onBlur={() => commit() && closeBeat()}
      />
      <div ref={box} class="chord-box">
        <b>{placeOf(props.beat)}</b>
        <Offers
          names={offers}
          typed={typed()}
          choose={(name) => {
            field.value = name;
            if (commit()) done();
          }}
        />
        <Hint id={hint} beat={props.beat} refused={refused()} />
      </div>
    </div>
  );
}

/** Ask for the chord that a text names, once; false where it is none. */
function takingOnce(beat: number, before: string): (text: string) => boolean {
  let isTaken = false;
  return (text) => {
    if (isTaken || text === before) return true;
    const isNone = text === "" || isNoChord(text);
    const chord = isNone ? null : chordFromText(text, keyOf(beat));
    const figured = isNone || chord ? null : figuredAt(beat, text);
    if (!isNone && !chord && !figured) return false;
    isTaken = true;
    askForChords(beat, figured ?? [chord]);
    return true;
  };
}

/** The key that holds where a beat begins. */
const keyOf = (beat: number) => shownKey(shownBeats()[beat]?.first ?? 0);

/** The pitch of the lowest voice where a beat begins; 0 where it rests. */
const bassAt = (beat: number): number =>
  Math.abs(shownGrid().at(-1)?.[shownBeats()[beat]?.first ?? 0] ?? 0);

/**
 * The chords of figures over the bass of a beat, one for each beat of its note. Where the note is too short for a
 * suspension and what follows, what follows; null where there are no such figures, or no bass.
 */
function figuredAt(beat: number, text: string): Chord[] | null {
  const bass = bassAt(beat);
  if (bass === 0) return null;
  const chords = chordsFromFigures(text, spell(bass, keyOf(beat)), keyOf(beat).fifths);
  const row = shownGrid().at(-1) ?? [];
  const isSameNote = (by: number) => {
    const [first, last] = [shownBeats()[beat]?.first, shownBeats()[beat + by]?.first];
    if (first === undefined || last === undefined) return false;
    return row.slice(first + 1, last + 1).every((symbol) => symbol === -bass);
  };
  const isLong = chords?.every((_, by) => isSameNote(by)) ?? false;
  return isLong ? chords : (chords?.slice(-1) ?? null);
}

/** The next one of a list, or the one before; the text itself where there is none. */
const neighbour = (all: readonly string[], text: string, by: number): string =>
  all[(Math.max(all.indexOf(text), by < 0 ? 0 : -1) + by + all.length) % all.length] ?? text;

/** Names of chords of the key that hold the notes which are kept where a beat begins. */
function offersAt(beat: number): string[] {
  const column = shownBeats()[beat]?.first ?? 0;
  const kept = shownGrid()
    .map((row, voice) => (shownStates()[voice]?.[column] === UNMASKED ? (row[column] ?? 0) : 0))
    .filter((symbol) => symbol !== 0);
  const pitches = kept.map((symbol) => Math.abs(symbol) % 12);
  return chordOffers(pitches, shownKey(column)).map((chord) => chordName(chord, shownKey(column)));
}

/** What could stand there: a press asks for it, and so do arrows and Enter in the field. */
function Offers(props: {
  names: readonly string[];
  typed: string;
  choose: (name: string) => void;
}) {
  return (
    <Show when={props.names.length > 0}>
      <fieldset class="chord-offers">
        <legend>Could stand here</legend>
        <For each={props.names}>
          {(name) => (
            <button
              type="button"
              tabindex="-1"
              aria-pressed={props.typed === name}
              // The field keeps the focus: leaving it would take what is typed.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => props.choose(name)}
            >
              <span>
                <ChordName text={name} />
              </span>
            </button>
          )}
        </For>
      </fieldset>
    </Show>
  );
}

/** The name of the chord that the notes of a beat make, or nothing. */
function madeAt(beat: number): string {
  const label = madeChords()[beat];
  const chord = label && chordOf(label);
  return chord ? chordName(chord, keyOf(beat)) : "";
}

type Answers = Record<string, (event: KeyboardEvent) => unknown> & { otherwise: () => unknown };

/** Do what a key asks for and keep it from the canvas; other keys go to the field. */
const answering = (answers: Answers) => (event: KeyboardEvent) => {
  const perform = answers[event.key];
  if (!perform) return void answers.otherwise();
  event.preventDefault();
  event.stopPropagation();
  perform(event);
};

/** "Bar 3, beat 2". */
function placeOf(beat: number): string {
  const { bar, beat: number } = positionName(shownBeats()[beat]?.first ?? 0, shownMeta());
  return bar === 0 ? `Pickup, beat ${number}` : `Bar ${bar}, beat ${number}`;
}

/** Why a text was refused, with the nearest chord that is not. */
function refusal(beat: number, text: string): string {
  if (isFigured(text))
    return bassAt(beat) === 0
      ? "Figures need a note of the bass in this beat. Write it first."
      : "These figures are no chord that can be requested. Try 6, 6/5, 4/2, 7, # or 4-3.";
  const nearest = nearestChord(text, keyOf(beat));
  if (!nearest) return EXPECTED;
  return `${text} cannot be requested. The nearest chord that can is ${chordName(nearest, keyOf(beat))}.`;
}

function Hint(props: { id: string; beat: number; refused: string | null }) {
  const isWrong = () => props.refused !== null;
  return (
    <p id={props.id} role={isWrong() ? "alert" : undefined} classList={{ wrong: isWrong() }}>
      <Show
        when={isWrong()}
        fallback="Press one, choose with ↑ ↓ and Enter, or type V65, V7/V, G7, C/E, or figures over the bass: 6, 4/2, 4-3. It holds for this beat. Without a figure or slash any note may be in the bass. Tab: next beat."
      >
        {refusal(props.beat, props.refused ?? "")}
      </Show>
    </p>
  );
}
