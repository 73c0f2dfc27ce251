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
            It may be starting again, or the connection is interrupted. This page tries again every
            few seconds; nothing that was saved is lost.
          </p>
          <button type="button" class="primary" onClick={() => void loadAccount()}>
            Try now
          </button>
        </main>
      </Match>
    </Switch>
  );
}
