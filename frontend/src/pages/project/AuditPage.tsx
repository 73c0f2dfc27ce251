/** The audit log of a project, for its owners: who changed rights and links, and what was deleted. */

import { useParams } from "@solidjs/router";
import { createResource, createSignal, For, Show } from "solid-js";
import { api, sentence } from "../../api";
import { Addressed } from "../../frame/Addressed";
import { PageOfProject, useProject } from "../../frame/projectPage";
import type { AuditLine } from "../../protocol";
import { toastFailure } from "../../state/failures";
import { momentWords } from "../../ui/ago";
import { Problem } from "../../ui/messages/Problem";

export default function AuditPage() {
  const params = useParams<{ project: string }>();
  return <Addressed parts={[params.project]}>{(id) => <Audit projectId={id} />}</Addressed>;
}

function Audit(props: { projectId: string }) {
  const project = useProject(props.projectId);
  return (
    <PageOfProject project={project} title="Audit log" hasHeading>
      <main class="page audit">
        <h1 class="page-heading">Audit log</h1>
        <p>
          All changes of members, roles, links and webhooks, and all that was put in the bin or
          deleted. No entry can be changed.
        </p>
        <Show
          when={project.may("owner")}
          fallback={
            <Show when={project.role()}>
              <p class="muted">Only owners of the project see it.</p>
            </Show>
          }
        >
          <Lines projectId={props.projectId} />
        </Show>
      </main>
    </PageOfProject>
  );
}

function Lines(props: { projectId: string }) {
  const [older, setOlder] = createSignal<AuditLine[]>([]);
  const [hasMore, setHasMore] = createSignal(false);
  const [page] = createResource(async () => {
    const newest = await api.audit(props.projectId);
    setHasMore(newest.has_more);
    return newest.lines;
  });
  const lines = () => (page.error ? [] : [...(page.latest ?? []), ...older()]);
  const showOlder = async () => {
    try {
      const next = await api.audit(props.projectId, lines().at(-1)?.id);
      setOlder([...older(), ...next.lines]);
      setHasMore(next.has_more);
    } catch (failure) {
      toastFailure(failure);
    }
  };
  return (
    <>
      <Problem sentence={page.error ? sentence(page.error) : null} />
      <Show when={!page.loading && !page.error && lines().length === 0}>
        <p class="muted">Nothing has been recorded yet.</p>
      </Show>
      <ol class="audit-lines" aria-label="Audit log">
        <For each={lines()}>
          {(line) => (
            <li>
              <time class="muted" dateTime={line.at}>
                {momentWords(line.at)}
              </time>
              <span>
                <strong>{line.name}</strong> {line.what}
              </span>
            </li>
          )}
        </For>
      </ol>
      <Show when={hasMore()}>
        <button type="button" onClick={() => void showOlder()}>
          Older
        </button>
      </Show>
    </>
  );
}
