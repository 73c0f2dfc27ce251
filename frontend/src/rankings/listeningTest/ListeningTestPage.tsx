/** One listening test: its rule, its links, how far it is, and once it is over its result. */

import { useParams } from "@solidjs/router";
import { createResource, createSignal, For, Show } from "solid-js";
import { pages } from "../../addresses";
import { ApiFailure, sentence } from "../../api";
import { curation } from "../../curation";
import { Addressed } from "../../frame/Addressed";
import { MissingPage } from "../../frame/NotFoundPage";
import { PageOfProject, useProject } from "../../frame/projectPage";
import { SecretLinks } from "../../links/SecretLinks";
import type { ListeningResult, ListeningTest, SharesBySkill } from "../../protocol";
import { toastFailure } from "../../state/failures";
import { Dialog } from "../../ui/overlays/Dialog";
import { plural } from "../../ui/plural";
import { ofHundred } from "../taste";
import { endWords, progressOfTest, ruleWords, shareWords, verdictWords } from "./listeningWords";

export default function ListeningTestPage() {
  const params = useParams<{ project: string; test: string }>();
  return (
    <Addressed parts={[params.project, params.test]}>
      {(project, test) => <OneTest projectId={project} testId={test} />}
    </Addressed>
  );
}

function OneTest(props: { projectId: string; testId: string }) {
  const project = useProject(props.projectId);
  const [test, { mutate, refetch }] = createResource(() => curation.listeningTest(props.testId));
  const isMissing = () => test.error instanceof ApiFailure && test.error.status === 404;
  const known = () => (test.error ? undefined : test.latest);
  return (
    <Show when={!isMissing()} fallback={<MissingPage what="listening test" />}>
      <PageOfProject
        project={project}
        title={known()?.name ?? "Listening test"}
        crumbs={[{ label: "Rankings", href: pages.rankings(props.projectId) }]}
        class="rankings-page"
        hasHeading
      >
        <main class="page ranking-page">
          <Show when={test.error}>
            <p class="problem import-line" role="alert">
              <span>{sentence(test.error)}</span>
              <button type="button" onClick={() => void refetch()}>
                Try again
              </button>
            </p>
          </Show>
          <Show when={known()}>
            {(now) => (
              <>
                <div class="page-title">
                  <h1 class="page-heading">{now().name}</h1>
                  <span class="spacer" />
                  <button type="button" onClick={() => void refetch()}>
                    Refresh
                  </button>
                </div>
                <Show
                  when={now().result}
                  fallback={<Going test={now()} isOwner={project.may("owner")} onEnded={mutate} />}
                >
                  {(result) => <Result test={now()} result={result()} />}
                </Show>
              </>
            )}
          </Show>
        </main>
      </PageOfProject>
    </Show>
  );
}

function Going(props: {
  test: ListeningTest;
  isOwner: boolean;
  onEnded: (test: ListeningTest) => void;
}) {
  const [isAsking, setIsAsking] = createSignal(false);
  const end = () => {
    setIsAsking(false);
    void curation.endListeningTest(props.test.id).then(props.onEnded, toastFailure);
  };
  return (
    <>
      <p class="figures" role="status">
        {progressOfTest(props.test)}, by {plural(props.test.num_listeners, "listener")}.
      </p>
      <progress
        class="test-progress"
        aria-label="Answers about the model's pieces"
        max={props.test.rules.most_answers}
        value={props.test.num_answers}
      />
      <p class="muted">
        {props.test.num_model} pieces by the model stand beside {props.test.num_real} by people.{" "}
        {ruleWords(props.test)}
      </p>
      <section class="invitation-links" aria-labelledby="listening-links">
        <h2 id="listening-links">Let people listen</h2>
        <p class="muted">
          Anyone with the link takes part without an account, each browser once. Members of the
          project may try it; what they answer does not count.
        </p>
        <SecretLinks
          name="Listening link"
          makes="Make a listening link"
          canMake={props.isOwner}
          load={() => curation.listeningLinks(props.test.id)}
          make={(days) => curation.newListeningLink(props.test.id, days)}
          revoke={async (link) => {
            await curation.revokeListeningLink(props.test.id, link.id);
            return "The link no longer works.";
          }}
        />
      </section>
      <Show when={props.isOwner}>
        <button type="button" class="test-end" onClick={() => setIsAsking(true)}>
          End it now
        </button>
      </Show>
      <Show when={isAsking()}>
        <Dialog
          title="End the test before its rule does?"
          class="export-dialog"
          onClose={() => setIsAsking(false)}
        >
          <p>
            Nobody can answer after that, and the result says that it was ended by hand. It cannot
            be opened again.
          </p>
          <div class="dialog-acts">
            <button type="button" class="primary" onClick={end}>
              End the test
            </button>
          </div>
        </Dialog>
      </Show>
    </>
  );
}

function Result(props: { test: ListeningTest; result: ListeningResult }) {
  const shares = () => [
    { label: "right, of all answers", share: props.result.right },
    { label: "pieces by people taken for the model's", share: props.result.real_taken },
  ];
  return (
    <>
      <h2 class="ranking-headline">{verdictWords(props.result)}</h2>
      <Scale result={props.result} />
      <dl class="test-figures figures">
        <For each={shares()}>
          {(one) => (
            <Show when={one.share}>
              {(share) => (
                <div class="preferred-share">
                  <dt>{ofHundred(share().value)}</dt>
                  <dd>
                    of 100 {one.label}
                    <small class="muted">{shareWords(share())}</small>
                  </dd>
                </div>
              )}
            </Show>
          )}
        </For>
      </dl>
      <BySkill rows={props.result.by_skill} />
      <p class="muted">
        {endWords(props.test)} Intervals are as wide as that many listeners make them, since the
        answers of one go along with each other.
      </p>
    </>
  );
}

const WIDTH = 640;
const LEFT = 8;
/** Height of a row: its name above its line. */
const LINE = 64;

/** The share of model pieces taken for the model's, beside the published one, from 0 to 100. */
function Scale(props: { result: ListeningResult }) {
  const rows = () => {
    const { taken, published } = props.result;
    const found: { name: string; isOurs: boolean; value: number; low: number; high: number }[] = [];
    if (taken) found.push({ name: "This test", isOurs: true, ...taken });
    if (published)
      found.push({
        name: `${published.where}, ${published.num_answers.toLocaleString()} votes`,
        isOurs: false,
        value: published.value,
        low: published.low,
        high: published.high,
      });
    return found;
  };
  const x = (share: number) => LEFT + share * (WIDTH - LEFT - 80);
  const words = () =>
    rows()
      .map(
        (row) =>
          `${row.name}: ${ofHundred(row.value)}, ${ofHundred(row.low)} to ${ofHundred(row.high)}`,
      )
      .join(". ");
  return (
    <svg
      class="test-scale"
      viewBox={`0 0 ${WIDTH} ${rows().length * LINE + 28}`}
      role="img"
      aria-label={`Of 100 pieces by a model, taken for a model's. ${words()}`}
    >
      <line x1={x(0.5)} x2={x(0.5)} y1={0} y2={rows().length * LINE} stroke-dasharray="4 3" />
      <text x={x(0.5)} y={rows().length * LINE + 22} text-anchor="middle" class="of-others">
        a coin: 50
      </text>
      <For each={rows()}>
        {(row, index) => {
          const y = () => index() * LINE + 44;
          return (
            <g>
              <text x={0} y={y() - 20} classList={{ "of-others": !row.isOurs }}>
                {row.name}
              </text>
              <line
                class="range"
                classList={{ "of-others": !row.isOurs }}
                x1={x(row.low)}
                x2={x(row.high)}
                y1={y()}
                y2={y()}
              />
              <circle classList={{ "of-others": !row.isOurs }} cx={x(row.value)} cy={y()} r={5} />
              <text x={x(row.high) + 10} y={y() + 4} classList={{ "of-others": !row.isOurs }}>
                {(100 * row.value).toFixed(1)}
              </text>
            </g>
          );
        }}
      </For>
    </svg>
  );
}

function BySkill(props: { rows: readonly SharesBySkill[] }) {
  return (
    <Show when={props.rows.length > 0}>
      <table class="test-skills figures">
        <caption class="muted">
          By how well listeners know such pieces, by their own word (1 to 5)
        </caption>
        <thead>
          <tr>
            <th scope="col">Skill</th>
            <th scope="col">Right of 100</th>
            <th scope="col">Where it may lie</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.rows}>
            {(row) => (
              <tr>
                <th scope="row">{row.skill}</th>
                <td>{row.right ? ofHundred(row.right.value) : "–"}</td>
                <td class="muted">{row.right ? shareWords(row.right) : ""}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </Show>
  );
}
