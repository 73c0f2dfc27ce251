/** The listening tests of a project: how far each is. */

import { A } from "@solidjs/router";
import { createResource, For, onCleanup, Show } from "solid-js";
import { pages } from "../../addresses";
import { sentence } from "../../api";
import { curation } from "../../curation";
import type { OpenProject } from "../../frame/projectPage";
import type { ListeningTest } from "../../protocol";
import { changeLoaded } from "../../ui/changeLoaded";
import { plural } from "../../ui/plural";
import { progressOfTest } from "../listeningTest/listeningWords";
import { BinMenu } from "./BinMenu";
import type { Binnable } from "./binned";

/** All of them, in the bin or not. */
export function loadListeningTests(project: OpenProject): Binnable<ListeningTest> {
  const loaded = createResource(() => curation.listeningTests(project.id));
  const [tests, { refetch }] = loaded;
  onCleanup(project.state.hear((payload) => void (payload.kind === "archive" && refetch())));
  return {
    all: () => (tests.error ? [] : (tests.latest ?? [])),
    error: () => tests.error as unknown,
    put: (test) =>
      changeLoaded(loaded, (all) => (all ?? []).map((one) => (one.id === test.id ? test : one))),
    bin: curation.binListeningTest,
    restore: curation.restoreListeningTest,
  };
}

export function ListeningTests(props: {
  project: OpenProject;
  tests: Binnable<ListeningTest>;
  showsBin: boolean;
}) {
  const inView = () => props.tests.all().filter((one) => one.is_in_bin === props.showsBin);
  return (
    <Show when={props.tests.error() || inView().length > 0}>
      <section class="listening-tests" aria-labelledby="listening-tests-heading">
        <h2 id="listening-tests-heading">Listening tests</h2>
        <Show when={props.tests.error()}>
          {(error) => (
            <p class="problem" role="alert">
              {sentence(error())}
            </p>
          )}
        </Show>
        <ul class="project-list ranking-list">
          <For each={inView()}>
            {(test) => <TestRow test={test} tests={props.tests} project={props.project} />}
          </For>
        </ul>
      </section>
    </Show>
  );
}

function TestRow(props: {
  test: ListeningTest;
  tests: Binnable<ListeningTest>;
  project: OpenProject;
}) {
  return (
    <li>
      <div class="project-name">
        <Show
          when={!props.test.is_in_bin}
          fallback={<span class="project-link">{props.test.name}</span>}
        >
          <A href={pages.listeningTest(props.project.id, props.test.id)} class="project-link">
            {props.test.name}
          </A>
        </Show>
      </div>
      <span class="muted figures">
        {plural(props.test.num_model + props.test.num_real, "piece")}
        {props.test.end === null ? "" : ", over"}
      </span>
      <span class="muted figures ranking-progress">{progressOfTest(props.test)}</span>
      <span class="muted figures project-time">{plural(props.test.num_listeners, "listener")}</span>
      <Show when={props.project.may("owner")} fallback={<span />}>
        <BinMenu row={props.test} of={props.tests} />
      </Show>
    </li>
  );
}
