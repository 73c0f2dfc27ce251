// The field under a note in which its words are written; space and hyphen go on to the next note.
import { createEffect, createMemo, on, onMount, Show } from "solid-js";
import { positionName } from "../../../domain/chorale/bars";
import { type Behind, MOST_LETTERS } from "../../../domain/chorale/lyrics";
import { voiceName } from "../../../domain/chorale/voices";
import { shownMeta, shownVoices } from "../inView";
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

const OUT_OF_SIGHT = { left: "-1000px", top: "0px" };

/** placeOf: the middle of a note's words and their line, in pixels of the parent; null while it is not drawn. */
export function LyricInput(props: LyricInputProps) {
  return (
    <Show when={lyricPlace()}>
      <Field {...props} />
    </Show>
  );
}

interface LyricInputProps {
  placeOf: (at: { row: number; column: number; verse: number }) => { x: number; y: number } | null;
  parent: () => HTMLElement;
}

function Field(props: LyricInputProps) {
  let field!: HTMLInputElement;
  let isLeaving = false;

  function leave(): void {
    if (isLeaving) return;
    isLeaving = true;
    putSyllable(field.value, behindLyric());
    closeLyrics();
    props.parent().focus({ preventScroll: true });
  }
  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    const act = event.isComposing ? undefined : actOfKey(event, field, leave);
    if (!act) return;
    event.preventDefault();
    act();
  }

  onMount(() => {
    createEffect(
      on(lyricPlace, () => {
        field.value = lyricText();
        field.focus({ preventScroll: true });
        field.select();
      }),
    );
  });
  // While the score is engraved anew the field stays where it was: hidden, it would lose the keys.
  const style = createMemo((before: { left: string; top: string }) => {
    const at = lyricPlace();
    const found = at && props.placeOf(at);
    return found ? { left: `${found.x}px`, top: `${found.y}px` } : before;
  }, OUT_OF_SIGHT);
  return (
    <input
      ref={field}
      class="lyric-input"
      aria-label={nameOfField()}
      maxlength={MOST_LETTERS}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      data-testid="lyric"
      style={style()}
      onKeyDown={onKeyDown}
      onBlur={leave}
    />
  );
}

function nameOfField(): string {
  const at = lyricPlace();
  if (!at) return "";
  const { bar, beat } = positionName(at.column, shownMeta());
  const where = bar === 0 ? "pickup" : `bar ${bar}`;
  return `Syllable of the ${voiceName(at.row, shownVoices())}, ${where}, beat ${beat}, verse ${at.verse}`;
}

const selectionOf = (field: HTMLInputElement): [number, number] => [
  field.selectionStart ?? 0,
  field.selectionEnd ?? field.value.length,
];

/** What a key does besides writing in the field. */
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
