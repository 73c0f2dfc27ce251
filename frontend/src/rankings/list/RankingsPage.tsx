/** The rankings of a project: who leads, how many votes, and the way to judge. */

import { A, useParams } from "@solidjs/router";
import { createMemo, createResource, createSignal, onCleanup, Show } from "solid-js";
import { pages } from "../../addresses";
import { sentence } from "../../api";
import { curation } from "../../curation";
import { Addressed } from "../../frame/Addressed";
import { PageOfProject, useProject } from "../../frame/projectPage";
import type { Ranking } from "../../protocol";
import { changeLoaded } from "../../ui/changeLoaded";
import { GuardedFor, quoted } from "../../ui/Guarded";
import { plural } from "../../ui/plural";
import { agreementWords, progressWords } from "../scale";
import { BinMenu } from "./BinMenu";
import type { Binnable } from "./binned";
import { Campaigns, loadCampaigns } from "./Campaigns";
import { ListeningTests, loadListeningTests } from "./ListeningTests";

export default function RankingsPage() {
  const params = useParams<{ project: string }>();
  return <Addressed parts={[params.project]}>{(id) => <Rankings projectId={id} />}</Addressed>;
}

function Rankings(props: { projectId: string }) {
  const project = useProject(props.projectId);
  const [showsBin, setShowsBin] = createSignal(false);
  const loaded = createResource(() => curation.rankings(props.projectId));
  const [rankings, { refetch }] = loaded;
  const campaigns = loadCampaigns(project);
  const tests = loadListeningTests(project);
  const put = (ranking: Ranking) =>
    changeLoaded(loaded, (all) => {
      const others = (all ?? []).filter((one) => one.id !== ranking.id);
      return [ranking, ...others].sort((a, b) => b.created_at.localeCompare(a.created_at));
    });
  onCleanup(
    project.state.hear((payload) => {
      if (payload.kind === "ranking") put(payload.ranking);
      if (payload.kind === "archive") void refetch();
    }),
  );
  const all = createMemo(() => (rankings.error ? [] : (rankings.latest ?? [])));
  const inView = createMemo(() => all().filter((one) => one.is_in_bin === showsBin()));
  const numInBin = createMemo(
    () => [...all(), ...campaigns.all(), ...tests.all()].filter((one) => one.is_in_bin).length,
  );
  const binnable: Binnable<Ranking> = {
    all,
    error: () => rankings.error as unknown,
    put,
    bin: curation.binRanking,
    restore: curation.restoreRanking,
  };
  return (
    <PageOfProject project={project} title="Rankings" class="rankings-page" hasHeading>
      <main class="page">
        <div class="page-title">
          <h1 class="page-heading">{showsBin() ? "Bin" : "Rankings"}</h1>
          <span class="spacer" />
          <Show when={numInBin() > 0 || showsBin()}>
            <button type="button" class="quiet" onClick={() => setShowsBin(!showsBin())}>
              {showsBin() ? "Back to rankings" : `Bin (${numInBin()})`}
            </button>
          </Show>
          <A class="button" href={pages.takes(props.projectId)}>
            Takes
          </A>
        </div>
        <Show when={rankings.error}>
          <p class="problem import-line" role="alert">
            <span>{sentence(rankings.error)}</span>
            <button type="button" onClick={() => void refetch()}>
              Try again
            </button>
          </p>
        </Show>
        <Show when={!rankings.loading && !rankings.error && inView().length === 0}>
          <Show
            when={!showsBin()}
            fallback={
              <Show when={numInBin() === 0}>
                <p class="muted">The bin is empty.</p>
              </Show>
            }
          >
            <NoRankings projectId={props.projectId} />
          </Show>
        </Show>
        <ul class="project-list ranking-list">
          <GuardedFor each={inView()} as="li" nameOf={(ranking) => quoted(ranking.name)}>
            {(ranking) => (
              <RankingRow
                ranking={ranking}
                projectId={props.projectId}
                canCurate={project.may("curator")}
                binnable={binnable}
              />
            )}
          </GuardedFor>
        </ul>
        <Campaigns project={project} campaigns={campaigns} showsBin={showsBin()} />
        <ListeningTests project={project} tests={tests} showsBin={showsBin()} />
      </main>
    </PageOfProject>
  );
}

function NoRankings(props: { projectId: string }) {
  return (
    <div class="empty-project">
      <h2>Let ears decide</h2>
      <p class="muted">
        Choose takes, make a ranking, and judge pairs without knowing which is which. All votes
        together make one order, and you see how certain it is.
      </p>
      <A class="button" href={pages.takes(props.projectId)}>
        Choose takes
      </A>
    </div>
  );
}

function RankingRow(props: {
  ranking: Ranking;
  projectId: string;
  canCurate: boolean;
  binnable: Binnable<Ranking>;
}) {
  return (
    <li>
      <div class="project-name">
        <Show
          when={!props.ranking.is_in_bin}
          fallback={<span class="project-link">{props.ranking.name}</span>}
        >
          <A href={pages.ranking(props.projectId, props.ranking.id)} class="project-link">
            {props.ranking.name}
          </A>
        </Show>
      </div>
      <span class="muted figures">
        {plural(props.ranking.num_takes, "take")}
        {props.ranking.is_open ? "" : ", sealed"}
      </span>
      <span class="muted figures ranking-progress">{progressWords(props.ranking)}</span>
      <span class="muted figures project-time">
        {props.ranking.num_judges > 1
          ? `agreement ${agreementWords(props.ranking.agreement)}`
          : plural(props.ranking.num_judges, "judge")}
      </span>
      <Show when={props.canCurate} fallback={<span />}>
        <BinMenu row={props.ranking} of={props.binnable} />
      </Show>
    </li>
  );
}
