// The field over a staff in which a text or a dynamic is typed.
import { createEffect, createMemo, on, onMount, Show } from "solid-js";
import { positionName } from "../../../domain/chorale/bars";
import { MOST_TEXT } from "../../../domain/chorale/signs";
import { voiceName } from "../../../domain/chorale/voices";
import { shownMeta, shownVoices } from "../inView";
import { leaveText, signField, type TextKind, typedBefore, writeText } from "./field";

interface SignInputProps {
  /** Where the text begins, in pixels of the parent; null while the note is not drawn. */
  placeOf: (at: { row: number; column: number }) => { x: number; y: number } | null;
  parent: () => HTMLElement;
}

const NAMES: Readonly<Record<TextKind, string>> = {
  dynamics: "Dynamic",
  words: "Staff text",
  system: "System text",
  rehearsal: "Rehearsal mark",
};
const OUT_OF_SIGHT = { left: "-1000px", top: "0px" };

export function SignInput(props: SignInputProps) {
  return (
    <Show when={signField()}>
      <Typing {...props} />
    </Show>
  );
}

function Typing(props: SignInputProps) {
  let field!: HTMLInputElement;
  let isLeaving = false;

  function leave(isWritten: boolean): void {
    if (isLeaving) return;
    isLeaving = true;
    if (isWritten) writeText(field.value);
    else leaveText();
    props.parent().focus({ preventScroll: true });
  }
  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    leave(event.key === "Enter");
  }

  onMount(() => {
    createEffect(
      on(signField, (at) => {
        if (!at) return;
        field.value = typedBefore();
        field.focus({ preventScroll: true });
        field.select();
      }),
    );
  });
  // While the score is engraved anew the field stays where it was: hidden, it would lose the keys.
  const style = createMemo((before: { left: string; top: string }) => {
    const at = signField();
    const found = at && props.placeOf(at);
    return found ? { left: `${found.x}px`, top: `${found.y}px` } : before;
  }, OUT_OF_SIGHT);
  return (
    <input
      ref={field}
      class="lyric-input sign-input"
      classList={{ dynamic: signField()?.kind === "dynamics" }}
      aria-label={nameOfField()}
      placeholder={placeholder()}
      maxlength={MOST_TEXT}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      data-testid="sign-text"
      style={style()}
      onKeyDown={onKeyDown}
      onBlur={() => leave(true)}
    />
  );
}

const placeholder = (): string => {
  const kind = signField()?.kind;
  return kind === "dynamics" ? "mf" : kind ? NAMES[kind] : "";
};

function nameOfField(): string {
  const at = signField();
  if (!at) return "";
  const { bar, beat } = positionName(at.column, shownMeta());
  const where = bar === 0 ? "pickup" : `bar ${bar}`;
  return `${NAMES[at.kind]}, ${voiceName(at.row, shownVoices())}, ${where}, beat ${beat}`;
}
