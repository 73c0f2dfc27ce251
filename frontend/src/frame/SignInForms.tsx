/** Sign in, or make an account: one form, two verbs. */

import { createSignal, Show } from "solid-js";
import { sentence } from "../api";
import { signIn, signUp } from "../state/account";
import { ThemeButton } from "./PageHeader";

export function SignInForms() {
  const [isNew, setIsNew] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [isSending, setIsSending] = createSignal(false);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const name = String(form.get("name")).trim();
    const password = String(form.get("password"));
    setProblem(null);
    setIsSending(true);
    try {
      await (isNew() ? signUp(name, password) : signIn(name, password));
    } catch (failure) {
      setProblem(sentence(failure));
    } finally {
      setIsSending(false);
    }
  };
  return (
    <main class="sign-in">
      <div class="sign-in-corner">
        <ThemeButton />
      </div>
      <form class="sign-in-form" onSubmit={submit}>
        <span class="brand">
          <i aria-hidden="true" />
          SUNMASK
        </span>
        <h1>{isNew() ? "Make an account" : "Sign in"}</h1>
        <p class="muted">
          Compose four-part chorales and write texts together with a model. It fills in what you
          leave open.
        </p>
        <label>
          Name
          <input
            name="name"
            required
            maxLength={40}
            autocomplete="username"
            autocapitalize="none"
          />
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
        <Show when={problem()}>
          <p class="problem" role="alert">
            {problem()}
          </p>
        </Show>
        <button type="submit" class="primary" disabled={isSending()}>
          {isNew() ? "Make account" : "Sign in"}
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            setIsNew(!isNew());
            setProblem(null);
          }}
        >
          {isNew() ? "I have an account" : "Make a new account"}
        </button>
      </form>
    </main>
  );
}
