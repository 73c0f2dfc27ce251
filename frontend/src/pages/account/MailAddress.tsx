/** The person's mail address, which a link confirms; a new password can be sent there. */

import { createResource, createSignal, Show } from "solid-js";
import { api, sentence } from "../../api";
import { toastFailure } from "../../state/failures";
import { Problem } from "../../ui/messages/Problem";

export function MailAddress(props: { hasPassword: boolean }) {
  const [mail, { mutate }] = createResource(api.mail);
  const [problem, setProblem] = createSignal<string | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const values = new FormData(form);
    setProblem(null);
    try {
      mutate(
        await api.changeMail(String(values.get("address")), String(values.get("password") ?? "")),
      );
      form.reset();
    } catch (failure) {
      setProblem(sentence(failure));
    }
  };
  return (
    <Show when={mail.error ? undefined : mail.latest}>
      {(found) => (
        <section class="stacked">
          <h2>Mail address</h2>
          <p>
            {found().address === ""
              ? "You have confirmed no address."
              : `A link for a new password can be sent to ${found().address}.`}
          </p>
          <Show when={found().waiting}>
            <p role="status">
              A link was sent to {found().waiting}. Open it in this browser to confirm the address.
            </p>
          </Show>
          <Show
            when={found().is_sent}
            fallback={
              <p class="muted">
                This studio sends no mail. If you forget your password, ask the person who runs it
                for a link.
              </p>
            }
          >
            <form class="stacked" onSubmit={submit}>
              <label>
                New address
                <input name="address" type="email" required maxLength={254} autocomplete="email" />
              </label>
              <Show when={props.hasPassword}>
                <label>
                  Password
                  <input name="password" type="password" required autocomplete="current-password" />
                </label>
              </Show>
              <Problem sentence={problem()} />
              <div class="field-row">
                <button type="submit">Send a link</button>
                <Show when={found().address || found().waiting}>
                  <button type="button" onClick={() => api.forgetMail().then(mutate, toastFailure)}>
                    Remove the address
                  </button>
                </Show>
              </div>
            </form>
          </Show>
        </section>
      )}
    </Show>
  );
}
