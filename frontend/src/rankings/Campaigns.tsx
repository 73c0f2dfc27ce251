/** The campaigns of a project: how far each is, and the way to one's own queue. */

import { A } from "@solidjs/router";
import { createResource, For, onCleanup, Show } from "solid-js";
import { sentence } from "../api";
import { curation } from "../curation";
import type { OpenProject } from "../frame/projectPage";
import type { Campaign } from "../protocol";
import { changeLoaded } from "../ui/changeLoaded";
import { plural } from "../ui/plural";

export function Campaigns(props: { project: OpenProject }) {
  const loaded = createResource(() => curation.campaigns(props.project.id));
  const [campaigns] = loaded;
  const put = (campaign: Campaign) =>
    changeLoaded(loaded, (all) => {
      // An event says nothing of one's own queue, which only one's own answers change.
      const mine = (all ?? []).find((one) => one.id === campaign.id)?.mine ?? null;
      const others = (all ?? []).filter((one) => one.id !== campaign.id);
      return [{ ...campaign, mine }, ...others].sort((a, b) =>
        b.created_at.localeCompare(a.created_at),
      );
    });
  onCleanup(
    props.project.state.hear((payload) => payload.kind === "campaign" && put(payload.campaign)),
  );
  return (
    <Show when={campaigns.error || (campaigns.latest ?? []).length > 0}>
      <section class="listening-tests" aria-labelledby="campaigns-heading">
        <h2 id="campaigns-heading">Campaigns</h2>
        <Show when={campaigns.error}>
          <p class="problem" role="alert">
            {sentence(campaigns.error)}
          </p>
        </Show>
        <ul class="project-list ranking-list">
          <For each={campaigns.error ? [] : campaigns.latest}>
            {(campaign) => <CampaignRow campaign={campaign} projectId={props.project.id} />}
          </For>
        </ul>
      </section>
    </Show>
  );
}

function CampaignRow(props: { campaign: Campaign; projectId: string }) {
  const address = () => `/p/${props.projectId}/campaigns/${props.campaign.id}`;
  const left = () => {
    const mine = props.campaign.mine;
    return mine && !props.campaign.is_over ? mine.num_tasks - mine.num_answered : 0;
  };
  return (
    <li>
      <div class="project-name">
        <A href={address()} class="project-link">
          {props.campaign.name}
        </A>
      </div>
      <span class="muted figures">
        {plural(props.campaign.num_items, "take")}
        {props.campaign.is_over ? ", over" : ""}
      </span>
      <span class="muted figures ranking-progress">
        {props.campaign.num_answered.toLocaleString("en")} of{" "}
        {props.campaign.num_tasks.toLocaleString("en")} answers
      </span>
      <span class="muted figures project-time">{plural(props.campaign.num_judges, "judge")}</span>
      <Show when={left() > 0} fallback={<span />}>
        <A class="button" href={`${address()}/answer`}>
          Answer {left()}
        </A>
      </Show>
    </li>
  );
}
