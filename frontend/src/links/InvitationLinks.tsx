/** Links with which anyone who has an account can join. */

import { createResource, createSignal, For, Show } from "solid-js";
import { api } from "../api";
import { ROLES } from "../domain/people/roles";
import type { Member, Role } from "../protocol";
import { toastFailure } from "../state/failures";
import { toast } from "../ui/messages/toasts";
import { SecretLinks } from "./SecretLinks";

const OFFERED = ROLES.filter((one) => one.role !== "owner");

export function InvitationLinks(props: {
  projectId: string;
  members: readonly Member[];
  /** The canvas that the link opens; without one it opens the project. */
  canvasId?: string;
}) {
  const [role, setRole] = createSignal<Role>("viewer");
  return (
    <section class="invitation-links" aria-labelledby="invitation-links">
      <h3 id="invitation-links">Invite by a link</h3>
      <p class="muted">
        Anyone with the link and an account can join. Before they sign in, they see your name and
        {props.canvasId === undefined
          ? " the name of the project."
          : " the names of the project and of this canvas, and how it begins."}
      </p>
      <SecretLinks
        name="Invitation link"
        canMake={true}
        changes={props.members}
        load={() => api.invitationLinks(props.projectId)}
        make={(days) =>
          api.newInvitationLink(props.projectId, { role: role(), days, canvas: props.canvasId })
        }
        revoke={async (link) => {
          const { num_removed } = await api.revokeInvitationLink(props.projectId, link.id);
          const left = num_removed === 1 ? "One member" : `${num_removed} members`;
          return `The link no longer works.${num_removed ? ` ${left} left the project.` : ""}`;
        }}
        choice={
          <select
            aria-label="Role the link gives"
            onChange={(event) => setRole(event.currentTarget.value as Role)}
          >
            <For each={OFFERED}>
              {(one) => (
                <option value={one.role} selected={one.role === role()}>
                  {one.label}
                </option>
              )}
            </For>
          </select>
        }
        words={(link) => ROLES.find((one) => one.role === link.role)?.label ?? link.role}
        note={({ num_members: came }) =>
          came === 0
            ? ""
            : came === 1
              ? " · one person joined with it"
              : ` · ${came} people joined with it`
        }
      />
      <InvitationByMail projectId={props.projectId} role={role()} canvasId={props.canvasId} />
      <p class="muted">
        Revoking a link removes the people who joined with it, unless you gave them a role yourself.
      </p>
    </section>
  );
}

/** A link of the chosen role, sent to an address; where the studio sends no mail, a word about that. */
function InvitationByMail(props: { projectId: string; role: Role; canvasId?: string }) {
  const [ways] = createResource(api.waysIn);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const address = String(new FormData(form).get("address"));
    const { projectId, role, canvasId } = props;
    try {
      await api.sendInvitation(projectId, { address, role, days: 30, canvas: canvasId });
      form.reset();
      toast(`An invitation was sent to ${address}. It works for 30 days.`);
    } catch (failure) {
      toastFailure(failure);
    }
  };
  return (
    <Show when={ways.error ? undefined : ways()}>
      {(found) => (
        <Show
          when={found().has_mail}
          fallback={<p class="muted">This studio sends no mail, so pass links on yourself.</p>}
        >
          <form class="field-row" onSubmit={submit}>
            <input
              name="address"
              type="email"
              required
              maxLength={254}
              aria-label="Mail address to invite"
              placeholder="name@example.org"
            />
            <button type="submit">Send by mail</button>
          </form>
        </Show>
      )}
    </Show>
  );
}
