/** The rules of a ranking: a form until the first pair is shown, then a few sentences. */

import { For, Show } from "solid-js";
import type { Canvas, Ranking, RankingRules } from "../../protocol";
import { plural } from "../../ui/plural";

const LEAST_S = [0, 3, 5, 10, 20];

export function Rules(props: {
  ranking: Ranking;
  canvases: readonly Canvas[];
  canChange: boolean;
  onChange: (rules: RankingRules) => void;
}) {
  const rules = () => props.ranking.rules;
  const change = (changes: Partial<RankingRules>) => props.onChange({ ...rules(), ...changes });
  return (
    <section class="rules" aria-labelledby="rules-heading">
      <h3 id="rules-heading">Rules</h3>
      <Show when={props.canChange} fallback={<RulesInWords rules={rules()} />}>
        <label>
          Listen to each side for at least
          <select
            onChange={(event) => change({ min_listening_s: Number(event.currentTarget.value) })}
          >
            <For each={LEAST_S}>
              {(seconds) => (
                <option value={seconds} selected={seconds === rules().min_listening_s}>
                  {secondsWords(seconds)}
                </option>
              )}
            </For>
          </select>
        </label>
        <label>
          Judges see music as
          <select
            onChange={(event) =>
              change({ shows: event.currentTarget.value as RankingRules["shows"] })
            }
          >
            <option value="score" selected={rules().shows === "score"}>
              a score
            </option>
            <option value="nothing" selected={rules().shows === "nothing"}>
              nothing, by ear alone
            </option>
          </select>
        </label>
        <fieldset>
          <legend>Hidden among the takes, to test the judges</legend>
          <label class="check">
            <input
              type="checkbox"
              checked={rules().shuffled}
              onChange={(event) => change({ shuffled: event.currentTarget.checked })}
            />
            a take with everything in another order
          </label>
          <label class="check">
            <input
              type="checkbox"
              checked={rules().author}
              onChange={(event) => change({ author: event.currentTarget.checked })}
            />
            the author’s own: what the takes were made from
          </label>
          <label>
            a real piece
            <select
              onChange={(event) =>
                change({ real: event.currentTarget.value ? [event.currentTarget.value] : [] })
              }
            >
              <option value="">none</option>
              <For each={props.canvases.filter((canvas) => !canvas.is_in_bin)}>
                {(canvas) => (
                  <option value={canvas.id} selected={rules().real?.includes(canvas.id) ?? false}>
                    {canvas.name}
                  </option>
                )}
              </For>
            </select>
          </label>
        </fieldset>
        <p class="muted">They stay as they are once the first pair is shown.</p>
      </Show>
    </section>
  );
}

function RulesInWords(props: { rules: RankingRules }) {
  const controls = () =>
    Number(props.rules.shuffled) + Number(props.rules.author) + (props.rules.real?.length ?? 0);
  return (
    <p class="muted">
      A vote on music counts after listening to each side{" "}
      {atLeastWords(props.rules.min_listening_s ?? 0)}. Music is shown as{" "}
      {props.rules.shows === "nothing" ? "nothing" : "a score"}. A tenth of pairs comes back with
      its sides changed, a tenth is random
      {controls() > 0
        ? `. ${plural(controls(), "piece")} hidden among the takes ${controls() === 1 ? "tests" : "test"} the judges`
        : ""}
      .
    </p>
  );
}

const secondsWords = (seconds: number): string =>
  seconds === 0 ? "a moment" : `${seconds} seconds`;
const atLeastWords = (seconds: number): string =>
  seconds === 0 ? "for a moment" : `for ${seconds} seconds, or all of it`;
