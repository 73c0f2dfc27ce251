/** Tags of a take: each with a cross, and a field for one more. */

import { For, Show } from "solid-js";
import { withTags } from "./tags";

export function TagField(props: {
  tags: readonly string[];
  canEdit: boolean;
  onChange: (tags: string[]) => void;
}) {
  return (
    <div class="tag-field" role="group" aria-label="Tags">
      <For each={props.tags}>
        {(tag) => (
          <span class="tag">
            #{tag}
            <Show when={props.canEdit}>
              <button
                type="button"
                aria-label={`Remove the tag ${tag}`}
                onClick={() => props.onChange(props.tags.filter((one) => one !== tag))}
              >
                ×
              </button>
            </Show>
          </span>
        )}
      </For>
      <Show when={props.canEdit}>
        <input
          class="tag-new"
          aria-label="New tag"
          placeholder={props.tags.length === 0 ? "Add tags" : "Add"}
          maxLength={60}
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== ",") return;
            event.preventDefault();
            const next = withTags(props.tags, event.currentTarget.value);
            event.currentTarget.value = "";
            if (next.length > props.tags.length) props.onChange(next);
          }}
          onBlur={(event) => {
            const next = withTags(props.tags, event.currentTarget.value);
            event.currentTarget.value = "";
            if (next.length > props.tags.length) props.onChange(next);
          }}
        />
      </Show>
    </div>
  );
}
