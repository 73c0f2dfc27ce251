// A note for the language model: it reads it before the text, of which it is no part.
import type { TextEdit } from "../../../domain/text/edits";
import type { CanvasDocument } from "../../../state/document/document";

const MOST_LETTERS = 500;

export function Note(props: { document: CanvasDocument }) {
  const note = () => String(props.document.meta().note ?? "");
  const change = (field: HTMLInputElement) => {
    const now = field.value.trim();
    if (now === note()) return;
    props.document.edit<TextEdit>((edit) => edit.setMeta("note", now === "" ? undefined : now));
  };
  return (
    <label class="text-note" title="The model reads this before your text. It is not part of it.">
      <span>Note for the model</span>
      <input
        value={note()}
        maxLength={MOST_LETTERS}
        placeholder="names: Jonas, Anna; now; Berlin"
        autocomplete="off"
        readOnly={!props.document.canEdit()}
        data-testid="note"
        onChange={(event) => change(event.currentTarget)}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
    </label>
  );
}
