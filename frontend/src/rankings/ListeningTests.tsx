/** The listening tests of a project: how far each is. */

import { A } from "@solidjs/router";
import { createResource, For, Show } from "solid-js";
import { sentence } from "../api";
import { curation } from "../curation";
import { plural } from "../ui/plural";
import { progressOfTest } from "./listeningWords";

export function ListeningTests(props: { projectId: string }) {
  const [tests] = createResource(() => curation.listeningTests(props.projectId));
  return (
    <Show when={tests.error || (tests.latest ?? []).length > 0}>
      <section class="listening-tests" aria-labelledby="listening-tests-heading">
        <h2 id="listening-tests-heading">Listening tests</h2>
        <Show when={tests.error}>
          <p class="problem" role="alert">
            {sentence(tests.error)}
          </p>
        </Show>
        <ul class="project-list ranking-list">
          <For each={tests.error ? [] : tests.latest}>
            {(test) => (
              <li>
                <div class="project-name">
                  <A href={`/p/${props.projectId}/listening/${test.id}`} class="project-link">
                    {test.name}
                  </A>
                </div>
                <span class="muted figures">
                  {plural(test.num_model + test.num_real, "piece")}
                  {test.end === null ? "" : ", over"}
                </span>
                <span class="muted figures ranking-progress">{progressOfTest(test)}</span>
                <span class="muted figures project-time">
                  {plural(test.num_listeners, "listener")}
                </span>
                <span />
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
