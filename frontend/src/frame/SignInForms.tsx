/** The page that asks who one is. */

import { AccountForm } from "./AccountForm";
import { ThemeButton } from "./PageHeader";

const VERBS = {
  new: { heading: "Make an account", button: "Make account" },
  known: { heading: "Sign in", button: "Sign in" },
};

export function SignInForms() {
  return (
    <main class="sign-in">
      <div class="sign-in-corner">
        <ThemeButton />
      </div>
      <div class="sign-in-column">
        <span class="brand">
          <i aria-hidden="true" />
          SUNMASK
        </span>
        <AccountForm verbs={VERBS} level={1}>
          <p class="muted">
            Compose four-part chorales and write texts together with a model. It fills in what you
            leave open.
          </p>
        </AccountForm>
      </div>
    </main>
  );
}
