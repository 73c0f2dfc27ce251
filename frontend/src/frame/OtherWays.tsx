/** The ways in beside name and password: a passkey, and the providers that the operator has named. */

import { createSignal, For, Show } from "solid-js";
import { api, sentence } from "../api";
import type { WaysIn } from "../protocol";
import { signInByPasskey } from "../state/account";
import { hasPasskeys } from "../state/passkeys";
import { Problem } from "../ui/messages/Problem";

export function OtherWays(props: { ways: WaysIn; onEnter?: () => void }) {
  const [problem, setProblem] = createSignal<string | null>(null);
  const { onEnter } = props; // the buttons are gone once the account is known
  const attempt = (act: () => Promise<void>) => {
    setProblem(null);
    act().catch((failure) => setProblem(sentence(failure)));
  };
  const byPasskey = async () => {
    await signInByPasskey();
    onEnter?.();
  };
  const byProvider = async (id: string) => {
    const { address } = await api.beginAtProvider(id, location.pathname);
    location.assign(address);
  };
  return (
    <Show when={props.ways.providers.length > 0 || (props.ways.is_local && hasPasskeys())}>
      <div class="other-ways">
        <For each={props.ways.providers}>
          {(provider) => (
            <button type="button" onClick={() => attempt(() => byProvider(provider.id))}>
              Sign in with {provider.name}
            </button>
          )}
        </For>
        <Show when={props.ways.is_local && hasPasskeys()}>
          <button type="button" onClick={() => attempt(byPasskey)}>
            Use a passkey
          </button>
        </Show>
        <Problem sentence={problem()} />
      </div>
    </Show>
  );
}
