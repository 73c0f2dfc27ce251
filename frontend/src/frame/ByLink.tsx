/** The page of a link that needs no account: loads its thing, and says where the link no longer works. */

import { useParams } from "@solidjs/router";
import { createResource, type JSX, Match, Show, Switch } from "solid-js";
import { ApiFailure, sentence } from "../api";
import { Title } from "./Title";

interface ByLinkProps<Loaded> {
  title: string;
  /** The thing that the link opens, in a word for people: "replay". */
  noun: string;
  /** Whom to ask for another link, as a sentence. */
  advice: string;
  load: (token: string) => Promise<Loaded>;
  children: (loaded: Loaded, token: string) => JSX.Element;
}

export function ByLink<Loaded>(props: ByLinkProps<Loaded>) {
  const params = useParams<{ token: string }>();
  return (
    <Show when={params.token} keyed>
      {(token) => <OfToken {...props} token={token} />}
    </Show>
  );
}

function OfToken<Loaded>(props: ByLinkProps<Loaded> & { token: string }) {
  const [loaded, { refetch }] = createResource(() => props.load(props.token));
  const known = () => (loaded.error ? undefined : loaded.latest);
  return (
    <Switch
      fallback={
        <main class="message-page">
          <p class="muted" role="status">
            Loading the {props.noun} …
          </p>
        </main>
      }
    >
      <Match when={loaded.error}>
        <Nothing {...props} failure={loaded.error} onRetry={() => void refetch()} />
      </Match>
      <Match when={known()} keyed>
        {(now) => props.children(now as Loaded, props.token)}
      </Match>
    </Switch>
  );
}

function Nothing(props: {
  title: string;
  noun: string;
  advice: string;
  failure: unknown;
  onRetry: () => void;
}) {
  const isGone = () => props.failure instanceof ApiFailure && props.failure.status === 404;
  return (
    <main class="message-page" role="alert">
      <Title>{props.title}</Title>
      <Show
        when={isGone()}
        fallback={
          <>
            <h1>The {props.noun} cannot be shown</h1>
            <p>{sentence(props.failure)}</p>
            <button type="button" class="primary" onClick={props.onRetry}>
              Try again
            </button>
          </>
        }
      >
        <h1>This link no longer works</h1>
        <p>It was revoked or has expired. {props.advice}</p>
      </Show>
    </main>
  );
}
