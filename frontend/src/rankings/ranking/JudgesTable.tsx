/** What the owner of a project sees of a ranking's judges: who repeats, leans, agrees, guesses; and is set aside. */

import { createResource, For, Show } from "solid-js";
import { sentence } from "../../api";
import { curation } from "../../curation";
import type { JudgeFigures, Judges, Ranking } from "../../protocol";
import { toastFailure } from "../../state/failures";

export function JudgesTable(props: { ranking: Ranking; onChange: (ranking: Ranking) => void }) {
  // Anew with each vote, of which the ranking tells by its record.
  const version = () => `${props.ranking.num_votes} ${props.ranking.num_entries}`;
  const [judges] = createResource(version, () => curation.judges(props.ranking.id));
  const setAside = (judge: JudgeFigures) =>
    void curation
      .setAside(props.ranking.id, judge.name, !judge.is_set_aside)
      .then(props.onChange, toastFailure);
  return (
    <section class="judges" aria-labelledby="judges-heading">
      <h2 id="judges-heading">Judges</h2>
      <Show when={judges.error}>
        <p class="problem">{sentence(judges.error)}</p>
      </Show>
      <Show when={judges.latest}>
        {(known) => (
          <Show
            when={known().judges.length > 0}
            fallback={<p class="muted">Nobody has voted yet.</p>}
          >
            <For each={known().judges.filter((one) => one.is_like_chance && !one.is_set_aside)}>
              {(judge) => (
                <p class="judge-warning" role="status">
                  <span>
                    <b>{judge.name} votes like chance:</b> {judge.num_same} of {judge.num_repeats}{" "}
                    repeats answered alike, {judge.num_agreed} of {judge.num_shared} as others.
                    <small class="muted">
                      Set aside openly: the votes stay, and the results show both ways.
                    </small>
                  </span>
                  <button type="button" onClick={() => setAside(judge)}>
                    Set aside
                  </button>
                </p>
              )}
            </For>
            <Figures judges={known()} onSetAside={setAside} />
          </Show>
        )}
      </Show>
    </section>
  );
}

const ofWords = (count: number, total: number): string =>
  total === 0 ? "–" : `${count} of ${total}`;

function Figures(props: { judges: Judges; onSetAside: (judge: JudgeFigures) => void }) {
  return (
    <div class="judges-scroll">
      <table class="judges-table figures">
        <thead>
          <tr>
            <th scope="col">Judge</th>
            <th scope="col">Votes</th>
            <th scope="col" title="Pairs that came back with sides changed and got the same answer">
              Repeats alike
            </th>
            <th scope="col" title="Of votes that were no ties">
              Went left
            </th>
            <th scope="col" title="Votes on pairs that others judged too">
              As others
            </th>
            <th scope="col" title="Shuffled pieces that lost">
              Shuffled found
            </th>
            <th
              scope="col"
              title="From the pair in view to the vote; half of the votes took longer"
            >
              Seconds
            </th>
            <th scope="col">
              <span class="visually-hidden">Set aside</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={props.judges.judges}>
            {(judge) => (
              <tr classList={{ "is-aside": judge.is_set_aside }}>
                <th scope="row">{judge.name}</th>
                <td>
                  {judge.num_votes}
                  <Show when={judge.num_unheard > 0}>
                    <small class="muted"> and {judge.num_unheard} unheard</small>
                  </Show>
                </td>
                <td>{ofWords(judge.num_same, judge.num_repeats)}</td>
                <td>{ofWords(judge.num_left, judge.num_decided)}</td>
                <td>
                  <span title={pairsWords(props.judges, judge.name)}>
                    {ofWords(judge.num_agreed, judge.num_shared)}
                  </span>
                </td>
                <td>{ofWords(judge.num_right, judge.num_controls)}</td>
                <td>{judge.median_s === null ? "–" : Math.round(judge.median_s)}</td>
                <td>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={`${judge.is_set_aside ? "Count" : "Set aside"} the votes of ${judge.name}`}
                    onClick={() => props.onSetAside(judge)}
                  >
                    {judge.is_set_aside ? "Count again" : "Set aside"}
                  </button>
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Show when={props.judges.pairs.length > 1}>
        <p class="muted judge-pairs">
          Same answers on the same pairs:{" "}
          {props.judges.pairs
            .map(
              (pair) =>
                `${pair.first} and ${pair.second} ${ofWords(pair.num_agreed, pair.num_shared)}`,
            )
            .join(", ")}
          .
        </p>
      </Show>
    </div>
  );
}

const pairsWords = (judges: Judges, name: string): string =>
  judges.pairs
    .filter((pair) => pair.first === name || pair.second === name)
    .map((pair) => {
      const other = pair.first === name ? pair.second : pair.first;
      return `with ${other} ${ofWords(pair.num_agreed, pair.num_shared)}`;
    })
    .join(", ");
