// Repeats, endings, jumps and double bars: at which bar each stands.
import { createMemo, createSignal, For } from "solid-js";
import { barsOf, positionOf } from "../../../domain/chorale/music/bars";
import { FORM_NAMES, formIn, formName } from "../../../domain/chorale/music/form";
import { setForm } from "../barActs";
import { metaInView, shownMeta } from "../inView";
import { numColumns } from "../roll/view";

export function FormSigns(props: { isReadOnly: boolean; bar: number }) {
  const bars = createMemo(() => barsOf(numColumns(), shownMeta()));
  const barOf = (number: number) => bars().find((bar) => bar.number === number);
  const signs = createMemo(() =>
    [...formIn(metaInView().form)].flatMap(([column, names]) =>
      names.map((name) => ({ name, number: positionOf(column, shownMeta()).bar })),
    ),
  );
  const [at, setAt] = createSignal(Math.max(1, props.bar));
  const [chosen, setChosen] = createSignal("end-repeat");
  const put = (number: number, name: string, isThere: boolean) => {
    const bar = barOf(number);
    if (bar) setForm(bar, name, isThere);
  };
  return (
    <div class="score-acts">
      <For each={signs()}>
        {({ name, number }) => (
          <span class="metre-change" data-testid="form-sign">
            <span class="figures">
              Bar {number}: {formName(name)}
            </span>
            <button
              type="button"
              disabled={props.isReadOnly}
              aria-label={`Remove ${formName(name)} at bar ${number}`}
              onClick={() => put(number, name, false)}
            >
              Remove
            </button>
          </span>
        )}
      </For>
      <span>
        At bar{" "}
        <input
          type="number"
          min={bars()[0]?.number ?? 1}
          max={bars().at(-1)?.number ?? 1}
          aria-label="Bar of the sign"
          value={at()}
          disabled={props.isReadOnly}
          onInput={(event) => setAt(event.currentTarget.valueAsNumber)}
        />{" "}
        <select
          aria-label="Sign of form"
          disabled={props.isReadOnly}
          onChange={(event) => setChosen(event.currentTarget.value)}
        >
          <For each={Object.entries(FORM_NAMES)}>
            {([name, label]) => (
              <option value={name} selected={name === chosen()}>
                {label}
              </option>
            )}
          </For>
        </select>{" "}
        <button
          type="button"
          data-testid="add-form-sign"
          disabled={props.isReadOnly || !barOf(at())}
          onClick={() => put(at(), chosen(), true)}
        >
          Write
        </button>
      </span>
    </div>
  );
}
