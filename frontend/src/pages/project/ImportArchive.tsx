/** Imports a project that another studio exported, as a new project. */

import { useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { pages } from "../../addresses";
import { sentence } from "../../api";
import { curation } from "../../curation";
import { toast } from "../../ui/messages/toasts";

const WHOSE =
  "What carries your own name counts as yours. All other names are marked “imported” and belong to no account.";

export function ImportArchive() {
  const navigate = useNavigate();
  const [share, setShare] = createSignal<number | null>(null);
  const [problem, setProblem] = createSignal<string | null>(null);
  let chooser!: HTMLInputElement;
  const bring = async (file: File | undefined) => {
    if (!file) return;
    setProblem(null);
    setShare(0);
    try {
      navigate(pages.project((await curation.importArchive(file, setShare)).id));
      toast(WHOSE);
    } catch (failure) {
      setProblem(sentence(failure));
    } finally {
      setShare(null);
    }
  };
  return (
    <>
      <button type="button" disabled={share() !== null} onClick={() => chooser.click()}>
        Import archive
      </button>
      <input
        ref={chooser}
        type="file"
        class="visually-hidden"
        tabIndex={-1}
        aria-label="Archive to import"
        accept=".zip,application/zip"
        onChange={(event) => {
          void bring(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <Show when={share() !== null}>
        <span class="muted import-share" role="status">
          <Show
            when={(share() ?? 0) < 1}
            fallback={
              <>
                Reading the archive … <progress aria-label="Reading the archive" />
              </>
            }
          >
            Sending the archive …{" "}
            <progress aria-label="Sending the archive" max={1} value={share() ?? 0} />
          </Show>
        </span>
      </Show>
      <Show when={problem()}>
        <p class="problem import-line" role="alert">
          <span>{problem()}</span>
          <button type="button" class="quiet" onClick={() => setProblem(null)}>
            Dismiss
          </button>
        </p>
      </Show>
    </>
  );
}
