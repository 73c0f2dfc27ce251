/** The deliveries of a webhook: each event with the answer to it, and a button that sends it again. */

import { createResource, createSignal, For, Show } from "solid-js";
import { sentence } from "../api";
import type { Delivery } from "../protocol";
import { toastFailure } from "../state/failures";
import { momentWords } from "../ui/ago";
import { Problem } from "../ui/messages/Problem";
import { toast } from "../ui/messages/toasts";
import { programs } from "./requests";

export function Deliveries(props: { webhookId: string }) {
  const [older, setOlder] = createSignal<Delivery[]>([]);
  const [page, { refetch }] = createResource(() => programs.deliveries(props.webhookId));
  const rows = () => (page.error ? [] : [...(page.latest?.deliveries ?? []), ...older()]);
  const reload = () => {
    setOlder([]);
    void refetch();
  };
  const showOlder = async () => {
    try {
      const next = await programs.deliveries(props.webhookId, rows().length);
      setOlder([...older(), ...next.deliveries]);
    } catch (failure) {
      toastFailure(failure);
    }
  };
  const sendAgain = async (delivery: Delivery) => {
    try {
      await programs.sendAgain(delivery.id);
      toast("It is sent again within seconds.");
      reload();
    } catch (failure) {
      toastFailure(failure);
    }
  };
  return (
    <div class="deliveries">
      <Problem sentence={page.error ? sentence(page.error) : null} />
      <Show
        when={rows().length > 0}
        fallback={<p class="muted">{page.loading ? "" : "Nothing was sent yet."}</p>}
      >
        <ul class="link-list" aria-label="Deliveries">
          <For each={rows()}>
            {(delivery) => (
              <DeliveryLine delivery={delivery} onAgain={() => void sendAgain(delivery)} />
            )}
          </For>
        </ul>
      </Show>
      <div class="field-row">
        <button type="button" onClick={reload}>
          Reload
        </button>
        <Show when={rows().length < (page.latest?.total ?? 0)}>
          <button type="button" onClick={() => void showOlder()}>
            Older
          </button>
        </Show>
      </div>
    </div>
  );
}

function DeliveryLine(props: { delivery: Delivery; onAgain: () => void }) {
  const state = () => {
    if (props.delivery.is_waiting) return "Waiting";
    return props.delivery.delivered_at ? "Delivered" : "Not delivered";
  };
  const tries = () =>
    props.delivery.num_tries === 1 ? "one try" : `${props.delivery.num_tries} tries`;
  return (
    <li>
      <span>
        {state()} <code>{props.delivery.type}</code>
        <Show when={props.delivery.status}>
          {(status) => <span class="muted">{` answer ${status()}`}</span>}
        </Show>
      </span>
      <small class="muted">
        {momentWords(props.delivery.tried_at ?? props.delivery.created_at)}
        {` · ${tries()}`}
        {props.delivery.problem ? ` · ${props.delivery.problem}` : ""}
      </small>
      <button
        type="button"
        aria-label={`Send again: ${props.delivery.type}`}
        onClick={() => props.onAgain()}
      >
        Send again
      </button>
    </li>
  );
}
