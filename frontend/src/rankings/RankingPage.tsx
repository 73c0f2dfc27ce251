/** One ranking: the order that all votes make, live while others vote, and the votes as pairs to train on. */

import { A, useNavigate, useParams } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { contentOfTake, kindNamed } from "../canvases/content";
import { curation, PREFERENCE_SCHEMA, preferencesAddress } from "../curation";
import { Addressed } from "../frame/Addressed";
import { MissingPage } from "../frame/NotFoundPage";
import { type OpenProject, PageOfProject, useProject } from "../frame/projectPage";
import type { Ranking, Take } from "../protocol";
import { studioAddress } from "../state/addresses";
import { toastFailure } from "../state/failures";
import { createSurroundings } from "../takes/collection/surroundings";
import { EditableName } from "../ui/controls/EditableName";
import { Dialog } from "../ui/overlays/Dialog";
import type { MenuItem } from "../ui/overlays/Menu";
import { plural } from "../ui/plural";
import { type OpenRanking, openRanking } from "./members";
import { Standings } from "./Standings";
import { agreementWords, progressWords, sidesWords, votesForFirstOrder } from "./scale";

export default function RankingPage() {
  const params = useParams<{ project: string; ranking: string }>();
  return (
    <Addressed parts={[params.project, params.ranking]}>
      {(project, ranking) => <OneRanking projectId={project} rankingId={ranking} />}
    </Addressed>
  );
}

function OneRanking(props: { projectId: string; rankingId: string }) {
  const project = useProject(props.projectId);
  const open = openRanking(project, props.rankingId);
  const change = (wanted: { name?: string; takes?: string[] }) =>
    void curation.changeRanking(props.rankingId, wanted).then(open.put, toastFailure);
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
                <RankingHead
                  ranking={ranking()}
                  project={project}
                  onRename={(name) => change({ name })}
                />
                <RankingFigures ranking={ranking()} />
                <Show
                  when={ranking().is_open}
                  fallback={
                    <Sealed
                      ranking={ranking()}
                      canOpen={project.may("curator")}
                      onOpened={open.put}
                    />
                  }
                >
                  <Order open={open} project={project} onChange={change} />
                </Show>
              </>
            )}
          </Show>
        </main>
      </PageOfProject>
    </Show>
  );
}

/** The order that all votes make, and what can be done with each take of it. */
function Order(props: {
  open: OpenRanking;
  project: OpenProject;
  onChange: (wanted: { takes: string[] }) => void;
}) {
  const navigate = useNavigate();
  const around = createSurroundings();
  const contentOf = (take: Take) =>
    contentOfTake(
      take,
      kindNamed(props.project.state.canvas(take.canvas)?.kind),
      around(take.canvas),
    );
  const itemsFor = (take: Take): (MenuItem | null)[] => [
    { label: "Open in the studio", perform: () => navigate(studioAddress(props.project.id, take)) },
    ...(props.project.may("curator") && (props.open.ranking()?.standings.length ?? 0) > 2
      ? [
          null,
          {
            label: "Remove from the ranking",
            isDanger: true,
            perform: () =>
              props.onChange({
                takes: (props.open.ranking()?.standings ?? [])
                  .map((one) => one.take)
                  .filter((id) => id !== take.id),
              }),
          },
        ]
      : []),
  ];
  const standings = () => props.open.ranking()?.standings ?? [];
  return (
    <>
      <Standings
        standings={standings()}
        takes={props.open.takes()}
        contentOf={contentOf}
        itemsFor={itemsFor}
      />
      <StrengthNote numTakes={standings().length} />
    </>
  );
}

function RankingHead(props: {
  ranking: Ranking;
  project: OpenProject;
  onRename: (name: string) => void;
}) {
  return (
    <div class="page-title">
      <h1 class="page-heading">
        <EditableName
          name={props.ranking.name}
          what="ranking"
          canEdit={props.project.may("curator")}
          onRename={props.onRename}
        />
      </h1>
      <span class="spacer" />
      <Show when={props.ranking.is_open}>
        <a class="button" href={preferencesAddress(props.ranking.id)} download="">
          Preference pairs
        </a>
        <a class="button quiet" href={PREFERENCE_SCHEMA} target="_blank" rel="noreferrer">
          Schema
        </a>
      </Show>
      <Show when={props.project.may("curator")}>
        <A class="button" href={`/p/${props.project.id}/takes?for=${props.ranking.id}`}>
          Add takes
        </A>
        <A
          class="button primary"
          href={`/p/${props.project.id}/rankings/${props.ranking.id}/duels`}
        >
          Judge pairs
        </A>
      </Show>
    </div>
  );
}

/** How many votes by how many judges, how far they agree, and how far it is to a first order. */
function RankingFigures(props: { ranking: Ranking }) {
  return (
    <>
      <dl class="ranking-figures figures">
        <div>
          <dt>Votes</dt>
          <dd data-testid="num-votes">{props.ranking.num_votes}</dd>
        </div>
        <div>
          <dt>Judges</dt>
          <dd>{props.ranking.num_judges}</dd>
        </div>
        <div>
          <dt>Agreement between judges</dt>
          <dd
            classList={{ unsaid: props.ranking.agreement === null }}
            title="Krippendorff's alpha: 1 means that judges always agree, 0 means chance"
          >
            {agreementWords(props.ranking.agreement)}
          </dd>
        </div>
        <Show when={sidesWords(props.ranking)}>
          {(words) => (
            <div>
              <dt>The left side won</dt>
              <dd title="Sides are random: far from 50 % means that judges lean to one side">
                {words()}
              </dd>
            </div>
          )}
        </Show>
      </dl>
      <p class="muted figures ranking-state" role="status">
        {progressWords(props.ranking)}.
        <Show when={props.ranking.num_unheard > 0}>
          <span>
            {plural(props.ranking.num_unheard, "vote")} without listening to both sides{" "}
            {props.ranking.num_unheard === 1 ? "is" : "are"} kept but not counted.
          </span>
        </Show>
        <Show when={props.ranking.num_votes < votesForFirstOrder(props.ranking.num_takes)}>
          <progress
            aria-label="Votes needed for a first order"
            max={votesForFirstOrder(props.ranking.num_takes)}
            value={props.ranking.num_votes}
          />
        </Show>
      </p>
    </>
  );
}

/** What stands in place of the order while nobody may see it. */
function Sealed(props: {
  ranking: Ranking;
  canOpen: boolean;
  onOpened: (ranking: Ranking) => void;
}) {
  const [isAsking, setIsAsking] = createSignal(false);
  const openIt = () => {
    setIsAsking(false);
    void curation.openRanking(props.ranking.id).then(props.onOpened, toastFailure);
  };
  return (
    <section class="sealed" aria-labelledby="sealed-heading">
      <h2 id="sealed-heading">The order is sealed</h2>
      <p class="muted">
        {plural(props.ranking.num_takes, "take")} are judged blind. Their names, their order and
        where they come from stay hidden from everyone until somebody opens the ranking.
      </p>
      <Show when={props.canOpen}>
        <button type="button" onClick={() => setIsAsking(true)}>
          Open the ranking
        </button>
      </Show>
      <Show when={isAsking()}>
        <Dialog title="Open the ranking?" class="export-dialog" onClose={() => setIsAsking(false)}>
          <p>
            Everyone in the project then sees the order and the names of the takes. It cannot be
            closed again. Judging can continue, but later votes are marked as not blind.
          </p>
          <p class="muted figures">{progressWords(props.ranking)}.</p>
          <div class="dialog-acts">
            <button type="button" class="primary" onClick={openIt}>
              Open for everyone
            </button>
          </div>
        </Dialog>
      </Show>
    </section>
  );
}

function StrengthNote(props: { numTakes: number }) {
  return (
    <p class="muted ranking-note">
      A take's strength follows the Bradley-Terry model, in logits around 0. A take that is one
      logit stronger wins about {Math.round(100 / (1 + Math.exp(-1)))} of 100 duels. The line shows
      the 95 % interval of the strength. {plural(props.numTakes, "take")}. A tie counts as half a
      win for each.
    </p>
  );
}
