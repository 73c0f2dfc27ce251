/** One ranking: the order that all votes make, live while others vote, and the votes as pairs to train on. */

import { A, useNavigate, useParams } from "@solidjs/router";
import { createResource, createSignal, Show } from "solid-js";
import { pages } from "../../addresses";
import { api } from "../../api";
import { contentOfTake, kindNamed } from "../../canvases/content";
import { curation, preferencesAddress } from "../../curation";
import { Addressed } from "../../frame/Addressed";
import { MissingPage } from "../../frame/NotFoundPage";
import { type OpenProject, PageOfProject, useProject } from "../../frame/projectPage";
import type { Canvas, Ranking, RankingRules, Take } from "../../protocol";
import { studioAddress } from "../../state/addresses";
import { toastFailure } from "../../state/failures";
import { createSurroundings } from "../../takes/collection/surroundings";
import { TrainingData } from "../../takes/TrainingData";
import { EditableName } from "../../ui/controls/EditableName";
import { type Segment, Segments } from "../../ui/controls/Segments";
import { Dialog } from "../../ui/overlays/Dialog";
import type { MenuItem } from "../../ui/overlays/Menu";
import { plural } from "../../ui/plural";
import { type OpenRanking, openRanking } from "../openRanking";
import { agreementWords, progressWords, sureWords } from "../scale";
import { Groups } from "./Groups";
import { HowSure } from "./HowSure";
import { JudgesTable } from "./JudgesTable";
import { Preferred } from "./Preferred";
import { Rules } from "./Rules";
import { Seal, WhoCouldKnow } from "./Seal";
import { Standings } from "./Standings";

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
  const change = (wanted: { name?: string; rules?: RankingRules }) =>
    void curation.changeRanking(props.rankingId, wanted).then(open.put, toastFailure);
  return (
    <Show when={!open.failure()?.isMissing} fallback={<MissingPage what="ranking" />}>
      <PageOfProject
        project={project}
        title={open.ranking()?.name ?? "Ranking"}
        crumbs={[{ label: "Rankings", href: pages.rankings(props.projectId) }]}
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
                      onRules={(rules) => change({ rules })}
                      canvases={project.state.canvases()}
                    />
                  }
                >
                  <Order open={open} project={project} />
                </Show>
                <Show when={project.may("owner")}>
                  <JudgesTable ranking={ranking()} onChange={open.put} />
                </Show>
              </>
            )}
          </Show>
        </main>
      </PageOfProject>
    </Show>
  );
}

type Which = "counted" | "with_all" | "equal_length";

/** The order that all votes make, what can be done with each take of it, and how sure it is. */
function Order(props: { open: OpenRanking; project: OpenProject }) {
  const navigate = useNavigate();
  const around = createSurroundings();
  const [which, setWhich] = createSignal<Which>("counted");
  const contentOf = (take: Take) =>
    contentOfTake(
      take,
      kindNamed(props.project.state.canvas(take.canvas)?.kind),
      around(take.canvas),
    );
  const itemsFor = (take: Take): (MenuItem | null)[] => [
    { label: "Open in the studio", perform: () => navigate(studioAddress(props.project.id, take)) },
  ];
  const ranking = () => props.open.ranking() as Ranking;
  const [kinds] = createResource(() => api.kinds().catch(() => []));
  const settingLabel = (name: string) =>
    (kinds.latest ?? []).flatMap(({ settings }) => settings).find((spec) => spec.name === name)
      ?.label ?? null;
  const standings = () => {
    if (which() === "with_all") return ranking().standings_with_all ?? [];
    if (which() === "equal_length") return ranking().standings_at_equal_length ?? [];
    return ranking().standings;
  };
  const orders = () => {
    const found: Segment<Which>[] = [{ value: "counted", label: "As counted" }];
    if (ranking().standings_with_all?.length)
      found.push({ value: "with_all", label: `With ${ranking().set_aside.join(", ")}` });
    if (ranking().standings_at_equal_length?.length)
      found.push({ value: "equal_length", label: "At equal length" });
    return found;
  };
  return (
    <div class="ranking-order">
      <div>
        <Show when={orders().length > 1}>
          <Segments
            label="Which order"
            class="order-switch"
            segments={orders()}
            chosen={which()}
            choose={setWhich}
          />
        </Show>
        <Standings
          standings={standings()}
          controls={ranking().controls ?? []}
          takes={props.open.takes()}
          contentOf={contentOf}
          itemsFor={itemsFor}
        />
        <StrengthNote />
        <Groups ranking={ranking()} settingLabel={settingLabel} />
        <Preferred ranking={ranking()} />
      </div>
      <HowSure ranking={ranking()} nameOf={(id) => props.open.takes().get(id)?.name ?? "a take"} />
    </div>
  );
}

function RankingHead(props: {
  ranking: Ranking;
  project: OpenProject;
  onRename: (name: string) => void;
}) {
  const [showsData, setShowsData] = createSignal(false);
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
        <button type="button" onClick={() => setShowsData(true)}>
          Training data
        </button>
      </Show>
      <Show when={showsData()}>
        <TrainingData
          sources={[
            {
              label: "Votes",
              address: preferencesAddress(props.ranking.id),
              schema: "preference-pair",
              hasPairs: true,
            },
          ]}
          onClose={() => setShowsData(false)}
        />
      </Show>
      <Show when={props.project.may("curator")}>
        <A class="button" href={`${pages.takes(props.project.id)}?for=${props.ranking.id}`}>
          Add takes
        </A>
        <A class="button primary" href={pages.duels(props.project.id, props.ranking.id)}>
          Judge pairs
        </A>
      </Show>
    </div>
  );
}

/** How many votes a first order may take in all; null where nobody can tell. */
const expectedVotes = ({ num_votes, sureness }: Ranking): number | null =>
  sureness.for_first_order === null ? null : num_votes + sureness.for_first_order;

/** How many votes by how many judges, how far they agree, and how far it is to a first order. */
function RankingFigures(props: { ranking: Ranking }) {
  return (
    <>
      <Show when={props.ranking.is_open}>
        <h2 class="ranking-headline">{sureWords(props.ranking)}</h2>
      </Show>
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
      </dl>
      <p class="muted figures ranking-state" role="status">
        {progressWords(props.ranking)}.
        <Show when={props.ranking.num_unheard > 0}>
          <span>
            {plural(props.ranking.num_unheard, "vote")} without enough listening{" "}
            {props.ranking.num_unheard === 1 ? "is" : "are"} kept but not counted.
          </span>
        </Show>
        <Show when={!props.ranking.sureness.is_first_order && expectedVotes(props.ranking)}>
          {(expected) => (
            <progress
              aria-label="Votes needed for a first order"
              max={expected()}
              value={props.ranking.num_votes}
            />
          )}
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
  onRules: (rules: RankingRules) => void;
  canvases: readonly Canvas[];
}) {
  const [isAsking, setIsAsking] = createSignal(false);
  const openIt = () => {
    setIsAsking(false);
    void curation.openRanking(props.ranking.id).then(props.onOpened, toastFailure);
  };
  return (
    <>
      <section class="sealed" aria-labelledby="sealed-heading">
        <h2 id="sealed-heading">The order is sealed</h2>
        <p class="muted">
          {plural(props.ranking.num_takes, "take")} are judged blind. Their names, their order and
          where they come from stay hidden from everyone until somebody opens the ranking.
        </p>
        <Seal ranking={props.ranking} />
        <Rules
          ranking={props.ranking}
          canvases={props.canvases}
          canChange={props.canOpen && !props.ranking.has_begun}
          onChange={props.onRules}
        />
        <WhoCouldKnow />
        <Show when={props.canOpen}>
          <button type="button" onClick={() => setIsAsking(true)}>
            Open the ranking
          </button>
        </Show>
      </section>
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
    </>
  );
}

function StrengthNote() {
  return (
    <p class="muted ranking-note">
      A dot is the best guess, its line where the truth lies in 95 of 100 cases (Bradley-Terry, in
      logits). “Wins of 100” are against a middling take. What the left side adds is taken out. A
      tie counts as half a win for each.
    </p>
  );
}
