/** Tells owners of a project that the studio has switched one of its webhooks off. */

import { A } from "@solidjs/router";
import { createResource, For } from "solid-js";
import { pages } from "../addresses";
import { programs } from "./requests";

export function SwitchedOff(props: { projectId: string }) {
  const [webhooks] = createResource(() => programs.webhooks(props.projectId).catch(() => []));
  const off = () => (webhooks() ?? []).filter((one) => !one.is_enabled && one.note !== "");
  return (
    <For each={off()}>
      {(webhook) => (
        <p class="problem import-line webhook-off">
          <span>
            {`The webhook to ${webhook.address} no longer gets what happens here. ${webhook.note}`}
          </span>
          <A class="button" href={pages.webhooks(props.projectId)}>
            Webhooks
          </A>
        </p>
      )}
    </For>
  );
}
