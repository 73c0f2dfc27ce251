/** The providers by which a person can sign in as well. */

import { createResource, For, Show } from "solid-js";
import { api } from "../../api";
import type { LinkedProvider } from "../../protocol";
import { toastFailure } from "../../state/failures";

export function LinkedProviders() {
  const [providers, { refetch }] = createResource(api.linkedProviders);
  const known = () => (providers.error ? [] : (providers.latest ?? []));
  const change = async (provider: LinkedProvider) => {
    try {
      if (!provider.is_linked) location.assign((await api.linkProvider(provider.id)).address);
      else await api.unlinkProvider(provider.id);
    } catch (failure) {
      toastFailure(failure);
    }
    void refetch();
  };
  return (
    <Show when={known().length > 0}>
      <section class="stacked">
        <h2>Other ways to sign in</h2>
        <ul class="account-list">
          <For each={known()}>
            {(provider) => (
              <li>
                <span>
                  {provider.name}
                  <small class="muted">
                    {provider.is_linked ? "signs you in" : "not linked to your account"}
                  </small>
                </span>
                <button type="button" onClick={() => void change(provider)}>
                  {provider.is_linked ? "Unlink" : "Link"} {provider.name}
                </button>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
