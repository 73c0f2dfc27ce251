// What the next note will be, above the staff that is written on: for the eye, for fingers, and said aloud.
import { createEffect, createMemo, For, type JSX, on } from "solid-js";
import { placeName } from "../../../domain/chorale/music/bars";
import { currentDocument } from "../../../state/document/document";
import { brushSize, setVoice } from "../../../state/stage/open";
import { Segments } from "../../../ui/controls/Segments";
import { shownMeta, shownVoices } from "../inView";
import { caret, putCaret } from "../keyboard/caret";
import { noteName } from "../letters";
import { numColumns } from "../roll/view";
import {
  accidental,
  isInserting,
  lastNote,
  toggleAccidental,
  toggleInserting,
  writeBack,
  writeRest,
  writeTie,
} from "./entry";
import { listenToWritingKeys } from "./keys";
import { chooseLength, isDotted, toggleDot, VALUES } from "./length";
import { NoteIcon } from "./NoteIcon";

const LENGTHS = VALUES.map(({ key, size, name }) => ({
  value: size as number,
  label: name,
  name: capital(name),
  title: `${capital(name)} (${key})`,
  key,
}));

const ACCIDENTALS = [
  { alter: -1, sign: "♭", name: "Flat", key: "-" },
  { alter: 0, sign: "♮", name: "Natural", key: "=" },
  { alter: 1, sign: "♯", name: "Sharp", key: "+" },
] as const;

export function WritingBar() {
  listenToWritingKeys();
  goBackWithUndo();
  return (
    <div
      class="writing-bar"
      role="toolbar"
      aria-label="Writing on the staff"
      data-testid="writing-bar"
    >
      <Segments
        label="Length of the next note"
        segments={LENGTHS}
        chosen={brushSize()}
        choose={chooseLength}
        onPointerDown={keepFocus}
      >
        {({ value, key }) => (
          <>
            <NoteIcon size={value} />
            <kbd>{key}</kbd>
          </>
        )}
      </Segments>
      <div class="segments">
        <Press isOn={isDotted()} name="Dotted" title="A dot (.)" press={toggleDot}>
          <b class="dot" />
          <kbd>.</kbd>
        </Press>
        <Press name="Rest" title="Write a rest (0)" press={writeRest}>
          <RestIcon />
          <kbd>0</kbd>
        </Press>
        <Press name="Tie" title="Tie a note of this length to the last one (T)" press={writeTie}>
          <TieIcon />
          <kbd>T</kbd>
        </Press>
      </div>
      <div class="segments" role="group" aria-label="Accidental of the next note">
        <For each={ACCIDENTALS}>
          {({ alter, sign, name, key }) => (
            <Press
              isOn={accidental() === alter}
              name={name}
              title={`${name} for the next note (${key})`}
              press={() => toggleAccidental(alter)}
            >
              <span class="sign">{sign}</span>
            </Press>
          )}
        </For>
      </div>
      <Press
        isOn={isInserting()}
        name="Insert"
        title="Insert (I): the rest of the voice moves on. Otherwise notes replace what stands there"
        press={toggleInserting}
      >
        Insert <kbd>I</kbd>
      </Press>
      <Press
        name="Erase the note before"
        title="Erase what is before the cursor (⌫)"
        press={writeBack}
      >
        ⌫
      </Press>
      <Whereabouts />
    </div>
  );
}

/** The cursor stands where an undo took something back. */
function goBackWithUndo(): void {
  createEffect(
    on(
      () => currentDocument()?.lastUndone(),
      (cell) => {
        if (!cell || cell.row >= shownVoices().length) return;
        setVoice(cell.row);
        putCaret(cell.column);
      },
      { defer: true },
    ),
  );
}

/** The keys stay with the canvas, whatever is pressed here. */
function Press(props: {
  name: string;
  title: string;
  isOn?: boolean;
  press: () => void;
  children: JSX.Element;
}) {
  return (
    <button
      type="button"
      aria-label={props.name}
      aria-pressed={props.isOn}
      title={props.title}
      onPointerDown={keepFocus}
      onClick={props.press}
    >
      {props.children}
    </button>
  );
}

/** Where the next note goes, and what the last one was. */
function Whereabouts() {
  const place = createMemo(() => {
    const { row, column } = caret();
    const name = shownVoices()[row]?.name ?? "";
    if (column >= numColumns()) return `${name}, at the end`;
    return `${name}, ${placeName(column, shownMeta())}`;
  });
  const last = () => {
    const note = lastNote();
    return note ? `${noteName(note)}. ` : "";
  };
  return (
    <p class="whereabouts" role="status" data-testid="whereabouts">
      <b>{last()}</b>
      {place()}
    </p>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const keepFocus = (event: PointerEvent): void => event.preventDefault();

function RestIcon() {
  return (
    <svg class="note-icon" viewBox="0 0 12 22" width="10" height="18" aria-hidden="true">
      <path
        d="M4 2l5 6c-2.5 2-2.6 3.6.2 6.6-3-1-4.7.2-2.6 4C3 16 3 12.600 6 13L2.600 8.500C5 6.500 5 4.600 4 2z"
        fill="currentColor"
      />
    </svg>
  );
}

function TieIcon() {
  return (
    <svg class="note-icon" viewBox="0 0 22 14" width="18" height="12" aria-hidden="true">
      <path d="M2 4c4 8 14 8 18 0" fill="none" stroke="currentColor" stroke-width="1.8" />
    </svg>
  );
}
