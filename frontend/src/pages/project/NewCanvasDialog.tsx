/** A new canvas of any kind: blank, or a piece to start from. */

import { createMemo, createResource, createSignal, For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { api, sentence } from "../../api";
import { CANVAS_KINDS, kindOf } from "../../canvases/registry";
import type { Canvas } from "../../protocol";
import { Segments } from "../../ui/controls/Segments";
import { Problem } from "../../ui/messages/Problem";
import { Dialog } from "../../ui/overlays/Dialog";

interface NewCanvasProps {
  projectId: string;
  /** The kind that the form opens with; null for the first one. */
  kind: string | null;
  onMade: (canvas: Canvas) => void;
  onClose: () => void;
}

export function NewCanvasDialog(props: NewCanvasProps) {
  const [known] = createResource(() => api.kinds());
  const infos = () => (known.error ? [] : (known.latest ?? []));
  const kinds = () => CANVAS_KINDS.filter((one) => infos().some(({ kind }) => kind === one.name));
  const segments = createMemo(() => kinds().map(({ name, label }) => ({ value: name, label })));
  const [chosen, setChosen] = createSignal(props.kind ?? CANVAS_KINDS[0]?.name ?? "");
  const demos = () => infos().find((one) => one.kind === chosen())?.demos ?? [];
  const [problem, setProblem] = createSignal<string | null>(null);
  const [isSending, setIsSending] = createSignal(false);

  const make = async (name: string, start: string, options: Record<string, unknown>) => {
    setProblem(null);
    setIsSending(true);
    try {
      props.onMade(await api.newCanvas(props.projectId, { kind: chosen(), name, start, options }));
    } catch (failure) {
      setProblem(sentence(failure));
      setIsSending(false);
    }
  };
  return (
    <Dialog title="New canvas" class="new-canvas" onClose={props.onClose}>
      <Show when={kinds().length > 1}>
        <Segments
          label="Kind of canvas"
          class="new-canvas-kinds"
          segments={segments()}
          chosen={chosen()}
          choose={setChosen}
        />
      </Show>
      <div class="new-canvas-ways">
        <Dynamic
          component={kindOf(chosen()).NewBlank}
          isSending={isSending()}
          make={(name: string, options: Record<string, unknown>) =>
            void make(name, "blank", options)
          }
        />
        <div class="stacked">
          <h3>From a piece</h3>
          <ul class="demo-list">
            <For each={demos()}>
              {(demo) => (
                <li>
                  <button
                    type="button"
                    disabled={isSending()}
                    onClick={() => void make(demo, demo, {})}
                  >
                    {demo}
                  </button>
                </li>
              )}
            </For>
          </ul>
          <Show when={known.error}>
            <p class="problem">{sentence(known.error)}</p>
          </Show>
        </div>
      </div>
      <Problem sentence={problem()} />
    </Dialog>
  );
}
