/** One ranking: the order that all votes make, live while others vote, and the votes as pairs to train on. */

import { A, useNavigate, useParams } from "@solidjs/router";
import { Show } from "solid-js";
import { contentOfTake, kindNamed } from "../canvases/content";
import { curation, preferencesAddress } from "../curation";
import { Gate } from "../frame/Gate";
import { MissingPage } from "../frame/NotFoundPage";
import { PageOfProject, useProject } from "../frame/projectPage";
import type { Take } from "../protocol";
import { studioAddress } from "../state/addresses";
import { toastFailure } from "../state/failures";
import { createSurroundings } from "../takes/surroundings";
import { EditableName } from "../ui/EditableName";
import type { MenuItem } from "../ui/Menu";
import { plural } from "../ui/plural";
import { openRanking } from "./members";
import { Standings } from "./Standings";
import { agreementWords, progressWords, votesForFirstOrder } from "./scale";

export default function RankingPage() {
  const params = useParams<{ project: string; ranking: string }>();
  return (
    <Gate>
      <Show when={`${params.project}/${params.ranking}`} keyed>
        {(address) => {
          const [project, ranking] = address.split("/") as [string, string];
          return <OneRanking projectId={project} rankingId={ranking} />;
        }}
      </Show>
    </Gate>
  );
}

function OneRanking(props: { projectId: string; rankingId: string }) {
  const navigate = useNavigate();
  const project = useProject(props.projectId);
  const open = openRanking(project, props.rankingId);
  const around = createSurroundings();
  const contentOf = (take: Take) =>
    contentOfTake(take, kindNamed(project.state.canvas(take.canvas)?.kind), around(take.canvas));
  const change = (wanted: { name?: string; takes?: string[] }) =>
    void curation.changeRanking(props.rankingId, wanted).then(open.put, toastFailure);
  const itemsFor = (take: Take): (MenuItem | null)[] => [
    { label: "Open in the studio", perform: () => navigate(studioAddress(props.projectId, take)) },
    ...(project.may("curator") && (open.ranking()?.standings.length ?? 0) > 2
      ? [
          null,
          {
            label: "Remove from the ranking",
            isDanger: true,
            perform: () =>
              change({
                takes: (open.ranking()?.standings ?? [])
                  .map((one) => one.take)
                  .filter((id) => id !== take.id),
              }),
          },
        ]
      : []),
  ];
  return (
    <Show when={!open.failure()?.isMissing} fallback={<MissingPage what="ranking" />}>
      <PageOfProject
        project={project}
        title={open.ranking()?.name ?? "Ranking"}
        crumbs={[{ label: "Rankings", href: `/p/${props.projectId}/rankings` }]}
        class="rankings-page"
        hasHeading
      >
        <main class="page ranking-page">
          <Show when={open.failure()}>
            {(problem) => (
              <p class="problem import-line" role="alert">
                <span>{problem().text}</span>
                <button type="button" onClick={open.reload}>
                  Try again
                </button>
              </p>
            )}
          </Show>
          <Show when={open.ranking()}>
            {(ranking) => (
              <>
                <div class="page-title">
                  <h1 class="page-heading">
                    <EditableName
                      name={ranking().name}
                      what="ranking"
                      canEdit={project.may("curator")}
                      onRename={(name) => change({ name })}
                    />
                  </h1>
                  <span class="spacer" />
                  <a class="button" href={preferencesAddress(ranking().id)} download="">
                    Preference pairs
                  </a>
                  <Show when={project.may("curator")}>
                    <A
                      class="button primary"
                      href={`/p/${props.projectId}/rankings/${ranking().id}/duels`}
                    >
                      Judge pairs
                    </A>
                  </Show>
                </div>
                <dl class="ranking-figures figures">
                  <div>
                    <dt>Votes</dt>
                    <dd data-testid="num-votes">{ranking().num_votes}</dd>
                  </div>
                  <div>
                    <dt>Judges</dt>
                    <dd>{ranking().num_judges}</dd>
                  </div>
                  <div>
                    <dt>Agreement between judges</dt>
                    <dd
                      classList={{ unsaid: ranking().agreement === null }}
                      title="Krippendorff's alpha: 1 means that judges always agree, 0 means chance"
                    >
                      {agreementWords(ranking().agreement)}
                    </dd>
                  </div>
                </dl>
                <p class="muted figures ranking-state" role="status">
                  {progressWords(ranking())}.
                  <Show when={ranking().num_votes < votesForFirstOrder(ranking().standings.length)}>
                    <progress
                      aria-label="Votes needed for a first order"
                      max={votesForFirstOrder(ranking().standings.length)}
                      value={ranking().num_votes}
                    />
                  </Show>
                </p>
                <Standings
                  standings={ranking().standings}
                  takes={open.takes()}
                  contentOf={contentOf}
                  itemsFor={itemsFor}
                />
                <p class="muted ranking-note">
                  Scores follow the Bradley-Terry model, in logits around 0. A take that is one
                  logit better wins about {Math.round(100 / (1 + Math.exp(-1)))} of 100 duels. The
                  line shows the 95 % interval of the score.{" "}
                  {plural(ranking().standings.length, "take")}. A tie counts as half a win for each.
                </p>
              </>
            )}
          </Show>
        </main>
      </PageOfProject>
    </Show>
  );
}
