// The field over a staff in which a text or a dynamic is typed.
import { Show } from "solid-js";
import { placeName } from "../../../domain/chorale/music/bars";
import { voiceName } from "../../../domain/chorale/music/voices";
import { MOST_TEXT } from "../../../domain/chorale/notation/signs";
import { shownMeta, shownVoices } from "../inView";
import { ScoreField } from "../score/ScoreField";
import { leaveText, signField, type TextKind, typedBefore, writeText } from "./field";

const NAMES: Readonly<Record<TextKind, string>> = {
  dynamics: "Dynamic",
  words: "Staff text",
  system: "System text",
  rehearsal: "Rehearsal mark",
};

/** placeOf: where the text begins, in pixels of the parent; null while the note is not drawn. */
export function SignInput(props: {
  placeOf: (at: { row: number; column: number }) => { x: number; y: number } | null;
  parent: () => HTMLElement;
}) {
  return (
    <Show when={signField()}>
      <ScoreField
        place={signField}
        text={typedBefore}
        placeOf={props.placeOf}
        parent={props.parent}
        label={nameOfField()}
        testId="sign-text"
        maxLength={MOST_TEXT}
        class={signField()?.kind === "dynamics" ? "sign-input dynamic" : "sign-input"}
        placeholder={placeholder()}
        actOfKey={(event, _, leave) =>
          event.key === "Enter" || event.key === "Escape"
            ? () => leave(event.key === "Enter")
            : undefined
        }
        onLeave={(typed, isKept) => (isKept ? writeText(typed) : leaveText())}
      />
    </Show>
  );
}

const placeholder = (): string => {
  const kind = signField()?.kind;
  return kind === "dynamics" ? "mf" : kind ? NAMES[kind] : "";
};

function nameOfField(): string {
  const at = signField();
  if (!at) return "";
  const voice = voiceName(at.row, shownVoices());
  return `${NAMES[at.kind]}, ${voice}, ${placeName(at.column, shownMeta())}`;
}
