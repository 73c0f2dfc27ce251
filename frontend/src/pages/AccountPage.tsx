/** The person's own account: a new password. */

import { createSignal } from "solid-js";
import { api, sentence } from "../api";
import { Gate } from "../frame/Gate";
import { PageHeader } from "../frame/PageHeader";
import { Title } from "../frame/Title";
import { account } from "../state/account";
import { Problem } from "../ui/messages/Problem";
import { toast } from "../ui/messages/toasts";

export default function AccountPage() {
  return (
    <Gate>
      <Title>Account</Title>
      <PageHeader />
      <main class="page narrow">
        <h1>{account()?.name}</h1>
        <PasswordForm />
      </main>
    </Gate>
  );
}

function PasswordForm() {
  const [problem, setProblem] = createSignal<string | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const values = new FormData(form);
    setProblem(null);
    try {
      await api.changePassword(String(values.get("old")), String(values.get("new")));
      form.reset();
      toast("Your password has been changed.");
    } catch (failure) {
      setProblem(sentence(failure));
    }
  };
  return (
    <form class="stacked" onSubmit={submit}>
      <h2>Change password</h2>
      <label>
        Current password
        <input name="old" type="password" required autocomplete="current-password" />
      </label>
      <label>
        New password
        <input name="new" type="password" required minLength={8} autocomplete="new-password" />
      </label>
      <Problem sentence={problem()} />
      <button type="submit" class="primary">
        Change password
      </button>
    </form>
  );
}
