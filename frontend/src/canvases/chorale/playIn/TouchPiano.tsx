// An octave of a piano for fingers, on screens that have no keys beside them.
import { createMemo, For } from "solid-js";
import { isBlackKey, pitchName } from "../../../domain/chorale/music/spelling";
import { shownMeta } from "../inView";
import { beginNote, endNote, moveOctave, spanOfKeys, stepBack, stepRest } from "./playIn";

/** From C to C: wide enough for a finger on a phone. */
const NUM_KEYS = 13;

export function TouchPiano() {
  const keys = createMemo(() => {
    const [first] = spanOfKeys();
    return Array.from({ length: NUM_KEYS }, (_, index) => first + index);
  });
  return (
    <fieldset class="touch-piano" aria-label="Piano">
      <div class="touch-acts">
        <button type="button" aria-label="An octave lower" onClick={() => moveOctave(-1)}>
          ◂ 8
        </button>
        <button type="button" onClick={stepRest}>
          Rest
        </button>
        <button type="button" onClick={stepBack}>
          Back
        </button>
        <button type="button" aria-label="An octave higher" onClick={() => moveOctave(1)}>
          8 ▸
        </button>
      </div>
      <div class="touch-keys">
        <For each={keys()}>{(pitch) => <Key pitch={pitch} keys={keys()} />}</For>
      </div>
    </fieldset>
  );
}

function Key(props: { pitch: number; keys: readonly number[] }) {
  const whites = () => props.keys.filter((pitch) => !isBlackKey(pitch));
  /** Where the white key below ends. */
  const edge = () =>
    `${(100 * whites().filter((white) => white < props.pitch).length) / whites().length}%`;
  const release = () => endNote(props.pitch);
  return (
    <button
      type="button"
      classList={{ black: isBlackKey(props.pitch) }}
      style={isBlackKey(props.pitch) ? { left: edge() } : {}}
      aria-label={pitchName(props.pitch, shownMeta())}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        beginNote(props.pitch);
      }}
      onPointerUp={release}
      onPointerCancel={release}
      onClick={(event) => {
        // A press without a finger: by a key, or by what reads the page aloud.
        if (event.detail > 0) return;
        beginNote(props.pitch);
        release();
      }}
    />
  );
}
