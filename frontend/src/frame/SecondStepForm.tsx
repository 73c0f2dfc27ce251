/** The second step of signing in: a code, or a passkey. */

import { createSignal, Show } from "solid-js";
import { sentence } from "../api";
import { confirm, signInByPasskey, signOut } from "../state/account";
import { toastFailure } from "../state/failures";
import { hasPasskeys } from "../state/passkeys";
import { Problem } from "../ui/messages/Problem";

export function SecondStepForm(props: { level: 1 | 2; onEnter?: () => void }) {
  const [problem, setProblem] = createSignal<string | null>(null);
  const { onEnter } = props; // the form is gone once the account is known
  const attempt = async (act: () => Promise<void>) => {
    setProblem(null);
    try {
      await act();
      onEnter?.();
    } catch (failure) {
      setProblem(sentence(failure));
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    void attempt(() => confirm(String(new FormData(form).get("code"))));
  };
  return (
    <form class="sign-in-form" onSubmit={submit}>
      {props.level === 1 ? <h1>Confirm that it is you</h1> : <h2>Confirm that it is you</h2>}
      <label>
        Code from your authenticator app, or a recovery code
        <input
          name="code"
          required
          maxLength={40}
          autocomplete="one-time-code"
          inputmode="numeric"
          ref={(field) => queueMicrotask(() => field.focus())}
        />
      </label>
      <Problem sentence={problem()} />
      <button type="submit" class="primary">
        Continue
      </button>
      <Show when={hasPasskeys()}>
        <button type="button" onClick={() => void attempt(signInByPasskey)}>
          Use a passkey
        </button>
      </Show>
      <button type="button" class="quiet" onClick={() => signOut().catch(toastFailure)}>
        Sign in as someone else
      </button>
    </form>
  );
}
