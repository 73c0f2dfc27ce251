/** Where a person is signed in, and the way to end that. */

import { createResource, For, Show } from "solid-js";
import { api, sentence } from "../../api";
import { toastFailure } from "../../state/failures";
import { ago } from "../../ui/ago";
import { Problem } from "../../ui/messages/Problem";
import { toast } from "../../ui/messages/toasts";

export function Sessions() {
  const [sessions, { refetch }] = createResource(api.sessions);
  const known = () => (sessions.error ? [] : (sessions.latest ?? []));
  const end = async (act: () => Promise<unknown>, words: string) => {
    try {
      await act();
      toast(words);
    } catch (failure) {
      toastFailure(failure);
    }
    void refetch();
  };
  return (
    <section class="stacked">
      <h2>Where you are signed in</h2>
      <Problem sentence={sessions.error ? sentence(sessions.error) : null} />
      <ul class="account-list">
        <For each={known()}>
          {(session) => (
            <li>
              <span>
                {session.browser}
                <Show when={session.is_this}>
                  <b> (this one)</b>
                </Show>
                <small class="muted">
                  {session.network === "" ? "" : `${session.network}, `}
                  last used {ago(session.seen_at)}, signed in {ago(session.began_at)}
                </small>
              </span>
              <Show when={!session.is_this}>
                <button
                  type="button"
                  onClick={() =>
                    void end(() => api.endSession(session.id), "That session has ended.")
                  }
                >
                  Sign out
                </button>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={known().some((session) => !session.is_this)}>
        <button
          type="button"
          onClick={() => void end(api.endOtherSessions, "All other sessions have ended.")}
        >
          Sign out everywhere else
        </button>
      </Show>
    </section>
  );
}
