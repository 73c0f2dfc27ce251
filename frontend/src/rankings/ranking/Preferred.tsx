/** The parts of the grade that the votes of an open ranking prefer, and how often these foretell a new vote. */

import { createResource, For, Show } from "solid-js";
import { sentence } from "../../api";
import { curation, tasteAddress } from "../../curation";
import { featureWords } from "../../domain/takes/takeWords";
import type { Accuracy, Ranking, Taste } from "../../protocol";
import { isAhead, ofHundred, weightSentence } from "../taste";

export function Preferred(props: { ranking: Ranking }) {
  const version = () => ({ id: props.ranking.id, votes: props.ranking.num_votes });
  const [taste] = createResource(version, ({ id }) => curation.taste(id));
  return (
    <section class="preferred" aria-labelledby="preferred-heading">
      <div class="groups-head">
        <h2 id="preferred-heading" class="groups-title">
          What these votes prefer
        </h2>
        <span class="spacer" />
        <Show when={!taste.error && taste.latest}>
          <a class="button" href={tasteAddress(props.ranking.id)} download="taste.json">
            Taste as a file
          </a>
        </Show>
      </div>
      <Show when={taste.error}>
        <p class="muted" role="status">
          {sentence(taste.error)}
        </p>
      </Show>
      <Show when={!taste.error && taste.latest}>{(found) => <Learned taste={found()} />}</Show>
    </section>
  );
}

function Learned(props: { taste: Taste }) {
  const weights = () =>
    [...props.taste.weights].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const most = () => Math.max(...weights().map((one) => Math.abs(one.weight)), 1e-9);
  return (
    <>
      <dl class="preferred-accuracy figures">
        <Share
          label="of 100 votes on new takes are foretold by this taste"
          of={props.taste.accuracy}
        />
        <Share label="by the grade alone" of={props.taste.of_grade} />
      </dl>
      <p class="muted ranking-note">
        {isAhead(props.taste.better_by)
          ? "The taste is surely better than the grade. Best of can sort by these votes."
          : "The taste is not surely better than the grade. Best of can sort by either."}
      </p>
      <table class="preferred-weights figures">
        <caption class="muted">
          The parts of the grade, each 0 at best, and what more of it does to a take
        </caption>
        <tbody>
          <For each={weights()}>
            {(one) => (
              <tr>
                <th class="part" scope="row">
                  {featureWords(one.feature)}
                </th>
                <td class="weight">
                  <span
                    class="weight-bar"
                    classList={{ against: one.weight < 0 }}
                    style={{ "--share": Math.abs(one.weight) / most() }}
                    aria-hidden="true"
                  />
                </td>
                <td class="muted">{weightSentence(one.weight)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </>
  );
}

function Share(props: { label: string; of: Accuracy }) {
  return (
    <div class="preferred-share">
      <dt>{ofHundred(props.of.value)}</dt>
      <dd>
        {props.label}
        <small class="muted">
          {ofHundred(props.of.low)} to {ofHundred(props.of.high)}
        </small>
      </dd>
    </div>
  );
}
