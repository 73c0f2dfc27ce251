/** What an invitation link leads to: who invites, to what, as what. One press, or one form, makes a member. */

import { useNavigate, useParams } from "@solidjs/router";
import { createResource, createSignal, Match, onMount, Show, Switch } from "solid-js";
import { pages } from "../addresses";
import { ApiFailure, api, sentence } from "../api";
import { contentOf } from "../canvases/content";
import { Miniature } from "../canvases/Miniature";
import { kindOf } from "../canvases/registry";
import { isAtLeast, ROLES } from "../domain/people/roles";
import { AccountForm } from "../frame/AccountForm";
import { MissingPage } from "../frame/NotFoundPage";
import { PageHeader } from "../frame/PageHeader";
import { Title } from "../frame/Title";
import type { Invitation, InvitedCanvas } from "../protocol";
import { account, loadAccount } from "../state/account";
import { Problem } from "../ui/messages/Problem";

export default function JoinPage() {
  const params = useParams<{ token: string }>();
  onMount(() => {
    if (account() === undefined) void loadAccount();
  });
  const [invitation, { refetch }] = createResource(() => params.token, api.invitation);
  const isOver = () => invitation.error instanceof ApiFailure && invitation.error.status === 404;
  return (
    <Switch>
      <Match when={isOver()}>
        <MissingPage
          what="invitation"
          title="This link does not work"
          sentence={sentence(invitation.error)}
        />
      </Match>
      <Match when={invitation.error}>
        <main class="message-page" role="alert">
          <h1>The invitation cannot be shown</h1>
          <p>{sentence(invitation.error)}</p>
          <button
            type="button"
            class="primary"
            onClick={() => {
              void refetch();
              void loadAccount();
            }}
          >
            Try again
          </button>
        </main>
      </Match>
      <Match when={account() !== undefined && invitation()}>
        {(found) => <Invited token={params.token} to={found()} />}
      </Match>
    </Switch>
  );
}

const VERBS = {
  new: { heading: "Make an account to join", button: "Make account and join" },
  known: { heading: "Sign in to join", button: "Sign in and join" },
};

function Invited(props: { token: string; to: Invitation }) {
  const navigate = useNavigate();
  const [problem, setProblem] = createSignal<string | null>(null);
  const [isSending, setIsSending] = createSignal(false);
  const { token } = props;
  const hasIt = () => props.to.own_role !== null && isAtLeast(props.to.own_role, props.to.role);
  const join = async () => {
    setProblem(null);
    setIsSending(true);
    try {
      const project = await api.acceptInvitation(token);
      const { canvas } = props.to;
      const opens = canvas ? pages.canvas(project.id, canvas.id) : pages.project(project.id);
      navigate(opens, { replace: true });
    } catch (failure) {
      setProblem(sentence(failure));
      setIsSending(false);
    }
  };
  return (
    <>
      <Title>{props.to.canvas?.name ?? props.to.name}</Title>
      <PageHeader />
      <main class="message-page join-page">
        <What to={props.to} />
        <Show
          when={account()}
          fallback={
            <AccountForm
              verbs={VERBS}
              isForNew
              level={2}
              invitation={token}
              onEnter={() => void join()}
            />
          }
        >
          {(person) => (
            <>
              <p class="muted">
                You are signed in as {person().name}
                {hasIt() ? " and already a member." : "."}
              </p>
              <button
                type="button"
                class="primary"
                disabled={isSending()}
                onClick={() => void join()}
              >
                {hasIt() ? "Open" : "Join"}
              </button>
            </>
          )}
        </Show>
        <Problem sentence={problem()} />
      </main>
    </>
  );
}

/** Who invites, to which project or canvas, and what one may do there. */
function What(props: { to: Invitation }) {
  const label = () => ROLES.find((one) => one.role === props.to.role)?.label.toLowerCase();
  /** All that the role may do, what comes from those below it too. */
  const allowed = () => {
    const all = ROLES.filter((one) => isAtLeast(props.to.role, one.role)).flatMap((one) =>
      one.may.replace(/^can (also )?/, "").split(/, | and /),
    );
    return `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
  };
  const host = () => props.to.created_by?.name ?? "Somebody";
  return (
    <>
      <Show when={props.to.canvas}>{(canvas) => <Beginning of={canvas()} />}</Show>
      <div>
        <h1>{props.to.canvas?.name ?? props.to.name}</h1>
        <p class="muted">
          <Show when={props.to.canvas} fallback="A project">
            {(canvas) => `${kindOf(canvas().kind).label} in the project “${props.to.name}”`}
          </Show>
        </p>
      </div>
      <p>
        <b>{host()}</b> invites you to join as {label()}. You can {allowed()}.
      </p>
    </>
  );
}

function Beginning(props: { of: InvitedCanvas }) {
  const shown = () => contentOf(props.of);
  return (
    <span class="canvas-picture" aria-hidden="true">
      <Miniature kind={props.of.kind} grid={shown().grid} content={props.of.content} height={84} />
    </span>
  );
}
