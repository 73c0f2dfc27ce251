// Where the metre of the chorale changes: from which bar on, to which metre.
import { createMemo, createSignal, For } from "solid-js";
import { barsOf, METRE_NAMES, type Metre, positionOf } from "../../../domain/chorale/music/bars";
import { setMetreFrom } from "../barActs";
import { shownMeta } from "../inView";
import { numColumns } from "../roll/view";

export function MetreChanges(props: { isReadOnly: boolean; bar: number }) {
  const bars = createMemo(() => barsOf(numColumns(), shownMeta()));
  const last = () => bars().at(-1)?.number ?? 1;
  const [from, setFrom] = createSignal(Math.max(2, props.bar));
  const [metre, setMetre] = createSignal<Metre>("3/4");
  const bar = () => bars().find(({ number }) => number === from());
  const isChange = () => bar() !== undefined && bar()?.metre !== metre();
  return (
    <div class="score-acts">
      <For each={shownMeta().metreChanges}>
        {([column, to]) => {
          const number = positionOf(column, shownMeta()).bar;
          const before = positionOf(column - 1, shownMeta()).metre;
          return (
            <span class="metre-change" data-testid="metre-change">
              <span class="figures">From bar {number}</span>
              <MetreChoice
                name={`Metre from bar ${number}`}
                metre={to}
                isDisabled={props.isReadOnly}
                choose={(next) => setMetreFrom(number, next)}
              />
              <button
                type="button"
                disabled={props.isReadOnly}
                aria-label={`Remove the change of metre at bar ${number}`}
                onClick={() => setMetreFrom(number, before)}
              >
                Remove
              </button>
            </span>
          );
        }}
      </For>
      <span>
        Change the metre from bar{" "}
        <input
          type="number"
          min="2"
          max={last()}
          aria-label="First bar of the new metre"
          value={from()}
          disabled={props.isReadOnly}
          onInput={(event) => setFrom(event.currentTarget.valueAsNumber || 2)}
        />{" "}
        to{" "}
        <MetreChoice
          name="New metre"
          metre={metre()}
          isDisabled={props.isReadOnly}
          choose={setMetre}
        />{" "}
        <button
          type="button"
          data-testid="change-metre"
          disabled={props.isReadOnly || from() < 2 || !isChange()}
          onClick={() => setMetreFrom(from(), metre())}
        >
          Change
        </button>
      </span>
    </div>
  );
}

function MetreChoice(props: {
  name: string;
  metre: Metre;
  isDisabled: boolean;
  choose: (metre: Metre) => void;
}) {
  return (
    <select
      aria-label={props.name}
      disabled={props.isDisabled}
      onChange={(event) => props.choose(event.currentTarget.value as Metre)}
    >
      <For each={METRE_NAMES}>
        {(one) => (
          <option value={one} selected={one === props.metre}>
            {one}
          </option>
        )}
      </For>
    </select>
  );
}
