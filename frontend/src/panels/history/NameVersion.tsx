/** Give the moment that is shown a name. */

import { createSignal, Show } from "solid-js";
import { api, sentence } from "../../api";
import { useStudio } from "../../state/stage/studio";
import { Problem } from "../../ui/messages/Problem";
import type { InHistory } from "./useHistory";

export function NameVersion(props: { now: InHistory }) {
  const studio = useStudio();
  const [isNaming, setIsNaming] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  const name = async (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem("version");
    const { now } = props;
    const seq = now.isNow() ? null : (now.history.moments()[now.count() - 1]?.seq ?? 1);
    try {
      const version = await api.newVersion(
        studio.canvasId,
        (field as HTMLInputElement).value,
        now.count() === 0 ? Math.max(1, (now.history.moments()[0]?.seq ?? 2) - 1) : seq,
      );
      studio.project.put({ kind: "version", version, is_deleted: false });
      setIsNaming(false);
      setProblem(null);
    } catch (failure) {
      setProblem(sentence(failure));
    }
  };
  /** What is not stored yet has no place in the history. */
  const isUnsaved = () => props.now.isNow() && studio.document.numUnsaved() > 0;
  return (
    <Show
      when={isNaming()}
      fallback={
        <button
          type="button"
          disabled={isUnsaved() || props.now.version() !== null}
          onClick={() => setIsNaming(true)}
        >
          Name this version
        </button>
      }
    >
      <form class="name-version" onSubmit={(event) => void name(event)}>
        <input
          name="version"
          required
          maxLength={120}
          placeholder="Name of this version"
          aria-label="Name of this version"
          ref={(field) => queueMicrotask(() => field.focus())}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            event.stopPropagation();
            setIsNaming(false);
          }}
        />
        <button type="submit">Save</button>
        <Problem sentence={problem()} />
      </form>
    </Show>
  );
}
