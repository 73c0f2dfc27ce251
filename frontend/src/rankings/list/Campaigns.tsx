/** The campaigns of a project: how far each is, and the way to one's own queue. */

import { A } from "@solidjs/router";
import { createResource, For, onCleanup, Show } from "solid-js";
import { pages } from "../../addresses";
import { sentence } from "../../api";
import { curation } from "../../curation";
import type { OpenProject } from "../../frame/projectPage";
import type { Campaign } from "../../protocol";
import { changeLoaded } from "../../ui/changeLoaded";
import { plural } from "../../ui/plural";
import { BinMenu } from "./BinMenu";
import type { Binnable } from "./binned";

/** All of them, in the bin or not, kept current by the project's stream. */
export function loadCampaigns(project: OpenProject): Binnable<Campaign> {
  const loaded = createResource(() => curation.campaigns(project.id));
  const [campaigns, { refetch }] = loaded;
  const put = (campaign: Campaign) =>
    changeLoaded(loaded, (all) => {
      // An event says nothing of one's own queue, which only one's own answers change.
      const mine = (all ?? []).find((one) => one.id === campaign.id)?.mine ?? null;
      const others = (all ?? []).filter((one) => one.id !== campaign.id);
      const now = { ...campaign, mine: campaign.mine ?? mine };
      return [now, ...others].sort((a, b) => b.created_at.localeCompare(a.created_at));
    });
  onCleanup(
    project.state.hear((payload) => {
      if (payload.kind === "campaign") put(payload.campaign);
      if (payload.kind === "archive") void refetch();
    }),
  );
  return {
    all: () => (campaigns.error ? [] : (campaigns.latest ?? [])),
    error: () => campaigns.error as unknown,
    put,
    bin: curation.binCampaign,
    restore: curation.restoreCampaign,
  };
}

export function Campaigns(props: {
  project: OpenProject;
  campaigns: Binnable<Campaign>;
  showsBin: boolean;
}) {
  const inView = () => props.campaigns.all().filter((one) => one.is_in_bin === props.showsBin);
  return (
    <Show when={props.campaigns.error() || inView().length > 0}>
      <section class="listening-tests" aria-labelledby="campaigns-heading">
        <h2 id="campaigns-heading">Campaigns</h2>
        <Show when={props.campaigns.error()}>
          {(error) => (
            <p class="problem" role="alert">
              {sentence(error())}
            </p>
          )}
        </Show>
        <ul class="project-list ranking-list">
          <For each={inView()}>
            {(campaign) => (
              <CampaignRow
                campaign={campaign}
                campaigns={props.campaigns}
                project={props.project}
              />
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}

function CampaignRow(props: {
  campaign: Campaign;
  campaigns: Binnable<Campaign>;
  project: OpenProject;
}) {
  const address = () => pages.campaign(props.project.id, props.campaign.id);
  const left = () => {
    const mine = props.campaign.mine;
    const isOpen = !props.campaign.is_over && !props.campaign.is_in_bin;
    return mine && isOpen ? mine.num_tasks - mine.num_answered : 0;
  };
  return (
    <li>
      <div class="project-name">
        <Show
          when={!props.campaign.is_in_bin}
          fallback={<span class="project-link">{props.campaign.name}</span>}
        >
          <A href={address()} class="project-link">
            {props.campaign.name}
          </A>
        </Show>
      </div>
      <span class="muted figures">
        {plural(props.campaign.num_items, "take")}
        {props.campaign.is_over ? ", over" : ""}
      </span>
      <span class="muted figures ranking-progress">
        {props.campaign.num_answered.toLocaleString("en")} of{" "}
        {props.campaign.num_tasks.toLocaleString("en")} answers
      </span>
      <Show
        when={left() > 0}
        fallback={
          <span class="muted figures project-time">
            {plural(props.campaign.num_judges, "judge")}
          </span>
        }
      >
        <A class="button own-queue" href={pages.answer(props.project.id, props.campaign.id)}>
          Answer {left()}
        </A>
      </Show>
      <Show when={props.project.may("owner")} fallback={<span />}>
        <BinMenu row={props.campaign} of={props.campaigns} />
      </Show>
    </li>
  );
}
