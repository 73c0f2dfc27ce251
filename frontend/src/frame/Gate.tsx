/** Lets signed-in people through; others meet the sign-in form, or a word about a silent server. */

import { type JSX, Match, onCleanup, onMount, Switch } from "solid-js";
import { account, loadAccount, serverIsDown } from "../state/account";
import { SignInForms } from "./SignInForms";

export function Gate(props: { children: JSX.Element }) {
  onMount(() => {
    if (account() === undefined) void loadAccount();
    const again = setInterval(() => {
      if (serverIsDown()) void loadAccount();
    }, 4000);
    onCleanup(() => clearInterval(again));
  });
  return (
    <Switch>
      <Match when={account()}>{props.children}</Match>
      <Match when={account() === null}>
        <SignInForms />
      </Match>
      <Match when={serverIsDown()}>
        <main class="message-page" role="alert">
          <h1>The studio does not answer</h1>
          <p>
            The studio may be restarting, or you may be offline. This page tries again every few
            seconds. Your saved work is safe.
          </p>
          <button type="button" class="primary" onClick={() => void loadAccount()}>
            Try now
          </button>
        </main>
      </Match>
    </Switch>
  );
}
