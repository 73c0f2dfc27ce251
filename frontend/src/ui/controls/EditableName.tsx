/** A name that is renamed where it stands: press it, type, Enter; Escape leaves it as it was. */

import { createSignal, Show } from "solid-js";

export function EditableName(props: {
  name: string;
  what: string;
  canEdit: boolean;
  class?: string;
  onRename: (name: string) => void;
}) {
  const [isEditing, setIsEditing] = createSignal(false);
  let button: HTMLButtonElement | undefined;

  const finish = (field: HTMLInputElement, isMeant: boolean) => {
    if (!isEditing()) return;
    setIsEditing(false);
    const name = field.value.trim();
    if (isMeant && name !== "" && name !== props.name) props.onRename(name);
    queueMicrotask(() => button?.focus());
  };
  return (
    <Show when={props.canEdit} fallback={<span class={props.class}>{props.name}</span>}>
      <Show
        when={isEditing()}
        fallback={
          <button
            ref={button}
            type="button"
            class={`editable-name ${props.class ?? ""}`}
            title={`Rename this ${props.what}`}
            onClick={() => setIsEditing(true)}
          >
            {props.name}
          </button>
        }
      >
        <input
          class={`editable-field ${props.class ?? ""}`}
          aria-label={`Name of this ${props.what}`}
          maxLength={120}
          value={props.name}
          ref={(field) =>
            queueMicrotask(() => {
              field.focus();
              field.select();
            })
          }
          onBlur={(event) => finish(event.currentTarget, true)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === "Enter") finish(event.currentTarget, true);
            if (event.key === "Escape") finish(event.currentTarget, false);
          }}
        />
      </Show>
    </Show>
  );
}
