/** Links with a secret: make, copy, revoke. The parent says what they lead to. */

import { createResource, createSignal, For, type JSX, Show } from "solid-js";
import { sentence } from "../api";
import type { Person } from "../protocol";
import { toastFailure } from "../state/failures";
import { ago } from "../ui/ago";
import { changeLoaded } from "../ui/changeLoaded";
import { toast } from "../ui/messages/toasts";
import { LifetimeChoice } from "./LifetimeChoice";
import { MadeSecret } from "./MadeSecret";

interface SecretLink {
  id: string;
  /** Told once, when the link is made. */
  url: string;
  created_by: Person | null;
  created_at: string;
  expires_at: string | null;
}

interface SecretLinksProps<Link extends SecretLink> {
  /** What a link is called, for its field: "Replay link". */
  name: string;
  canMake: boolean;
  load: () => Promise<Link[]>;
  /** Whenever this is another value, the links are loaded again. */
  changes?: unknown;
  make: (days: number | null) => Promise<Link>;
  /** Returns the sentence that people read. */
  revoke: (link: Link) => Promise<string>;
  /** On the button that makes one; "Make a link" unless given. */
  makes?: string;
  /** What is chosen besides the lifetime. */
  choice?: JSX.Element;
  /** What stands before how long a link works; "Works" unless given. */
  words?: (link: Link) => string;
  /** What else is said of a link. */
  note?: (link: Link) => string;
}

export function SecretLinks<Link extends SecretLink>(props: SecretLinksProps<Link>) {
  const loaded = createResource(
    () => ({ at: props.changes }),
    () => props.load(),
  );
  const [links, { refetch }] = loaded;
  const [days, setDays] = createSignal<number | null>(30);
  const [isSending, setIsSending] = createSignal(false);
  const [made, setMade] = createSignal<Link | null>(null);
  const make = async () => {
    setIsSending(true);
    try {
      const link = await props.make(days());
      changeLoaded(loaded, (all) => [link, ...(all ?? [])]);
      setMade(() => link);
    } catch (failure) {
      toastFailure(failure);
    } finally {
      setIsSending(false);
    }
  };
  const revoke = async (link: Link) => {
    try {
      const sentence = await props.revoke(link);
      changeLoaded(loaded, (all) => (all ?? []).filter((one) => one.id !== link.id));
      if (made()?.id === link.id) setMade(null);
      toast(sentence);
    } catch (failure) {
      toastFailure(failure);
      void refetch();
    }
  };
  return (
    <>
      <Show when={props.canMake}>
        <div class="field-row">
          {props.choice}
          <LifetimeChoice label="When the link expires" days={days()} onChoose={setDays} />
          <button type="button" class="primary" disabled={isSending()} onClick={() => void make()}>
            {props.makes ?? "Make a link"}
          </button>
        </div>
      </Show>
      <Show when={links.error}>
        <p class="problem" role="alert">
          {sentence(links.error)}
        </p>
      </Show>
      <Show when={made()}>
        {(link) => <MadeSecret name={props.name} noun="link" secret={link().url} />}
      </Show>
      <ul class="link-list" aria-label={`Active ${props.name.toLowerCase()}s`}>
        <For
          each={links.error ? [] : (links.latest ?? [])}
          fallback={<li class="muted">No links yet.</li>}
        >
          {(link) => <LinkLine {...props} link={link} onRevoke={() => void revoke(link)} />}
        </For>
      </ul>
    </>
  );
}

function LinkLine<Link extends SecretLink>(
  props: SecretLinksProps<Link> & { link: Link; onRevoke: () => void },
) {
  const lasts = () =>
    props.link.expires_at
      ? `until ${new Date(props.link.expires_at).toLocaleDateString()}`
      : "until it is revoked";
  return (
    <li>
      <span>{`${props.words?.(props.link) ?? "Works"} ${lasts()}`}</span>
      <small class="muted">
        made {ago(props.link.created_at)}
        {props.link.created_by ? ` by ${props.link.created_by.name}` : ""}
        {props.note?.(props.link)}
      </small>
      <Show when={props.canMake}>
        <button type="button" class="danger" onClick={() => void props.onRevoke()}>
          Revoke
        </button>
      </Show>
    </li>
  );
}
