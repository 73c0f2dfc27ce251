/** Setting up what confirms that it is you: an authenticator app, passkeys, recovery codes. */

import { createSignal, For, Show } from "solid-js";
import { api, sentence } from "../../api";
import type { NewApp, SecondSteps as Steps } from "../../protocol";
import { hasPasskeys, makePasskey } from "../../state/passkeys";
import { ago } from "../../ui/ago";
import { Problem } from "../../ui/messages/Problem";

/** A change that waits for the person's password. */
interface Act {
  label: string;
  takesName?: boolean;
  perform: (password: string, name: string) => Promise<void>;
}

export function SecondSteps(props: { steps: Steps; onChange: (steps: Steps) => void }) {
  const [act, setAct] = createSignal<Act | null>(null);
  const [app, setApp] = createSignal<NewApp | null>(null);
  const [problem, setProblem] = createSignal<string | null>(null);

  const begin = (next: Act) => {
    setProblem(null);
    setApp(null);
    setAct(next);
  };
  /** Do something, and close the form that asked for it if that went well. */
  const attempt = async (perform: () => Promise<void>) => {
    setProblem(null);
    try {
      await perform();
      setAct(null);
    } catch (failure) {
      setProblem(sentence(failure));
    }
  };
  const changed = (request: Promise<Steps>) => request.then(props.onChange);
  const finishApp = async (code: string) => {
    await changed(api.finishApp(code));
    setApp(null);
  };
  const addPasskey = async (password: string, name: string) => {
    const { options } = await api.newPasskeyOptions(password);
    await changed(api.addPasskey(name, await makePasskey(options)));
  };

  return (
    <section class="stacked">
      <h2>Second step</h2>
      <p>
        With an authenticator app or a passkey, nobody signs in with your password alone. A passkey
        also signs you in without it.
      </p>
      <ul class="account-list">
        <li>
          <span>
            Authenticator app
            <small class="muted">{props.steps.has_app ? "set up" : "not set up"}</small>
          </span>
          <Show
            when={props.steps.has_app}
            fallback={
              <button
                type="button"
                onClick={() =>
                  begin({
                    label: "Set up the app",
                    perform: async (password) => {
                      setApp(await api.beginApp(password));
                    },
                  })
                }
              >
                Set up ...
              </button>
            }
          >
            <button
              type="button"
              onClick={() =>
                begin({
                  label: "Remove the app",
                  perform: (password) => changed(api.removeApp(password)),
                })
              }
            >
              Remove ...
            </button>
          </Show>
        </li>
        <For each={props.steps.passkeys}>
          {(passkey) => (
            <li>
              <span>
                {passkey.name}
                <small class="muted">
                  passkey, made {ago(passkey.made_at)}
                  {passkey.used_at ? `, last used ${ago(passkey.used_at)}` : ""}
                </small>
              </span>
              <button
                type="button"
                aria-label={`Remove ${passkey.name} ...`}
                onClick={() =>
                  begin({
                    label: `Remove ${passkey.name}`,
                    perform: (password) => changed(api.removePasskey(passkey.id, password)),
                  })
                }
              >
                Remove ...
              </button>
            </li>
          )}
        </For>
        <Show when={props.steps.has_app || props.steps.passkeys.length > 0}>
          <li>
            <span>
              Recovery codes
              <small class="muted">{props.steps.num_recovery_codes} left</small>
            </span>
            <button
              type="button"
              onClick={() =>
                begin({
                  label: "Make new recovery codes",
                  perform: (password) => changed(api.newRecoveryCodes(password)),
                })
              }
            >
              Make new codes ...
            </button>
          </li>
        </Show>
      </ul>
      <Show
        when={hasPasskeys()}
        fallback={<p class="muted">This browser can make no passkeys at this address.</p>}
      >
        <button
          type="button"
          onClick={() => begin({ label: "Add the passkey", takesName: true, perform: addPasskey })}
        >
          Add a passkey ...
        </button>
      </Show>
      <Show when={act()} keyed>
        {(next) => (
          <OwnerForm
            act={next}
            hasPassword={props.steps.has_password}
            onSubmit={(password, name) => void attempt(() => next.perform(password, name))}
            onCancel={() => setAct(null)}
          />
        )}
      </Show>
      <Show when={app()}>
        {(found) => (
          <AppForm app={found()} onCode={(code) => void attempt(() => finishApp(code))} />
        )}
      </Show>
      <Problem sentence={problem()} />
      <Show when={props.steps.recovery_codes?.length}>
        <div class="stacked" role="status">
          <p>
            Keep these recovery codes where you can find them without your phone. Each signs you in
            once. They are not shown again.
          </p>
          <ul class="recovery-codes" aria-label="Recovery codes">
            <For each={props.steps.recovery_codes}>{(code) => <li>{code}</li>}</For>
          </ul>
        </div>
      </Show>
    </section>
  );
}

function OwnerForm(props: {
  act: Act;
  hasPassword: boolean;
  onSubmit: (password: string, name: string) => void;
  onCancel: () => void;
}) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget as HTMLFormElement);
    props.onSubmit(String(values.get("password") ?? ""), String(values.get("name") ?? ""));
  };
  return (
    <form class="stacked" onSubmit={submit}>
      <Show when={props.act.takesName}>
        <label>
          Name of the passkey
          <input name="name" required maxLength={60} placeholder="Laptop" autocomplete="off" />
        </label>
      </Show>
      <Show when={props.hasPassword}>
        <label>
          Your password
          <input name="password" type="password" required autocomplete="current-password" />
        </label>
      </Show>
      <div class="field-row">
        <button type="submit" class="primary">
          {props.act.label}
        </button>
        <button type="button" onClick={props.onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function AppForm(props: { app: NewApp; onCode: (code: string) => void }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget as HTMLFormElement);
    props.onCode(String(values.get("code")));
  };
  return (
    <form class="stacked" onSubmit={submit}>
      <p>Scan this with your app, or type the secret there. Then type the code that it shows.</p>
      <img
        class="scannable"
        alt="The secret, to scan"
        src={`data:image/svg+xml,${encodeURIComponent(props.app.picture)}`}
      />
      <p>
        <code>{props.app.secret}</code>
      </p>
      <label>
        Code from the app
        <input
          name="code"
          required
          maxLength={40}
          autocomplete="one-time-code"
          inputmode="numeric"
        />
      </label>
      <button type="submit" class="primary">
        Confirm
      </button>
    </form>
  );
}
