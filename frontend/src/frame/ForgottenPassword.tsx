/** For people who have forgotten their password: a link by mail, or a word about whom to ask. */

import { createSignal, Match, Show, Switch } from "solid-js";
import { api, sentence } from "../api";
import { Problem } from "../ui/messages/Problem";

export function ForgottenPassword(props: { hasMail: boolean }) {
  const [isOpen, setOpen] = createSignal(false);
  const [isSent, setSent] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget as HTMLFormElement);
    setProblem(null);
    try {
      await api.askForReset(String(values.get("address")));
      setSent(true);
    } catch (failure) {
      setProblem(sentence(failure));
    }
  };
  return (
    <Switch
      fallback={
        <button type="button" class="quiet" onClick={() => setOpen(true)}>
          I forgot my password
        </button>
      }
    >
      <Match when={isSent()}>
        <p role="status">
          If an account has confirmed this address, a link for a new password is on its way.
        </p>
      </Match>
      <Match when={isOpen()}>
        <Show
          when={props.hasMail}
          fallback={
            <p role="status">
              This studio sends no mail. Ask the person who runs it for a link that signs you in.
            </p>
          }
        >
          <form class="sign-in-form" onSubmit={submit}>
            <label>
              Your mail address
              <input name="address" type="email" required maxLength={254} autocomplete="email" />
            </label>
            <Problem sentence={problem()} />
            <button type="submit">Send a link</button>
          </form>
        </Show>
      </Match>
    </Switch>
  );
}
