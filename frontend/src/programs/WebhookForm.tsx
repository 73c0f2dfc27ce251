/** A new webhook: the address, and which events are sent there. */

import { createSignal, For } from "solid-js";
import { sentence } from "../api";
import type { NewWebhook } from "../protocol";
import { Problem } from "../ui/messages/Problem";

type EventType = NewWebhook["events"][number];

const EVENTS: readonly { type: EventType; says: string }[] = [
  { type: "generation.ended", says: "a generation is done, stopped or failed" },
  { type: "job.ended", says: "a best-of, grid or pair has ended" },
  { type: "take.kept", says: "a take is kept" },
  { type: "take.changed", says: "a take is renamed, rated, tagged, graded, binned" },
  { type: "comment.written", says: "a comment is written" },
  { type: "comment.changed", says: "a comment is edited, resolved or deleted" },
  { type: "ranking.opened", says: "a ranking is opened" },
  { type: "campaign.answered", says: "a judge of a campaign answers" },
  { type: "campaign.finished", says: "a campaign awaits no more answers" },
  { type: "campaign.decided", says: "an owner decides where answers differ" },
];

export function WebhookForm(props: { onSend: (body: NewWebhook) => Promise<void> }) {
  const [problem, setProblem] = createSignal<string | null>(null);
  const [isSending, setIsSending] = createSignal(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const values = new FormData(form);
    const events = values.getAll("events") as EventType[];
    if (events.length === 0) return setProblem("Choose at least one kind of event.");
    setProblem(null);
    setIsSending(true);
    try {
      await props.onSend({ address: String(values.get("address")).trim(), events });
      form.reset();
    } catch (failure) {
      setProblem(sentence(failure));
    } finally {
      setIsSending(false);
    }
  };
  return (
    <form class="stacked webhook-form" onSubmit={submit}>
      <h2>New webhook</h2>
      <label>
        Address
        <input
          name="address"
          type="url"
          required
          maxLength={500}
          placeholder="https://example.org/hook"
          autocomplete="off"
        />
      </label>
      <fieldset>
        <legend>Send when</legend>
        <For each={EVENTS}>
          {(one) => (
            <label class="webhook-event">
              <input type="checkbox" name="events" value={one.type} />
              <span>
                {one.says} <code class="muted">{one.type}</code>
              </span>
            </label>
          )}
        </For>
      </fieldset>
      <Problem sentence={problem()} />
      <button type="submit" class="primary" disabled={isSending()}>
        Make a webhook
      </button>
    </form>
  );
}
