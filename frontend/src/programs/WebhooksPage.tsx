/** The webhooks of a project, for its owners: where events are sent, and what became of each. */

import { useParams } from "@solidjs/router";
import { createResource, createSignal, For, Show } from "solid-js";
import { sentence } from "../api";
import { Addressed } from "../frame/Addressed";
import { PageOfProject, useProject } from "../frame/projectPage";
import { MadeSecret } from "../links/MadeSecret";
import type { Webhook } from "../protocol";
import { toastFailure } from "../state/failures";
import { ago, momentWords } from "../ui/ago";
import { changeLoaded } from "../ui/changeLoaded";
import { Problem } from "../ui/messages/Problem";
import { toast } from "../ui/messages/toasts";
import { Deliveries } from "./Deliveries";
import { programs } from "./requests";
import { WebhookForm } from "./WebhookForm";

export default function WebhooksPage() {
  const params = useParams<{ project: string }>();
  return <Addressed parts={[params.project]}>{(id) => <Webhooks projectId={id} />}</Addressed>;
}

function Webhooks(props: { projectId: string }) {
  const project = useProject(props.projectId);
  return (
    <PageOfProject project={project} title="Webhooks" hasHeading>
      <main class="page webhooks">
        <h1 class="page-heading">Webhooks</h1>
        <p>
          What happens in this project is sent to a program, signed and in order. Messages name
          nobody and hold no music or text, only ids. While the program is away, they wait for it.
        </p>
        <Show
          when={project.may("owner")}
          fallback={
            <Show when={project.role()}>
              <p class="muted">Only owners of the project see and change its webhooks.</p>
            </Show>
          }
        >
          <Owned projectId={props.projectId} />
        </Show>
      </main>
    </PageOfProject>
  );
}

function Owned(props: { projectId: string }) {
  const loaded = createResource(() => programs.webhooks(props.projectId));
  const [webhooks] = loaded;
  const [made, setMade] = createSignal<Webhook | null>(null);
  const put = (webhook: Webhook) =>
    changeLoaded(loaded, (all) => {
      const rows = all ?? [];
      return rows.some(({ id }) => id === webhook.id)
        ? rows.map((one) => (one.id === webhook.id ? webhook : one))
        : [...rows, webhook];
    });
  const remove = async (webhook: Webhook) => {
    try {
      await programs.deleteWebhook(webhook.id);
      changeLoaded(loaded, (all) => (all ?? []).filter(({ id }) => id !== webhook.id));
      if (made()?.id === webhook.id) setMade(null);
      toast("The webhook is deleted. What it had not sent yet is not sent.");
    } catch (failure) {
      toastFailure(failure);
    }
  };
  return (
    <>
      <Problem sentence={webhooks.error ? sentence(webhooks.error) : null} />
      <ul class="webhook-list">
        <For each={webhooks.error ? [] : (webhooks.latest ?? [])}>
          {(webhook) => (
            <WebhookItem webhook={webhook} onChange={put} onDelete={() => void remove(webhook)} />
          )}
        </For>
      </ul>
      <Show when={made()}>
        {(webhook) => <MadeSecret name="Secret" noun="secret" secret={webhook().secret} />}
      </Show>
      <WebhookForm
        onSend={async (body) => {
          const webhook = await programs.newWebhook(props.projectId, body);
          put({ ...webhook, secret: "" });
          setMade(webhook);
        }}
      />
    </>
  );
}

function WebhookItem(props: {
  webhook: Webhook;
  onChange: (webhook: Webhook) => void;
  onDelete: () => void;
}) {
  const [isOpen, setIsOpen] = createSignal(false);
  const enable = (isEnabled: boolean) =>
    void programs.enableWebhook(props.webhook.id, isEnabled).then(props.onChange, toastFailure);
  return (
    <li>
      <h2 class="webhook-address">{props.webhook.address}</h2>
      <p class="muted">
        {props.webhook.events.join(", ")}
        {` · made ${ago(props.webhook.created_at)}`}
        {props.webhook.created_by ? ` by ${props.webhook.created_by.name}` : ""}
      </p>
      <Show
        when={props.webhook.is_enabled}
        fallback={<p class="problem">{props.webhook.note || "Switched off."}</p>}
      >
        <Show when={props.webhook.failing_since}>
          {(since) => (
            <p class="problem">
              {`The receiver has not taken the next event since ${momentWords(since())}. It is sent again until it is taken.`}
            </p>
          )}
        </Show>
      </Show>
      <div class="field-row">
        <button
          type="button"
          aria-expanded={isOpen()}
          aria-label={`Deliveries to ${props.webhook.address}`}
          onClick={() => setIsOpen(!isOpen())}
        >
          Deliveries
        </button>
        <button type="button" onClick={() => enable(!props.webhook.is_enabled)}>
          {props.webhook.is_enabled ? "Switch off" : "Switch on"}
        </button>
        <button type="button" class="danger" onClick={() => props.onDelete()}>
          Delete
        </button>
      </div>
      <Show when={isOpen()}>
        <Deliveries webhookId={props.webhook.id} />
      </Show>
    </li>
  );
}
