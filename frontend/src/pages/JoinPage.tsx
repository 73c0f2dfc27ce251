/** What an invitation link leads to: which project, as what; one press makes a member. */

import { useNavigate, useParams } from "@solidjs/router";
import { createResource, createSignal, Match, Show, Switch } from "solid-js";
import { api, sentence } from "../api";
import { isAtLeast, ROLES } from "../domain/roles";
import { Gate } from "../frame/Gate";
import { MissingPage } from "../frame/NotFoundPage";
import { PageHeader } from "../frame/PageHeader";
import { Title } from "../frame/Title";
import type { Invitation } from "../protocol";

export default function JoinPage() {
  const params = useParams();
  return (
    <Gate>
      <Invited token={params.token ?? ""} />
    </Gate>
  );
}

function Invited(props: { token: string }) {
  const [invitation] = createResource(
    () => props.token,
    (token) => api.invitation(token),
  );
  return (
    <Switch>
      <Match when={invitation.error}>
        <MissingPage
          what="invitation"
          title="This link does not work"
          sentence={sentence(invitation.error)}
        />
      </Match>
      <Match when={invitation()}>{(found) => <Join token={props.token} to={found()} />}</Match>
    </Switch>
  );
}

function Join(props: { token: string; to: Invitation }) {
  const navigate = useNavigate();
  const [problem, setProblem] = createSignal<string | null>(null);
  const [isSending, setIsSending] = createSignal(false);
  const label = () => ROLES.find((one) => one.role === props.to.role)?.label.toLowerCase();
  /** All that the role may do, what comes from those below it too. */
  const allowed = () =>
    ROLES.filter((one) => isAtLeast(props.to.role, one.role))
      .map((one) => one.may.replace(/^can (also )?/, ""))
      .join(", ");
  const hasIt = () => props.to.own_role !== null && isAtLeast(props.to.own_role, props.to.role);
  const join = async () => {
    setProblem(null);
    setIsSending(true);
    try {
      const project = await api.acceptInvitation(props.token);
      const canvas = new URLSearchParams(location.search).get("canvas");
      const opens = canvas === null ? "" : `/c/${encodeURIComponent(canvas)}`;
      navigate(`/p/${project.id}${opens}`, { replace: true });
    } catch (failure) {
      setProblem(sentence(failure));
      setIsSending(false);
    }
  };
  return (
    <>
      <Title>{props.to.name}</Title>
      <PageHeader />
      <main class="message-page join-page">
        <h1>{props.to.name}</h1>
        <p>
          {props.to.created_by?.name ?? "Somebody"} invites you to join as {label()}.
        </p>
        <p class="muted">
          As {label()} you can {allowed()}.
        </p>
        <Show when={hasIt()}>
          <p class="muted">You are already a member.</p>
        </Show>
        <button type="button" class="primary" disabled={isSending()} onClick={() => void join()}>
          {hasIt() ? "Open" : "Join"}
        </button>
        <Show when={problem()}>
          <p class="problem" role="alert">
            {problem()}
          </p>
        </Show>
      </main>
    </>
  );
}
