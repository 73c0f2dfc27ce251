// Where the key of the chorale changes: from which bar on, to which key.

import { createMemo, createSignal, For } from "solid-js";
import { barsOf, keyAt, positionOf } from "../../../domain/chorale/music/bars";
import { isMode, type KeySignature, MODE_NAMES } from "../../../domain/chorale/music/modes";
import { keyName, SIGNATURES } from "../../../domain/chorale/music/spelling";
import { setKeyFrom } from "../barActs";
import { shownMeta } from "../inView";
import { numColumns } from "../roll/view";

export function KeyChanges(props: { isReadOnly: boolean; bar: number }) {
  const bars = createMemo(() => barsOf(numColumns(), shownMeta()));
  const [from, setFrom] = createSignal(Math.max(2, props.bar));
  const [key, setKey] = createSignal<KeySignature>({ fifths: 0, mode: "major" });
  const bar = () => bars().find(({ number }) => number === from());
  const isChange = () => {
    const first = bar()?.first ?? 0;
    return first > 0 && keyName(keyAt(first, shownMeta())) !== keyName(key());
  };
  return (
    <div class="score-acts">
      <For each={shownMeta().keyChanges}>
        {([column, fifths, mode]) => {
          const number = positionOf(column, shownMeta()).bar;
          const before = keyAt(column - 1, shownMeta());
          return (
            <span class="metre-change" data-testid="key-change">
              <span class="figures">From bar {number}</span>
              <KeyChoice
                name={`Key from bar ${number}`}
                chosen={{ fifths, mode }}
                isDisabled={props.isReadOnly}
                choose={(next) => setKeyFrom(number, next)}
              />
              <button
                type="button"
                disabled={props.isReadOnly}
                aria-label={`Remove the change of key at bar ${number}`}
                onClick={() => setKeyFrom(number, before)}
              >
                Remove
              </button>
            </span>
          );
        }}
      </For>
      <span>
        Change the key from bar{" "}
        <input
          type="number"
          min="2"
          max={bars().at(-1)?.number ?? 1}
          aria-label="First bar of the new key"
          value={from()}
          disabled={props.isReadOnly}
          onInput={(event) => setFrom(event.currentTarget.valueAsNumber || 2)}
        />{" "}
        to{" "}
        <KeyChoice
          name="New key"
          chosen={key()}
          isDisabled={props.isReadOnly}
          choose={(next) => setKey(next)}
        />{" "}
        <button
          type="button"
          data-testid="change-key"
          disabled={props.isReadOnly || !isChange()}
          onClick={() => setKeyFrom(from(), key())}
        >
          Change
        </button>
      </span>
    </div>
  );
}

/** All keys that have a signature, by mode. */
export function KeyChoice(props: {
  name?: string;
  id?: string;
  testId?: string;
  chosen: KeySignature;
  isDisabled: boolean;
  choose: (key: KeySignature) => void;
}) {
  return (
    <select
      aria-label={props.name}
      id={props.id}
      data-testid={props.testId}
      disabled={props.isDisabled}
      onChange={(event) => {
        const [fifths, mode] = event.currentTarget.value.split(" ");
        if (isMode(mode)) props.choose({ fifths: Number(fifths), mode });
      }}
    >
      <For each={MODE_NAMES}>
        {(mode) => (
          <optgroup label={mode.charAt(0).toUpperCase() + mode.slice(1)}>
            <For each={SIGNATURES}>
              {(fifths) => (
                <option
                  value={`${fifths} ${mode}`}
                  selected={props.chosen.fifths === fifths && props.chosen.mode === mode}
                >
                  {keyName({ fifths, mode })}
                </option>
              )}
            </For>
          </optgroup>
        )}
      </For>
    </select>
  );
}
