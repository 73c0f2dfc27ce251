// What an empty canvas offers: to write, to play in, to bring a file, or to have it composed.
import { createMemo, createSignal, For, Show } from "solid-js";
import { api } from "../../api";
import { MASKED, RENOISABLE } from "../../domain/cells";
import { allVoices } from "../../domain/chorale/words/locationWords";
import { accepted, refusal } from "../../domain/importableFiles";
import type { CanvasDocument } from "../../state/document/document";
import { toastFailure } from "../../state/failures";
import { wantToCompose } from "../../state/generations/composeWanted";
import { setTool, shownGrid, stage, tool } from "../../state/stage/open";
import { toast } from "../../ui/messages/toasts";
import { useOpenImported } from "../common/imported";
import type { CanvasViewProps } from "../common/kind";
import { openCanvas } from "./acts";
import { shownVoices } from "./inView";
import { togglePlayIn } from "./playIn/playIn";
import { notation } from "./score/notation";
import { toggleWriting } from "./writing/keys";

export function EmptyCanvas(props: CanvasViewProps) {
  const isUntouched = useUntouched(props.document);
  return (
    <Show when={isUntouched() && openCanvas() && tool() !== "draw"}>
      <Invitation {...props} />
    </Show>
  );
}

/** Whether nothing is written and nothing marked: a generation has nothing to go by yet. */
function useUntouched(document: CanvasDocument): () => boolean {
  const isEmpty = createMemo(
    () =>
      stage().view === "canvas" &&
      document.isLoaded() &&
      shownGrid().every((row) => row.every((symbol) => symbol === 0)),
  );
  return createMemo(
    () =>
      isEmpty() &&
      !document
        .states()
        .some((row) => row.some((state) => state === MASKED || state === RENOISABLE)),
  );
}

/** "All four voices". */
const composedVoices = (): string =>
  allVoices(shownVoices().filter(({ part }) => part !== "").length).replace(/^./, (first) =>
    first.toUpperCase(),
  );

interface Offer {
  label: string;
  key?: string;
  hint: string;
  perform: () => void;
}

function Invitation(props: CanvasViewProps) {
  let chooser!: HTMLInputElement;
  const { isBusy, bring } = useBringing(props);
  const offers = (): Offer[] => [
    notation() === "score"
      ? { label: "Write", key: "N", hint: "By letters, or by clicks", perform: toggleWriting }
      : { label: "Draw", key: "D", hint: "Notes as bars", perform: () => setTool("draw") },
    { label: "Play in", key: "K", hint: "MIDI or computer keys", perform: togglePlayIn },
    {
      label: isBusy() ? "One moment …" : "Import",
      hint: "MusicXML or MIDI",
      perform: () => chooser.click(),
    },
    {
      label: "Compose",
      hint: `${composedVoices()}, from nothing`,
      perform: wantToCompose,
    },
  ];
  return (
    <section class="canvas-invitation" aria-label="Ways to begin">
      <p>This canvas is empty. Begin with:</p>
      <div class="offers">
        <For each={offers()}>
          {({ label, key, hint, perform }) => (
            <button type="button" onClick={perform}>
              <b>
                {label} <Show when={key}>{(name) => <kbd>{name()}</kbd>}</Show>
              </b>
              <small>{hint}</small>
            </button>
          )}
        </For>
      </div>
      <input
        ref={chooser}
        type="file"
        accept={accepted([props.kind])}
        hidden
        aria-label="A file to import"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) void bring(file);
        }}
      />
    </section>
  );
}

/** A file becomes a canvas of its own, which opens. */
function useBringing({ session, kind }: CanvasViewProps) {
  const openImported = useOpenImported();
  const [isBusy, setBusy] = createSignal(false);
  return {
    isBusy,
    async bring(file: File) {
      if (isBusy()) return;
      const refused = refusal(file, [kind]);
      if (refused !== null) return toast(refused, { tone: "fault" });
      setBusy(true);
      try {
        openImported(await api.importFile(session.projectId, file, () => {}));
      } catch (failure) {
        toastFailure(failure);
      } finally {
        setBusy(false);
      }
    },
  };
}
