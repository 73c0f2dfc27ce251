/** The person's own account: ways in, sessions, tokens, a copy of everything, and the way out. */

import { useNavigate } from "@solidjs/router";
import { createResource, createSignal, For, Show } from "solid-js";
import { apiAddress, pages } from "../addresses";
import { api, sentence } from "../api";
import { Gate } from "../frame/Gate";
import { PageHeader } from "../frame/PageHeader";
import { Title } from "../frame/Title";
import { ApiTokens } from "../programs/ApiTokens";
import { account, deleteAccount } from "../state/account";
import { Problem } from "../ui/messages/Problem";
import { toast } from "../ui/messages/toasts";
import { LinkedProviders } from "./account/LinkedProviders";
import { MailAddress } from "./account/MailAddress";
import { SecondSteps } from "./account/SecondSteps";
import { Sessions } from "./account/Sessions";

export default function AccountPage() {
  return (
    <Gate>
      <Title>Account</Title>
      <PageHeader />
      <main class="page narrow">
        <h1>{account()?.name}</h1>
        <Entry />
        <LinkedProviders />
        <Sessions />
        <ApiTokens />
        <OwnData />
        <DeletionForm />
      </main>
    </Gate>
  );
}

/** Password, second step and mail address. */
function Entry() {
  const [steps, { mutate }] = createResource(api.secondSteps);
  return (
    <>
      <Problem sentence={steps.error ? sentence(steps.error) : null} />
      <Show when={steps.error ? undefined : steps.latest}>
        {(found) => (
          <>
            <Show when={found().has_password}>
              <PasswordForm />
            </Show>
            <SecondSteps steps={found()} onChange={mutate} />
            <MailAddress hasPassword={found().has_password} />
          </>
        )}
      </Show>
    </>
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

function OwnData() {
  return (
    <section class="stacked">
      <h2>Your data</h2>
      <p>Your account and an archive of each project that you are in, as one ZIP file.</p>
      <a class="button" href={apiAddress("/account/data")} download="">
        Download everything
      </a>
    </section>
  );
}

function DeletionForm() {
  const [isOpen, setOpen] = createSignal(false);
  const [leaving] = createResource(isOpen, (open) => (open ? api.leaving() : undefined));
  const [problem, setProblem] = createSignal<string | null>(null);
  const navigate = useNavigate();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget as HTMLFormElement);
    setProblem(null);
    try {
      await deleteAccount(String(values.get("name")), String(values.get("password") ?? ""));
      toast("Your account has been deleted.");
      navigate(pages.home);
    } catch (failure) {
      setProblem(sentence(failure));
    }
  };
  return (
    <section class="stacked">
      <h2>Delete account</h2>
      <p>
        What you made in projects of others stays there, under a pseudonym. Nobody can sign up with
        your name again.
      </p>
      <Show
        when={isOpen()}
        fallback={
          <button type="button" class="danger" onClick={() => setOpen(true)}>
            Delete account ...
          </button>
        }
      >
        <Problem sentence={leaving.error ? sentence(leaving.error) : null} />
        <Show when={leaving.error ? undefined : leaving()}>
          {(found) => (
            <form class="stacked" onSubmit={submit}>
              <Show when={found().last_owned.length}>
                <ul>
                  <For each={found().last_owned}>
                    {(project) => (
                      <li>
                        <b>{project.name}</b>{" "}
                        {project.heir
                          ? `will be owned by ${project.heir}.`
                          : "goes to the bin, since nobody else is in it."}
                      </li>
                    )}
                  </For>
                </ul>
              </Show>
              <label>
                Type your name, {account()?.name}, to confirm
                <input name="name" required autocomplete="off" />
              </label>
              <Show when={found().has_password}>
                <label>
                  Password
                  <input name="password" type="password" required autocomplete="current-password" />
                </label>
              </Show>
              <Problem sentence={problem()} />
              <div class="field-row">
                <button type="submit" class="danger">
                  Delete account for good
                </button>
                <button type="button" onClick={() => setOpen(false)}>
                  Keep it
                </button>
              </div>
            </form>
          )}
        </Show>
      </Show>
    </section>
  );
}
