/** A piece to practise by a link, without an account: one's own part on the screen and loud, the others softer. */

import { useParams } from "@solidjs/router";
import { createResource, Match, Show, Switch } from "solid-js";
import { ApiFailure, sentence } from "../api";
import { contentOf } from "../canvases/content";
import { curation } from "../curation";
import { Title } from "../frame/Title";
import { Practising } from "./Practising";

export default function PracticePage() {
  const params = useParams<{ token: string }>();
  return (
    <Show when={params.token} keyed>
      {(token) => <OnePiece token={token} />}
    </Show>
  );
}

function OnePiece(props: { token: string }) {
  const [piece, { refetch }] = createResource(async () =>
    contentOf(await curation.practice(props.token)),
  );
  const known = () => (piece.error ? undefined : piece.latest);
  return (
    <Switch
      fallback={
        <main class="message-page">
          <p class="muted" role="status">
            Loading the piece …
          </p>
        </main>
      }
    >
      <Match when={piece.error}>
        <NoPiece failure={piece.error} onRetry={() => void refetch()} />
      </Match>
      <Match when={known()} keyed>
        {(content) => <Practising token={props.token} content={content} />}
      </Match>
    </Switch>
  );
}

function NoPiece(props: { failure: unknown; onRetry: () => void }) {
  const isGone = () => props.failure instanceof ApiFailure && props.failure.status === 404;
  return (
    <main class="message-page" role="alert">
      <Title>Practice</Title>
      <Show
        when={isGone()}
        fallback={
          <>
            <h1>The piece cannot be shown</h1>
            <p>{sentence(props.failure)}</p>
            <button type="button" class="primary" onClick={props.onRetry}>
              Try again
            </button>
          </>
        }
      >
        <h1>This link no longer works</h1>
        <p>It was revoked or has expired. Ask your director for a new one.</p>
      </Show>
    </main>
  );
}
