/** A campaign: what is asked and how far it is; for its owners also how far judges agree, and what to decide. */

import { A, useParams } from "@solidjs/router";
import { createEffect, createResource, createSignal, For, on, onCleanup, Show } from "solid-js";
import { pages } from "../addresses";
import { ApiFailure, sentence } from "../api";
import { curation } from "../curation";
import { Addressed } from "../frame/Addressed";
import { MissingPage } from "../frame/NotFoundPage";
import { type OpenProject, PageOfProject, useProject } from "../frame/projectPage";
import type { Campaign, CampaignResults } from "../protocol";
import { toastFailure } from "../state/failures";
import { EditableName } from "../ui/controls/EditableName";
import { Dialog } from "../ui/overlays/Dialog";
import { plural } from "../ui/plural";
import { Agreement, JudgesOfCampaign } from "./Agreement";
import { AnswersMenu, ChangeDialog } from "./Changing";
import { Disagreements } from "./Disagreements";
import { closesWords, endsWords, judgesOfEach, progressOf } from "./words";

/** Answers of several judges come within this; what they change is read once. */
const REST_MS = 700;

export default function CampaignPage() {
  const params = useParams<{ project: string; campaign: string }>();
  return (
    <Addressed parts={[params.project, params.campaign]}>
      {(project, campaign) => <OneCampaign projectId={project} campaignId={campaign} />}
    </Addressed>
  );
}

/** The campaign, kept current by the project's stream; and its results, read again when it has changed. */
function openCampaign(project: OpenProject, id: string) {
  const [campaign, { mutate, refetch }] = createResource(() => curation.campaign(id));
  const known = () => (campaign.error ? undefined : campaign.latest);
  const [results, { mutate: putResults, refetch: readResults }] = createResource(
    () => (project.may("owner") && known() ? id : undefined),
    () => curation.campaignResults(id),
  );
  let resting: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(resting));
  const put = (now: Campaign) => mutate((old) => ({ ...now, mine: now.mine ?? old?.mine ?? null }));
  onCleanup(
    project.state.hear((payload) => {
      if (payload.kind !== "campaign" || payload.campaign.id !== id) return;
      put(payload.campaign);
      clearTimeout(resting);
      resting = setTimeout(() => project.may("owner") && void readResults(), REST_MS);
    }),
  );
  return {
    campaign: known,
    error: () => campaign.error as unknown,
    reload: () => void refetch(),
    put,
    results,
    putResults,
    readResults: () => void readResults(),
  };
}

function OneCampaign(props: { projectId: string; campaignId: string }) {
  const project = useProject(props.projectId);
  const open = openCampaign(project, props.campaignId);
  const isMissing = () => {
    const error = open.error();
    return error instanceof ApiFailure && error.status === 404;
  };
  return (
    <Show when={!isMissing()} fallback={<MissingPage what="campaign" />}>
      <PageOfProject
        project={project}
        title={open.campaign()?.name ?? "Campaign"}
        crumbs={[{ label: "Rankings", href: pages.rankings(props.projectId) }]}
        class="rankings-page"
        hasHeading
      >
        <main class="page ranking-page campaign-page">
          <Show when={open.error()}>
            {(error) => (
              <p class="problem import-line" role="alert">
                <span>{sentence(error())}</span>
                <button type="button" onClick={open.reload}>
                  Try again
                </button>
              </p>
            )}
          </Show>
          <Show when={open.campaign()}>
            {(campaign) => (
              <>
                <Head campaign={campaign()} project={project} onChange={open.put} />
                <Progress campaign={campaign()} />
                <Show when={project.may("owner")} fallback={<Asked campaign={campaign()} />}>
                  <Results
                    campaign={campaign()}
                    results={open.results.error ? undefined : open.results.latest}
                    error={open.results.error}
                    onResults={open.putResults}
                    onDecided={open.readResults}
                  />
                </Show>
              </>
            )}
          </Show>
        </main>
      </PageOfProject>
    </Show>
  );
}

function Head(props: {
  campaign: Campaign;
  project: OpenProject;
  onChange: (campaign: Campaign) => void;
}) {
  const [isAsking, setIsAsking] = createSignal<"close" | "change" | null>(null);
  const change = (wanted: Parameters<typeof curation.changeCampaign>[1]) =>
    void curation.changeCampaign(props.campaign.id, wanted).then(props.onChange, toastFailure);
  const close = () => {
    setIsAsking(null);
    void curation.closeCampaign(props.campaign.id).then(props.onChange, toastFailure);
  };
  const isOwner = () => props.project.may("owner");
  const mine = () => props.campaign.mine;
  /** Others' answers come after one's own. */
  const hasOpenQueue = () => (mine()?.num_answered ?? 0) < (mine()?.num_tasks ?? 0);
  return (
    <div class="page-title">
      <h1 class="page-heading">
        <EditableName
          name={props.campaign.name}
          what="campaign"
          canEdit={isOwner() && props.campaign.closed_at === null}
          onRename={(name) => change({ name })}
        />
      </h1>
      <span class="spacer" />
      <Show when={props.campaign.is_over || (isOwner() && !hasOpenQueue())}>
        <AnswersMenu campaign={props.campaign} />
      </Show>
      <Show when={isOwner() && props.campaign.closed_at === null}>
        <button type="button" onClick={() => setIsAsking("change")}>
          Judges and deadline
        </button>
        <button type="button" onClick={() => setIsAsking("close")}>
          Close
        </button>
      </Show>
      <Show when={mine() && !props.campaign.is_over}>
        <A class="button primary" href={pages.answer(props.project.id, props.campaign.id)}>
          {hasOpenQueue() ? "Answer" : "Look at your answers"}
        </A>
      </Show>
      <Show when={isAsking() === "change"}>
        <ChangeDialog
          campaign={props.campaign}
          members={props.project.state.members()}
          onChanged={props.onChange}
          onClose={() => setIsAsking(null)}
        />
      </Show>
      <Show when={isAsking() === "close"}>
        <Dialog title="Close the campaign?" class="export-dialog" onClose={() => setIsAsking(null)}>
          <p>
            Nobody can answer after that, and it cannot be opened again. What was answered stays,
            and you can still decide where answers differ.
          </p>
          <p class="muted figures">{progressOf(props.campaign)}.</p>
          <div class="dialog-acts">
            <button type="button" class="primary" onClick={close}>
              Close it
            </button>
          </div>
        </Dialog>
      </Show>
    </div>
  );
}

function Progress(props: { campaign: Campaign }) {
  return (
    <>
      <h2 class="ranking-headline">
        {progressOf(props.campaign)} {props.campaign.num_answered === 1 ? "is" : "are"} in.
      </h2>
      <progress
        class="campaign-progress"
        aria-label="Answers"
        max={props.campaign.num_tasks}
        value={props.campaign.num_answered}
      />
      <p class="muted figures ranking-state" role="status">
        {[
          `${plural(props.campaign.num_items, "take")}, each judged by ${judgesOfEach(props.campaign)}`,
          closesWords(props.campaign),
          props.campaign.mine
            ? `${props.campaign.mine.num_answered} of ${props.campaign.mine.num_tasks} by you`
            : "",
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </>
  );
}

/** The questions, for those who see no answers. */
function Asked(props: { campaign: Campaign }) {
  return (
    <section class="judges" aria-labelledby="asked-heading">
      <h2 id="asked-heading">Questions</h2>
      <ol class="asked">
        <For each={props.campaign.questions}>
          {(question) => (
            <li>
              {question.text}
              <small class="muted">
                {question.type === "scale"
                  ? endsWords(question)
                  : question.type === "text"
                    ? "in words"
                    : question.options.join(", ")}
              </small>
            </li>
          )}
        </For>
      </ol>
      <p class="muted">
        Each judge answers alone and sees nobody else's answers. Until the campaign is over, the
        takes in your queue show you no names and no grades elsewhere in the studio.
      </p>
    </section>
  );
}

function Results(props: {
  campaign: Campaign;
  results: CampaignResults | undefined;
  error: unknown;
  onResults: (results: CampaignResults) => void;
  onDecided: () => void;
}) {
  // Answering one's own last item is what opens the results to an owner who judges.
  createEffect(
    on(
      () => props.campaign.is_over,
      () => props.error && props.onDecided(),
      { defer: true },
    ),
  );
  return (
    <>
      <Show when={props.error}>
        {(error) => (
          <>
            <p class="judge-warning" role="status">
              {sentence(error())}
            </p>
            <Asked campaign={props.campaign} />
          </>
        )}
      </Show>
      <Show when={props.results}>
        {(results) => (
          <>
            <JudgesOfCampaign
              campaign={props.campaign}
              results={results()}
              onResults={props.onResults}
            />
            <Agreement campaign={props.campaign} results={results()} />
            <Disagreements
              campaign={props.campaign}
              results={results()}
              onDecided={props.onDecided}
            />
          </>
        )}
      </Show>
    </>
  );
}
