/** The tokens of one's account: made, shown once, revoked. */

import { createResource, createSignal, For, Show } from "solid-js";
import { sentence } from "../api";
import { LifetimeChoice } from "../links/LifetimeChoice";
import { MadeSecret } from "../links/MadeSecret";
import type { ApiToken } from "../protocol";
import { toastFailure } from "../state/failures";
import { ago } from "../ui/ago";
import { changeLoaded } from "../ui/changeLoaded";
import { Problem } from "../ui/messages/Problem";
import { toast } from "../ui/messages/toasts";
import { programs } from "./requests";
import { SCOPES, scopeLabel } from "./scopes";

export function ApiTokens() {
  const loaded = createResource(programs.tokens);
  const [tokens, { refetch }] = loaded;
  const [made, setMade] = createSignal<ApiToken | null>(null);
  const put = (token: ApiToken) => {
    changeLoaded(loaded, (all) => [{ ...token, token: "" }, ...(all ?? [])]);
    setMade(token);
  };
  const revoke = async (token: ApiToken) => {
    try {
      await programs.revokeToken(token.key);
      changeLoaded(loaded, (all) => (all ?? []).filter(({ key }) => key !== token.key));
      if (made()?.key === token.key) setMade(null);
      toast(`The token “${token.name}” no longer works.`);
    } catch (failure) {
      toastFailure(failure);
      void refetch();
    }
  };
  return (
    <section class="stacked" aria-labelledby="tokens">
      <h2 id="tokens">Tokens for programs</h2>
      <p>
        A program with a token does in your name what the token allows, and never more than you may
        do yourself. Keep it as you keep a password.
      </p>
      <TokenForm onMade={put} />
      <Show when={made()}>
        {(token) => <MadeSecret name="Token" noun="token" secret={token().token} />}
      </Show>
      <Problem sentence={tokens.error ? sentence(tokens.error) : null} />
      <ul class="link-list" aria-label="Your tokens">
        <For
          each={tokens.error ? [] : (tokens.latest ?? [])}
          fallback={<li class="muted">No tokens yet.</li>}
        >
          {(token) => <TokenLine token={token} onRevoke={() => void revoke(token)} />}
        </For>
      </ul>
    </section>
  );
}

function TokenForm(props: { onMade: (token: ApiToken) => void }) {
  const [days, setDays] = createSignal<number | null>(30);
  const [problem, setProblem] = createSignal<string | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const values = new FormData(form);
    const scope = values.get("scope") as ApiToken["scope"];
    setProblem(null);
    try {
      props.onMade(
        await programs.newToken({ name: String(values.get("name")), scope, days: days() }),
      );
      (form.elements.namedItem("name") as HTMLInputElement).value = "";
    } catch (failure) {
      setProblem(sentence(failure));
    }
  };
  return (
    <form class="stacked" onSubmit={submit}>
      <label>
        What it is for
        <input name="name" required maxLength={80} autocomplete="off" />
      </label>
      <label>
        What it allows
        <select name="scope">
          <For each={SCOPES}>
            {(one) => (
              <option value={one.scope} selected={one.scope === "see"}>
                {`${one.label}: ${one.may}`}
              </option>
            )}
          </For>
        </select>
      </label>
      <div class="stacked-field">
        <label for="token-lifetime">How long it works</label>
        <LifetimeChoice id="token-lifetime" days={days()} onChoose={setDays} />
      </div>
      <Problem sentence={problem()} />
      <button type="submit" class="primary">
        Make a token
      </button>
    </form>
  );
}

function TokenLine(props: { token: ApiToken; onRevoke: () => void }) {
  const isOver = () =>
    props.token.expires_at !== null && Date.parse(props.token.expires_at) < Date.now();
  const lasts = () => {
    if (props.token.expires_at === null) return "until it is revoked";
    const day = new Date(props.token.expires_at).toLocaleDateString();
    return isOver() ? `expired ${day}` : `until ${day}`;
  };
  return (
    <li>
      <span class="token-name">
        {props.token.name}{" "}
        <span class="muted">{`${scopeLabel(props.token.scope)}, ${lasts()}`}</span>
      </span>
      <small class="muted">
        <code>{`smk_${props.token.key}…`}</code>
        {` · made ${ago(props.token.created_at)} · `}
        {props.token.used_at === null ? "never used" : `last used ${ago(props.token.used_at)}`}
      </small>
      <button
        type="button"
        class="danger"
        aria-label={`Revoke ${props.token.name}`}
        onClick={() => props.onRevoke()}
      >
        Revoke
      </button>
    </li>
  );
}
