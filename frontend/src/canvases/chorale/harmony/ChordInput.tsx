// The field in which a person types the chord of a beat, with what can be typed and what went wrong.
import { createSignal, createUniqueId, onMount, Show } from "solid-js";
import { chordFromText, EXPECTED } from "../../../domain/chorale/chordReading";
import { chordOf } from "../../../domain/chorale/harmony";
import { shownMeta } from "../shown";
import { askedChords, madeChords, shownBeats } from "./asked";
import { chordName } from "./naming";
import { closeBeat, openBeat } from "./open";
import { askForChord } from "./write";

/** `left`: pixels from the lane's edge; `isAtEnd`: near its right one. `onClosed`: the person is done here. */
export function ChordInput(props: {
  beat: number;
  left: number;
  isAtEnd: boolean;
  onClosed: () => void;
}) {
  let field!: HTMLInputElement;
  const hint = createUniqueId();
  const [isWrong, setIsWrong] = createSignal(false);
  const asked = askedChords().get(props.beat);
  const before = asked ? chordName(asked, shownMeta()) : "";
  onMount(() => {
    field.focus();
    field.select();
  });

  let isTaken = false;

  /** Take what is typed, once; false where it is no chord. */
  function commit(): boolean {
    const text = field.value.trim();
    if (isTaken || text === before) return true;
    const chord = text === "" ? null : chordFromText(text, shownMeta());
    if (text !== "" && !chord) {
      setIsWrong(true);
      return false;
    }
    isTaken = true;
    askForChord(props.beat, chord);
    return true;
  }

  function go(by: number): void {
    const next = props.beat + by;
    if (!commit()) return;
    closeBeat();
    if (next >= 0 && next < shownBeats().length) openBeat(next);
    else props.onClosed();
  }

  const done = () => {
    closeBeat();
    props.onClosed();
  };
  const onKeyDown = answering({
    Tab: (event) => go(event.shiftKey ? -1 : 1),
    " ": () => go(1),
    Enter: () => commit() && done(),
    Escape: () => {
      field.value = before;
      done();
    },
    otherwise: () => setIsWrong(false),
  });

  return (
    <div class="chord-input" style={{ left: `${props.left}px` }}>
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
        onBlur={() => {
          if (commit()) closeBeat();
        }}
      />
      <Hint id={hint} isWrong={isWrong()} isAtEnd={props.isAtEnd} />
    </div>
  );
}

/** The name of the chord that the notes of a beat make, or nothing. */
function madeAt(beat: number): string {
  const label = madeChords()[beat];
  const chord = label && chordOf(label);
  return chord ? chordName(chord, shownMeta()) : "";
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

function Hint(props: { id: string; isWrong: boolean; isAtEnd: boolean }) {
  return (
    <p
      id={props.id}
      role={props.isWrong ? "alert" : undefined}
      classList={{ wrong: props.isWrong, "at-end": props.isAtEnd }}
    >
      <Show
        when={props.isWrong}
        fallback="Type V65, ii, V7/V or G7, C/E. It applies to this beat only. Any note may be in the bass unless a figure or slash names one. Tab goes to the next beat."
      >
        {EXPECTED}
      </Show>
    </p>
  );
}
