// Where the tempo of the chorale changes: from which bar on, how fast, and in which words.
import { createMemo, createSignal, For } from "solid-js";
import { barsOf, positionOf } from "../../../domain/chorale/music/bars";
import { currentDocument } from "../../../state/document/document";
import { setTempoFrom, tempoMarksIn } from "../barActs";
import { shownMeta } from "../inView";
import { numColumns } from "../roll/view";

const [SLOWEST, FASTEST] = [20, 300];

const isTempo = (value: number): boolean => value >= SLOWEST && value <= FASTEST;

export function TempoChanges(props: { isReadOnly: boolean; bar: number }) {
  const bars = createMemo(() => barsOf(numColumns(), shownMeta()));
  const marks = createMemo(() => {
    const document = currentDocument();
    return document ? tempoMarksIn(document) : [];
  });
  const [from, setFrom] = createSignal(Math.max(2, props.bar));
  const [value, setValue] = createSignal(120);
  const [text, setText] = createSignal("");
  const column = () => bars().find(({ number }) => number === from())?.first ?? 0;
  return (
    <div class="score-acts">
      <For each={marks()}>
        {(mark) => {
          const number = positionOf(mark.column, shownMeta()).bar;
          return (
            <span class="metre-change" data-testid="tempo-change">
              <span class="figures">
                From bar {number}: {mark.text} ♩ =
              </span>
              <input
                type="number"
                min={SLOWEST}
                max={FASTEST}
                aria-label={`Tempo from bar ${number}`}
                value={Math.round(mark.value)}
                disabled={props.isReadOnly}
                onChange={(event) => {
                  const next = event.currentTarget.valueAsNumber;
                  if (isTempo(next)) setTempoFrom(mark.column, { value: next, text: mark.text });
                  else event.currentTarget.value = String(Math.round(mark.value));
                }}
              />
              <button
                type="button"
                disabled={props.isReadOnly}
                aria-label={`Remove the change of tempo at bar ${number}`}
                onClick={() => setTempoFrom(mark.column, null)}
              >
                Remove
              </button>
            </span>
          );
        }}
      </For>
      <span>
        Change the tempo from bar{" "}
        <input
          type="number"
          min="2"
          max={bars().at(-1)?.number ?? 1}
          aria-label="First bar of the new tempo"
          value={from()}
          disabled={props.isReadOnly}
          onInput={(event) => setFrom(event.currentTarget.valueAsNumber || 2)}
        />{" "}
        to ♩ ={" "}
        <input
          type="number"
          min={SLOWEST}
          max={FASTEST}
          aria-label="New tempo, quarter notes per minute"
          value={value()}
          disabled={props.isReadOnly}
          onInput={(event) => setValue(event.currentTarget.valueAsNumber)}
        />{" "}
        <input
          aria-label="Words of the new tempo"
          placeholder="Allegro"
          maxlength="60"
          size="10"
          value={text()}
          disabled={props.isReadOnly}
          onInput={(event) => setText(event.currentTarget.value)}
        />{" "}
        <button
          type="button"
          data-testid="change-tempo"
          disabled={props.isReadOnly || column() === 0 || !isTempo(value())}
          onClick={() => setTempoFrom(column(), { value: value(), text: text().trim() })}
        >
          Change
        </button>
      </span>
    </div>
  );
}
