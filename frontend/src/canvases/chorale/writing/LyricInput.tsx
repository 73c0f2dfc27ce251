// The field under a note in which its words are written; space and hyphen go on to the next note.
import { Show } from "solid-js";
import { placeName } from "../../../domain/chorale/music/bars";
import { voiceName } from "../../../domain/chorale/music/voices";
import { type Behind, MOST_LETTERS } from "../../../domain/chorale/notation/lyrics";
import { shownMeta, shownVoices } from "../inView";
import { ScoreField } from "../score/ScoreField";
import {
  behindLyric,
  closeLyrics,
  lyricPlace,
  lyricText,
  moveLyrics,
  moveVerse,
  putSyllable,
  singOn,
} from "./lyrics";

/** placeOf: the middle of a note's words and their line, in pixels of the parent; null while it is not drawn. */
export function LyricInput(props: {
  placeOf: (at: { row: number; column: number; verse: number }) => { x: number; y: number } | null;
  parent: () => HTMLElement;
}) {
  return (
    <Show when={lyricPlace()}>
      <ScoreField
        place={lyricPlace}
        text={lyricText}
        placeOf={props.placeOf}
        parent={props.parent}
        label={nameOfField()}
        testId="lyric"
        maxLength={MOST_LETTERS}
        actOfKey={actOfKey}
        onLeave={(typed) => {
          putSyllable(typed, behindLyric());
          closeLyrics();
        }}
      />
    </Show>
  );
}

function nameOfField(): string {
  const at = lyricPlace();
  if (!at) return "";
  const voice = voiceName(at.row, shownVoices());
  return `Syllable of the ${voice}, ${placeName(at.column, shownMeta())}, verse ${at.verse}`;
}

const selectionOf = (field: HTMLInputElement): [number, number] => [
  field.selectionStart ?? 0,
  field.selectionEnd ?? field.value.length,
];

/** The act of a key that does not write in the field; undefined for all others. */
function actOfKey(
  event: KeyboardEvent,
  field: HTMLInputElement,
  leave: () => void,
): (() => void) | undefined {
  // As in other score editors: with Control a space or hyphen stands within the syllable.
  if ((event.ctrlKey || event.metaKey) && !event.altKey && (event.key === " " || event.key === "-"))
    return () => field.setRangeText(event.key, ...selectionOf(field), "end");
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const isAtStart = field.selectionStart === 0 && field.selectionEnd === 0;
  const isAtEnd = field.selectionStart === field.value.length;
  const next = (behind: Behind) => {
    putSyllable(field.value, behind);
    if (!moveLyrics(1)) leave();
  };
  // A space takes a hyphen back, and leaves a line.
  const spaced = (): Behind => (behindLyric() === "_" ? "_" : "");
  const back = () => {
    putSyllable(field.value, behindLyric());
    moveLyrics(-1);
  };
  switch (event.key) {
    case " ":
      return event.shiftKey ? back : () => next(spaced());
    case "-":
    case "_": {
      const behind = event.key;
      return () => {
        if (field.value.trim() === "") singOn(behind);
        next(behind);
      };
    }
    case "Enter":
      return () => {
        putSyllable(field.value, behindLyric());
        moveVerse(event.shiftKey ? -1 : 1);
      };
    case "Escape":
      return leave;
    case "Backspace":
      return field.value === "" ? back : undefined;
    case "ArrowLeft":
      return isAtStart ? back : undefined;
    case "ArrowRight":
      return isAtEnd ? () => next(behindLyric()) : undefined;
    default:
      return undefined;
  }
}
