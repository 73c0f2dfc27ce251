/** All takes of a project: find, look, listen, rate, compare, rank and export them, by keys or pointer. */

import { A, useNavigate, useParams } from "@solidjs/router";
import { createEffect, createMemo, createResource, onCleanup, Show } from "solid-js";
import { pages } from "../../addresses";
import { api } from "../../api";
import { TakeAwayDialog } from "../../canvases/takingAway";
import { curation, stepsDataAddress, takesDataAddress } from "../../curation";
import { Addressed } from "../../frame/Addressed";
import { type OpenProject, PageOfProject, useProject } from "../../frame/projectPage";
import { ReplayLinksDialog } from "../../links/ReplayLinksDialog";
import type { Kind, Take, TakeWords } from "../../protocol";
import { lineageAddress } from "../../state/addresses";
import { toastFailure } from "../../state/failures";
import { Segments } from "../../ui/controls/Segments";
import { onPageKeys } from "../../ui/keys/hotkeys";
import { type KeyHelp, registerKeys } from "../../ui/keys/keyHelp";
import { Menu } from "../../ui/overlays/Menu";
import { CampaignDialog } from "../CampaignDialog";
import { ListeningDialog } from "../ListeningDialog";
import { ExportDialog, NameDialog, RankDialog, TagsDialog } from "../TakeDialogs";
import { TakeInfo } from "../TakeInfo";
import { TrainingData, type TrainingSource } from "../TrainingData";
import { ChosenBar } from "./ChosenBar";
import { Comparison, comparedTake } from "./Comparison";
import { FilterBar } from "./FilterBar";
import { numFilters, requestFor } from "./query";
import { TakeGrid } from "./TakeGrid";
import { createTakesView, type TakesView } from "./takesView";

export default function TakesPage() {
  const params = useParams<{ project: string }>();
  return <Addressed parts={[params.project]}>{(id) => <Takes projectId={id} />}</Addressed>;
}

const NO_WORDS: TakeWords = {
  authors: [],
  models: [],
  keys: [],
  tags: [],
  features: [],
  settings: [],
};

function Takes(props: { projectId: string }) {
  const page = useProject(props.projectId);
  const takesView = createTakesView(page);
  const [words] = createResource(
    () => takesView.desk.takes.total() ?? undefined,
    () => curation.takeWords(props.projectId).catch(() => NO_WORDS),
  );
  const [kinds] = createResource(() => api.kinds().catch(() => []));
  return (
    <PageOfProject
      project={page}
      title={takesView.isBin() ? "Bin of takes" : "Takes"}
      class={`takes-page ${takesView.isInfoOpen() ? "has-info" : ""}`}
      header={<TakesHeader takesView={takesView} projectId={props.projectId} />}
    >
      <TakeAwayDialog />
      <FilterBar
        query={takesView.query()}
        project={page.state}
        words={words.latest ?? NO_WORDS}
        specs={(kinds.latest ?? []).flatMap((kind) => kind.settings)}
        onChange={takesView.ask}
      />
      <TakesMain takesView={takesView} page={page} />
      <ShownInfo takesView={takesView} page={page} kinds={kinds.latest ?? []} />
      <TakesDialogs takesView={takesView} page={page} />
    </PageOfProject>
  );
}

const VIEWS = [
  { value: "gallery", label: "Gallery" },
  { value: "table", label: "Table" },
] as const;

function TakesHeader(props: { takesView: TakesView; projectId: string }) {
  const navigate = useNavigate();
  const { desk, isBin, isInfoOpen, view } = props.takesView;
  const rankingsAddress = () => pages.rankings(props.projectId);
  const binLabel = () => (isBin() ? "Back to takes" : "Bin");
  return (
    <>
      <span class="muted figures" data-testid="take-count">
        {desk.takes.total() === null ? "" : (desk.takes.total() ?? 0).toLocaleString()}
      </span>
      <Segments
        label="View of the list"
        class="wide-only"
        segments={VIEWS}
        chosen={view()}
        choose={props.takesView.setView}
      />
      <A class="button wide-only" href={rankingsAddress()}>
        Rankings
      </A>
      <button
        type="button"
        class="toggle wide-only"
        aria-pressed={isInfoOpen()}
        onClick={() => props.takesView.setIsInfoOpen(!isInfoOpen())}
      >
        Info
      </button>
      <button type="button" class="wide-only" onClick={() => props.takesView.setDialog("export")}>
        Export
      </button>
      <button type="button" class="quiet wide-only" onClick={props.takesView.toggleBin}>
        {binLabel()}
      </button>
      <Menu
        name="More"
        label="⋯"
        class="narrow-only"
        items={[
          { label: "Rankings", perform: () => navigate(rankingsAddress()) },
          { label: "Export", perform: () => props.takesView.setDialog("export") },
          {
            label: view() === "table" ? "Gallery" : "Table",
            perform: () => props.takesView.setView(view() === "table" ? "gallery" : "table"),
          },
          { label: binLabel(), perform: props.takesView.toggleBin },
        ]}
      />
    </>
  );
}

/** The list itself, with what is said instead of it, and what can be done with those that are chosen. */
function TakesMain(props: { takesView: TakesView; page: OpenProject }) {
  const { desk } = props.takesView;
  createEffect(() => {
    onCleanup(registerKeys(desk.canCurate() ? [...KEYS, ...CURATOR_KEYS] : KEYS));
  });
  onPageKeys((event) => {
    const isOnControl = (event.target as HTMLElement).closest?.("button, a, input, summary");
    if (isOnControl && (event.key === " " || event.key === "Enter")) return false;
    if (!event.key.startsWith("Arrow")) return props.takesView.answerKey(event, desk.currentTake());
    // It moves by arrows also while nothing has the focus yet.
    return event.target === document.body && props.takesView.grid.now?.move(event) === true;
  });
  const { filled, fill } = createFilling(props.takesView);
  return (
    <main class="takes-main">
      <Show when={filled()}>
        {(ranking) => (
          <FillLine name={ranking().name} onNotNow={() => props.takesView.setRankingToFill(null)} />
        )}
      </Show>
      <InsteadOfTakes takesView={props.takesView} />
      <TakeGrid
        desk={desk}
        view={props.takesView.view()}
        sort={props.takesView.query().sort}
        onSort={(sort) => props.takesView.ask({ sort })}
        onOpen={props.takesView.open}
        onTap={() => props.takesView.setIsInfoOpen(true)}
        onKey={props.takesView.answerKey}
        ref={(handle) => {
          props.takesView.grid.now = handle;
        }}
      />
      <Show
        when={desk.chosen().size > 0}
        fallback={<KeyHints takesView={props.takesView} isEmpty={!desk.takes.total()} />}
      >
        <ChosenBar
          desk={desk}
          isBin={props.takesView.isBin()}
          fills={filled()?.name ?? null}
          onCompare={props.takesView.compare}
          onTag={() => props.takesView.tag({ ids: [...desk.chosen().keys()] })}
          onRank={() => props.takesView.setDialog("ranking")}
          onListen={() => props.takesView.setDialog("listening")}
          onCampaign={props.page.may("owner") ? () => props.takesView.setDialog("campaign") : null}
          onFill={() => void fill()}
          onExport={() => props.takesView.setDialog("export")}
          onGone={() => props.takesView.grid.now?.focus()}
        />
      </Show>
    </main>
  );
}

/** What is said where no takes are shown, or not all could be. */
function InsteadOfTakes(props: { takesView: TakesView }) {
  const { desk, query } = props.takesView;
  return (
    <>
      <Show when={desk.takes.failure()}>
        {(problem) => (
          <p class="problem import-line" role="alert">
            <span>{problem()}</span>
            <button type="button" onClick={() => desk.takes.refresh()}>
              Try again
            </button>
          </p>
        )}
      </Show>
      <Show when={desk.takes.total() === 0 && !desk.takes.isStale()}>
        <Nothing
          projectId={desk.projectId}
          isBin={props.takesView.isBin()}
          isFiltered={numFilters(query()) > 0 || query().search !== ""}
        />
      </Show>
      <Show when={desk.takes.total() === null && !desk.takes.failure()}>
        <p class="muted takes-loading" role="status">
          Loading the takes …
        </p>
      </Show>
    </>
  );
}

/** Takes that are chosen for a ranking which is there already. */
function createFilling(takesView: TakesView) {
  const navigate = useNavigate();
  const { projectId, chosen } = takesView.desk;
  const [filled] = createResource(takesView.rankingToFill, (id) =>
    curation.ranking(id).catch(() => undefined),
  );
  const fill = async () => {
    const into = filled();
    if (!into) return;
    try {
      await curation.addToRanking(into.id, [...chosen().keys()]);
      navigate(pages.ranking(projectId, into.id));
    } catch (failure) {
      toastFailure(failure);
    }
  };
  return { filled: () => (takesView.rankingToFill() ? filled() : undefined), fill };
}

function FillLine(props: { name: string; onNotNow: () => void }) {
  return (
    <p class="takes-for">
      <span>Choose takes for “{props.name}”, then press “Add to” at the foot of the page.</span>
      <button type="button" class="quiet" onClick={props.onNotNow}>
        Not now
      </button>
    </p>
  );
}

function ShownInfo(props: { takesView: TakesView; page: OpenProject; kinds: readonly Kind[] }) {
  const navigate = useNavigate();
  const { desk } = props.takesView;
  const kindInfo = (take: Take) => props.kinds.find((kind) => kind.kind === desk.kindOf(take).name);
  /** The last one that was there: while the panel goes away it still reads it. */
  const last = createMemo<Take | null>((before) => desk.currentTake() ?? before, null);
  const take = () => last() as Take;
  return (
    <Show when={props.takesView.isInfoOpen() && desk.currentTake() !== null}>
      <TakeInfo
        take={take()}
        content={desk.contentOf(take())}
        canvasName={props.page.state.canvas(take().canvas)?.name ?? ""}
        canCurate={desk.canCurate()}
        canEdit={props.page.may("editor")}
        kind={kindInfo(take())}
        onChange={(change) => desk.change(take(), change)}
        onRate={(stars) => desk.rate(take(), stars === null ? { stars, flag: null } : { stars })}
        onBin={() => desk.bin({ ids: [take().id], name: take().name })}
        onRestore={() => desk.restore({ ids: [take().id], name: take().name })}
        onOpen={() => props.takesView.open(take())}
        onLineage={() => navigate(lineageAddress(props.page.id, take()))}
        onReplay={() => props.takesView.setReplayed(take())}
        onClose={() => props.takesView.setIsInfoOpen(false)}
      />
    </Show>
  );
}

function TakesDialogs(props: { takesView: TakesView; page: OpenProject }) {
  const navigate = useNavigate();
  const { desk, dialog, compared } = props.takesView;
  const close = () => props.takesView.setDialog(null);
  const kindOfChosen = () => {
    const take = desk.chosenTakes()[0];
    return take ? desk.kindOf(take).name : null;
  };
  return (
    <>
      <Show when={dialog() === "export"}>
        <ExportDialog
          projectId={props.page.id}
          projectName={props.page.state.project()?.name ?? ""}
          takes={[...desk.chosen().keys()]}
          onTrainingData={() => props.takesView.setDialog("training")}
          onClose={() => dialog() === "export" && close()}
        />
      </Show>
      <Show when={dialog() === "training"}>
        <TrainingData sources={sourcesOf(props.takesView)} onClose={close} />
      </Show>
      <Show when={dialog() === "ranking"}>
        <RankDialog
          projectId={props.page.id}
          takes={[...desk.chosen().keys()]}
          names={desk.chosenTakes().map((take) => take.name)}
          onMade={(ranking) => navigate(pages.ranking(props.page.id, ranking.id))}
          onClose={close}
        />
      </Show>
      <Show when={dialog() === "listening"}>
        <ListeningDialog
          projectId={props.page.id}
          takes={[...desk.chosen().keys()]}
          kind={kindOfChosen()}
          canvases={props.page.state.canvases()}
          onMade={(test) => navigate(pages.listeningTest(props.page.id, test.id))}
          onClose={close}
        />
      </Show>
      <Show when={dialog() === "campaign"}>
        <CampaignDialog
          projectId={props.page.id}
          takes={[...desk.chosen().keys()]}
          kind={kindOfChosen()}
          members={props.page.state.members()}
          onMade={(campaign) => navigate(pages.campaign(props.page.id, campaign.id))}
          onClose={close}
        />
      </Show>
      <Show when={props.takesView.tagged()}>
        {(takes) => (
          <TagsDialog desk={desk} takes={takes()} onClose={() => props.takesView.tag(null)} />
        )}
      </Show>
      <Show when={props.takesView.named()}>
        {(take) => (
          <NameDialog desk={desk} take={take()} onClose={() => props.takesView.name(null)} />
        )}
      </Show>
      <Show when={compared().length > 0}>
        <Comparison
          items={compared().map((take) => comparedTake(take, desk.contentOf(take)))}
          onClose={() => props.takesView.setCompared([])}
        />
      </Show>
      <Show when={props.takesView.replayed()}>
        {(take) => (
          <ReplayLinksDialog
            generation={take().generation}
            opensAt={take()}
            canMake={props.page.may("editor")}
            onClose={() => props.takesView.setReplayed(null)}
          />
        )}
      </Show>
    </>
  );
}

/** The takes that the filter finds; of one canvas also what people did in the middle of its runs. */
function sourcesOf({ desk, query }: TakesView): TrainingSource[] {
  const found = requestFor(query(), 0, 1);
  const takes = {
    label: `The ${(desk.takes.total() ?? 0).toLocaleString()} takes that the filter finds`,
    address: takesDataAddress(desk.projectId, found),
    schema: "rated-take",
    hasPairs: false,
  };
  const canvas = query().canvas;
  if (!canvas) return [takes];
  const steps = {
    label: "What people held, freed and changed in the middle of this canvas’s runs",
    address: stepsDataAddress(canvas),
    schema: "step-preference",
    hasPairs: true,
  };
  return [takes, steps];
}

function Nothing(props: { projectId: string; isBin: boolean; isFiltered: boolean }) {
  return (
    <div class="empty-project takes-empty">
      <Show
        when={!props.isBin && !props.isFiltered}
        fallback={
          <p class="muted">
            {props.isBin
              ? "The bin is empty. You can restore takes from here for 30 days."
              : "No takes match. Clear a filter."}
          </p>
        }
      >
        <h2>Nothing kept yet</h2>
        <p class="muted">
          Candidates that you star, keep or place on a canvas stay here, with their whole history.
        </p>
        <A class="button" href={pages.project(props.projectId)}>
          Open a canvas
        </A>
      </Show>
    </div>
  );
}

const KEYS: readonly KeyHelp[] = [
  { keys: "Enter", label: "Open in the studio", group: "One take" },
  { keys: "l", label: "Listen, or pause", group: "One take" },
  { keys: "i", label: "Show or hide what is known of it", group: "One take" },
  { keys: "Space", label: "Choose it, or no longer (also Ctrl and a click)", group: "Choose" },
  { keys: "Shift+ArrowRight", label: "Choose a range (also Shift and a click)", group: "Choose" },
  { keys: "mod+a", label: "Choose all that the list shows", group: "Choose" },
  { keys: "Escape", label: "Choose none", group: "Choose" },
  { keys: "c", label: "Compare two to four", group: "Choose" },
];
const CURATOR_KEYS: readonly KeyHelp[] = [
  { keys: "p", label: "Pick it, and all that are chosen with it", group: "Judge" },
  { keys: "x", label: "Reject it", group: "Judge" },
  { keys: "1", label: "Rate it, with 1 to 5 stars", group: "Judge" },
  { keys: "0", label: "Remove your rating, pick or reject", group: "Judge" },
  { keys: "a", label: "Continue with the next one after each, or stay", group: "Judge" },
  { keys: "n", label: "Name", group: "Judge" },
  { keys: "f", label: "Star", group: "Judge" },
  { keys: "t", label: "Tags", group: "Judge" },
  { keys: "Delete", label: "Move to the bin", group: "Judge" },
  { keys: "mod+z", label: "Undo your last change", group: "Judge" },
];

function KeyHints(props: { takesView: TakesView; isEmpty: boolean }) {
  const { desk, isAdvancing, toggleAdvancing } = props.takesView;
  return (
    <Show when={!props.isEmpty}>
      <p class="key-hints muted">
        <Show when={desk.canCurate()}>
          <Hint keys="P" label="pick" />
          <Hint keys="X" label="reject" />
          <span>
            <kbd>1</kbd>–<kbd>5</kbd> rate
          </span>
          <Hint keys="T" label="tag" />
          <Hint keys="N" label="name" />
        </Show>
        <Hint keys="L" label="listen" />
        <Hint keys="Space" label="choose" />
        <Hint keys="Enter" label="open" />
        <Hint keys="?" label="all keys" />
        <Show when={desk.canCurate()}>
          <span class="spacer" />
          <button
            type="button"
            class="toggle"
            aria-pressed={isAdvancing()}
            title="Whether a key that judges a take goes on to the next one"
            onClick={toggleAdvancing}
          >
            Next after each <kbd>A</kbd>
          </button>
        </Show>
      </p>
    </Show>
  );
}

function Hint(props: { keys: string; label: string }) {
  return (
    <span>
      <kbd>{props.keys}</kbd> {props.label}
    </span>
  );
}
