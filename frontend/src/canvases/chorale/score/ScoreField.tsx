// A field over the score in which something is typed where it will stand: the words of a note, a text, a dynamic.
import { createEffect, createMemo, on, onMount } from "solid-js";

interface ScoreFieldProps<Place> {
  /** The note that it belongs to; the field begins anew when it changes. */
  place: () => Place | null;
  /** The text that stands there already. */
  text: () => string;
  /** Where it stands, in pixels of the parent; null while the note is not drawn. */
  placeOf: (at: Place) => { x: number; y: number } | null;
  /** Gets the focus back. */
  parent: () => HTMLElement;
  label: string;
  testId: string;
  maxLength: number;
  class?: string;
  placeholder?: string;
  /** The act of a key that does not write in the field; undefined for all others. */
  actOfKey: (
    event: KeyboardEvent,
    field: HTMLInputElement,
    leave: (isKept?: boolean) => void,
  ) => (() => void) | undefined;
  /** Called once. isKept: whether what was typed is to be written. */
  onLeave: (typed: string, isKept: boolean) => void;
}

const OUT_OF_SIGHT = { left: "-1000px", top: "0px" };

export function ScoreField<Place>(props: ScoreFieldProps<Place>) {
  let field!: HTMLInputElement;
  let isLeaving = false;

  function leave(isKept = true): void {
    if (isLeaving) return;
    isLeaving = true;
    props.onLeave(field.value, isKept);
    props.parent().focus({ preventScroll: true });
  }
  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    const act = event.isComposing ? undefined : props.actOfKey(event, field, leave);
    if (!act) return;
    event.preventDefault();
    act();
  }

  onMount(() => {
    createEffect(
      on(
        () => props.place(),
        (at) => {
          if (!at) return;
          field.value = props.text();
          field.focus({ preventScroll: true });
          field.select();
        },
      ),
    );
  });
  // While the score is engraved anew the field stays where it was: hidden, it would lose the keys.
  const style = createMemo((before: { left: string; top: string }) => {
    const at = props.place();
    const found = at && props.placeOf(at);
    return found ? { left: `${found.x}px`, top: `${found.y}px` } : before;
  }, OUT_OF_SIGHT);
  return (
    <input
      ref={field}
      class={`lyric-input ${props.class ?? ""}`}
      aria-label={props.label}
      placeholder={props.placeholder ?? ""}
      maxlength={props.maxLength}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      data-testid={props.testId}
      style={style()}
      onKeyDown={onKeyDown}
      onBlur={() => leave()}
    />
  );
}
