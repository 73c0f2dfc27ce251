/** Whether files that leave a project say who made which share of them; owners can switch it. */

import { createResource, Show } from "solid-js";
import { api } from "../../api";
import { toastFailure } from "../../state/failures";

export function ProvenanceSwitch(props: { projectId: string }) {
  const [found, { mutate }] = createResource(() => props.projectId || null, api.provenance);
  const change = async (field: HTMLInputElement) => {
    try {
      mutate(await api.setProvenance(props.projectId, field.checked));
    } catch (failure) {
      field.checked = found()?.signs_files ?? true;
      toastFailure(failure);
    }
  };
  return (
    <Show when={!found.error && found()}>
      {(provenance) => (
        <label class="provenance muted">
          <input
            type="checkbox"
            checked={provenance().signs_files}
            data-testid="signs-files"
            onChange={(event) => void change(event.currentTarget)}
          />
          <span>
            Files from this project say, signed by the studio, how much of them people and the model
            made. Leave this on where the law asks you to mark what a model made.
          </span>
        </label>
      )}
    </Show>
  );
}
