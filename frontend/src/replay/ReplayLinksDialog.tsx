/** Links that show a generation to anybody who has them: make, copy, revoke. */

import { createResource, createSignal, For, Show } from "solid-js";
import { sentence } from "../api";
import { curation } from "../curation";
import { ago } from "../pages/ago";
import { Dialog } from "../pages/Dialog";
import type { ReplayLink } from "../protocol";
import { toast, toastFailure } from "../state/toasts";

const LIFETIMES: readonly { days: number | null; label: string }[] = [
  { days: 7, label: "7 days" },
  { days: 30, label: "30 days" },
  { days: 365, label: "a year" },
  { days: null, label: "until revoked" },
];

export function ReplayLinksDialog(props: {
  generation: string;
  canMake: boolean;
  onClose: () => void;
}) {
  const [links, { refetch, mutate }] = createResource(
    () => props.generation,
    (id) => curation.replayLinks(id),
  );
  const [days, setDays] = createSignal<number | null>(30);
  const [isSending, setIsSending] = createSignal(false);
  /** The address is told once, when the link is made. */
  const [made, setMade] = createSignal<ReplayLink | null>(null);
  const copy = async (address: string) => {
    try {
      await navigator.clipboard.writeText(address);
      toast("The link is copied.");
    } catch {
      toast("The browser does not let this page copy. Select the link and copy it yourself.");
    }
  };
  const make = async () => {
    setIsSending(true);
    try {
      const link = await curation.newReplayLink(props.generation, days());
      mutate((all) => [link, ...(all ?? [])]);
      setMade(link);
    } catch (failure) {
      toastFailure(failure);
    } finally {
      setIsSending(false);
    }
  };
  const revoke = async (link: ReplayLink) => {
    try {
      await curation.revokeReplayLink(props.generation, link.id);
      mutate((all) => (all ?? []).filter((one) => one.id !== link.id));
      if (made()?.id === link.id) setMade(null);
      toast("The link no longer works.");
    } catch (failure) {
      toastFailure(failure);
      void refetch();
    }
  };
  return (
    <Dialog title="Replay links" class="replay-links" onClose={props.onClose}>
      <p class="muted">
        Who has a link plays and scrubs this generation, step by step, without an account. Nothing
        else of the project is shown.
      </p>
      <Show when={props.canMake}>
        <div class="field-row">
          <select
            aria-label="How long the link works"
            onChange={(event) =>
              setDays(LIFETIMES[event.currentTarget.selectedIndex]?.days ?? null)
            }
          >
            <For each={LIFETIMES}>
              {(one) => <option selected={one.days === days()}>{one.label}</option>}
            </For>
          </select>
          <button type="button" class="primary" disabled={isSending()} onClick={() => void make()}>
            Make a link
          </button>
        </div>
      </Show>
      <Show when={links.error}>
        <p class="problem" role="alert">
          {sentence(links.error)}
        </p>
      </Show>
      <Show when={made()}>
        {(link) => (
          <div class="made-link" role="status">
            <p>Copy this link now: it is not shown again.</p>
            <div class="field-row">
              <input
                readOnly
                aria-label="Replay link"
                value={link().url}
                ref={(field) =>
                  queueMicrotask(() => {
                    field.focus();
                    field.select();
                  })
                }
              />
              <button type="button" onClick={() => void copy(link().url)}>
                Copy
              </button>
            </div>
          </div>
        )}
      </Show>
      <ul class="link-list" aria-label="Links that work">
        <For
          each={links.error ? [] : (links.latest ?? [])}
          fallback={<li class="muted">No links yet.</li>}
        >
          {(link) => (
            <li>
              <span>
                {link.expires_at
                  ? `Works until ${new Date(link.expires_at).toLocaleDateString()}`
                  : "Works until it is revoked"}
              </span>
              <small class="muted">
                made {ago(link.created_at)}
                {link.created_by ? ` by ${link.created_by.name}` : ""}
              </small>
              <Show when={props.canMake}>
                <button type="button" class="danger" onClick={() => void revoke(link)}>
                  Revoke
                </button>
              </Show>
            </li>
          )}
        </For>
      </ul>
    </Dialog>
  );
}
