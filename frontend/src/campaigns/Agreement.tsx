/** How far the judges of a campaign are and agree: by question, judge and pair; and who answers by chance. */

import { For, Show } from "solid-js";
import { curation } from "../curation";
import type {
  AnswerAgreement,
  Campaign,
  CampaignJudge,
  CampaignQuestion,
  CampaignResults,
} from "../protocol";
import { toastFailure } from "../state/failures";
import { plural } from "../ui/plural";
import { agreementOf, figureOf } from "./words";

const MEANING = "Krippendorff's alpha: 1 means full agreement, 0 means chance";

/** Questions about which people can agree, with their places. */
const compared = (campaign: Campaign): [CampaignQuestion, number][] =>
  campaign.questions
    .map((question, place): [CampaignQuestion, number] => [question, place])
    .filter(([question]) => question.type !== "text");

const nameOf = (results: CampaignResults, number: number): string =>
  results.judges.find((judge) => judge.number === number)?.name ?? `judge ${number}`;

export function JudgesOfCampaign(props: {
  campaign: Campaign;
  results: CampaignResults;
  onResults: (results: CampaignResults) => void;
}) {
  const setAside = (judge: CampaignJudge) =>
    void curation
      .setAsideInCampaign(props.campaign.id, judge.number, !judge.is_set_aside)
      .then(props.onResults, toastFailure);
  const suspected = () =>
    props.results.judges.filter((one) => one.is_like_chance && !one.is_set_aside);
  return (
    <section class="judges" aria-labelledby="judges-heading">
      <h2 id="judges-heading">Judges</h2>
      <For each={suspected()}>
        {(judge) => (
          <p class="judge-warning" role="status">
            <span>
              <b>{judge.name} answers like chance.</b> The others agree with each other more than
              with {judge.name}.
              <small class="muted">
                Set aside openly: the answers stay, and the results show both ways.
              </small>
            </span>
            <button type="button" onClick={() => setAside(judge)}>
              Set aside
            </button>
          </p>
        )}
      </For>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keys */}
      <div class="judges-scroll" tabIndex={0} role="region" aria-label="Table of judges">
        <table class="judges-table figures">
          <thead>
            <tr>
              <th scope="col">Judge</th>
              <th scope="col">Answered</th>
              <th
                scope="col"
                title="From the take in view to the answers; half of them took longer"
              >
                Seconds
              </th>
              <For each={compared(props.campaign)}>
                {([question]) => (
                  <th scope="col" title={`With the others. ${MEANING}`}>
                    {question.text}
                  </th>
                )}
              </For>
              <th scope="col">
                <span class="visually-hidden">Set aside</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <For each={props.results.judges}>
              {(judge) => (
                <tr classList={{ "is-aside": judge.is_set_aside }}>
                  <th scope="row">
                    {judge.name}
                    <Show when={!judge.may_answer}>
                      <small class="muted"> may not answer any more</small>
                    </Show>
                  </th>
                  <td>
                    {judge.num_answered} of {judge.num_tasks}
                  </td>
                  <td>{judge.median_s === null ? "–" : Math.round(judge.median_s)}</td>
                  <For each={compared(props.campaign)}>
                    {([, place]) => <AgreementCell found={judge.agreement[place]} />}
                  </For>
                  <td>
                    <button
                      type="button"
                      class="quiet"
                      disabled={judge.num_answered === 0}
                      onClick={() => setAside(judge)}
                    >
                      {judge.is_set_aside ? "Count again" : "Set aside"}
                    </button>
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </section>
  );
}

function AgreementCell(props: { found: AnswerAgreement | null | undefined }) {
  const same = () =>
    props.found ? `${props.found.num_same} of ${props.found.num_pairs} answers are the same` : "";
  return <td title={same()}>{figureOf(props.found)}</td>;
}

/** From chance, a little below, to full agreement. */
const LOWEST = -0.2;
const left = (value: number): string =>
  `${(100 * (Math.max(LOWEST, Math.min(1, value)) - LOWEST)) / (1 - LOWEST)}%`;
const right = (value: number): string => `calc(100% - ${left(value)})`;

export function Agreement(props: { campaign: Campaign; results: CampaignResults }) {
  const aside = () => props.results.judges.filter((one) => one.is_set_aside).map((one) => one.name);
  return (
    <section class="judges" aria-labelledby="agreement-heading">
      <h2 id="agreement-heading">How far judges agree</h2>
      <table class="agreement figures">
        <thead>
          <tr>
            <th scope="col">Question</th>
            <th scope="col" class="agreement-axis">
              <div class="agreement-ends" aria-hidden="true">
                <span class="agreement-end" style={{ left: left(0) }}>
                  as by chance
                </span>
                <span class="agreement-end" style={{ left: left(1) }}>
                  always
                </span>
              </div>
              <span class="visually-hidden">Where it may be</span>
            </th>
            <th scope="col" title={MEANING}>
              Agreement
            </th>
            <th scope="col">Takes</th>
          </tr>
        </thead>
        <tbody>
          <For each={compared(props.campaign)}>
            {([question, place]) => {
              const found = () => props.results.questions[place];
              return (
                <>
                  <AgreementRow name={question.text} found={found()?.counted} />
                  <Show when={found()?.with_all}>
                    {(whole) => (
                      <AgreementRow name={`with ${aside().join(", ")}`} found={whole()} isSecond />
                    )}
                  </Show>
                </>
              );
            }}
          </For>
        </tbody>
      </table>
      <p class="muted ranking-note">
        A dot is the best guess, its line where the truth is in 95 of 100 cases; it needs 10 takes
        that two people answered about. On a scale a step more or less counts little; of several
        choices it counts how many are shared.
      </p>
      <Pairs {...props} />
    </section>
  );
}

function AgreementRow(props: {
  name: string;
  found: AnswerAgreement | null | undefined;
  isSecond?: boolean;
}) {
  return (
    <tr classList={{ "is-second": props.isSecond ?? false }}>
      <th scope="row">{props.name}</th>
      <td class="agreement-axis">
        <Show when={props.found}>
          {(found) => (
            <div class="whisker" role="img" aria-label={figureOf(found())}>
              <i class="whisker-tick zero" style={{ left: left(0) }} />
              <Show when={found().low !== null && found().high !== null}>
                <i
                  class="whisker-line"
                  style={{ left: left(found().low ?? 0), right: right(found().high ?? 1) }}
                />
              </Show>
              <i class="whisker-dot" style={{ left: left(found().alpha) }} />
            </div>
          )}
        </Show>
      </td>
      <td>{agreementOf(props.found)}</td>
      <td>{props.found?.num_items ?? 0}</td>
    </tr>
  );
}

function Pairs(props: { campaign: Campaign; results: CampaignResults }) {
  return (
    <Show when={props.results.pairs.length > 1}>
      <details class="campaign-pairs">
        <summary>By pair: {plural(props.results.pairs.length, "pair")}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keys */}
        <div class="judges-scroll" tabIndex={0} role="region" aria-label="Table of pairs">
          <table class="judges-table figures">
            <thead>
              <tr>
                <th scope="col">Judges</th>
                <For each={compared(props.campaign)}>
                  {([question]) => (
                    <th scope="col" title={MEANING}>
                      {question.text}
                    </th>
                  )}
                </For>
              </tr>
            </thead>
            <tbody>
              <For each={props.results.pairs}>
                {(pair) => (
                  <tr>
                    <th scope="row">
                      {nameOf(props.results, pair.first)} and {nameOf(props.results, pair.second)}
                    </th>
                    <For each={compared(props.campaign)}>
                      {([, place]) => <AgreementCell found={pair.agreement[place]} />}
                    </For>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </details>
    </Show>
  );
}
