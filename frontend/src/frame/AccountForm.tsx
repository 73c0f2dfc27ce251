/** To sign in, or to make an account: name and password, one form with two verbs, and the other ways in. */

import { createResource, createSignal, type JSX, Show } from "solid-js";
import { api, sentence } from "../api";
import { account, secondStepIsNext, signIn, signUp } from "../state/account";
import { Problem } from "../ui/messages/Problem";
import { ForgottenPassword } from "./ForgottenPassword";
import { OtherWays } from "./OtherWays";
import { SecondStepForm } from "./SecondStepForm";

interface Verbs {
  heading: string;
  button: string;
}

export function AccountForm(props: {
  /** What the form says for people who are new, and for those who have an account. */
  verbs: { new: Verbs; known: Verbs };
  isForNew?: boolean;
  level: 1 | 2;
  /** The secret of the invitation link by which people come to this form. */
  invitation?: string;
  children?: JSX.Element;
  /** After the person is signed in. */
  onEnter?: () => void;
}) {
  const [wantsNew, setWantsNew] = createSignal(props.isForNew ?? false);
  const [ways] = createResource(api.waysIn);
  const known = () => (ways.error ? undefined : ways());
  const isNew = () => wantsNew() && (known()?.is_open ?? true);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [isSending, setIsSending] = createSignal(false);
  const verbs = () => (isNew() ? props.verbs.new : props.verbs.known);
  const { onEnter } = props; // the form is gone once the account is known

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const name = String(form.get("name")).trim();
    const password = String(form.get("password"));
    setProblem(null);
    setIsSending(true);
    try {
      await (isNew() ? signUp(name, password, props.invitation) : signIn(name, password));
      if (account()) onEnter?.();
    } catch (failure) {
      setProblem(sentence(failure));
    } finally {
      setIsSending(false);
    }
  };
  const heading = () =>
    props.level === 1 ? <h1>{verbs().heading}</h1> : <h2>{verbs().heading}</h2>;
  const fields = (isOpen: boolean) => (
    <form class="sign-in-form" onSubmit={submit}>
      <label>
        Name
        <input name="name" required maxLength={40} autocomplete="username" autocapitalize="none" />
      </label>
      <label>
        Password
        <input
          name="password"
          type="password"
          required
          autocomplete={isNew() ? "new-password" : "current-password"}
        />
      </label>
      <Show when={isNew()}>
        <p class="muted">At least 8 characters. People in your projects see your name.</p>
      </Show>
      <Problem sentence={problem()} />
      <button type="submit" class="primary" disabled={isSending()}>
        {verbs().button}
      </button>
      <Show when={isOpen}>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            setWantsNew(!isNew());
            setProblem(null);
          }}
        >
          {isNew() ? "I have an account" : "Make a new account"}
        </button>
      </Show>
    </form>
  );
  return (
    <Show
      when={!secondStepIsNext()}
      fallback={<SecondStepForm level={props.level} onEnter={onEnter} />}
    >
      <div class="sign-in-form">
        {heading()}
        {props.children}
        <Problem sentence={ways.error ? sentence(ways.error) : null} />
        <Show when={known()}>
          {(found) => (
            <>
              <Show when={found().is_local}>
                {fields(found().is_open)}
                <Show when={!isNew()}>
                  <ForgottenPassword hasMail={found().has_mail} />
                </Show>
              </Show>
              <OtherWays ways={found()} onEnter={onEnter} />
            </>
          )}
        </Show>
      </div>
    </Show>
  );
}
