/** What an import changed, bar by bar, and what it could not know, before one continues. */

import { createMemo, createSignal, For, Show } from "solid-js";
import { decide } from "../../canvases/common/decided";
import type { Canvas, Choice, Notice } from "../../protocol";
import { Segments } from "../../ui/controls/Segments";
import { Dialog } from "../../ui/overlays/Dialog";

export function ImportReview(props: {
  canvas: Canvas;
  /** fit: how to bring notes beyond the model within it, once it is open. */
  onOpen: (fit?: "octave" | "transpose") => void;
  onClose: () => void;
}) {
  const questions = createMemo(() => props.canvas.notices.filter(isQuestion));
  const changes = createMemo(() => props.canvas.notices.filter((notice) => !isQuestion(notice)));
  const [chosen, setChosen] = createSignal<ReadonlyMap<Notice, Choice>>(new Map());
  const isBeyond = () => changes().some(({ code }) => code === "too_high" || code === "too_low");
  const open = (fit?: "octave" | "transpose") => {
    const metas = [...chosen().values()].map(({ meta }) => meta);
    if (metas.length > 0) decide(props.canvas.id, Object.assign({}, ...metas));
    props.onOpen(fit);
  };
  return (
    <Dialog title={`Imported “${props.canvas.name}”`} class="import-review" onClose={props.onClose}>
      <For each={questions()}>
        {(question) => (
          <Question
            {...question}
            chosen={chosen().get(question) ?? null}
            choose={(choice) => setChosen((before) => new Map(before).set(question, choice))}
          />
        )}
      </For>
      <Show when={changes().length > 0}>
        <p>
          {changes().length === 1
            ? "One thing to know about this import:"
            : `${changes().length} things to know about this import:`}
        </p>
        <ul class="notice-list">
          <For each={changes()}>
            {(notice) => (
              <li>
                <span class="notice-place">
                  <Show when={notice.bar !== null}>Bar {notice.bar}</Show>
                </span>
                <span>{notice.message}</span>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={isBeyond()}>
        <p class="review-fits">
          What is beyond the model can be brought within it:{" "}
          <button type="button" data-testid="fit-octave" onClick={() => open("octave")}>
            Those voices by an octave
          </button>{" "}
          <button type="button" data-testid="fit-transpose" onClick={() => open("transpose")}>
            Transpose everything
          </button>
        </p>
      </Show>
      <div class="dialog-acts">
        <button type="button" onClick={props.onClose}>
          Later
        </button>
        <button type="button" class="primary" onClick={() => open()}>
          Open canvas
        </button>
      </div>
    </Dialog>
  );
}

const isQuestion = ({ choices }: Notice): boolean => choices.length > 0;

/** One doubt; its first answer holds until a person chooses. */
function Question(props: Notice & { chosen: Choice | null; choose: (choice: Choice) => void }) {
  return (
    <div class="import-question" data-testid={`question-${props.code}`}>
      <p>{props.message}</p>
      <Segments
        label={props.message}
        segments={props.choices.map((choice) => ({ value: choice, label: choice.label }))}
        chosen={props.chosen ?? props.choices[0] ?? null}
        choose={props.choose}
      />
      <p class="muted">It can be changed later, with metre and tempo, over the canvas.</p>
    </div>
  );
}
