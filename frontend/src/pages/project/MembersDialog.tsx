/** Who is in a project, and as what; owners add people, change roles and remove. */

import { A } from "@solidjs/router";
import { createResource, createSignal, For, Show } from "solid-js";
import { pages } from "../../addresses";
import { api, sentence } from "../../api";
import { kindOf } from "../../canvases/registry";
import { ROLES } from "../../domain/people/roles";
import { InvitationLinks } from "../../links/InvitationLinks";
import { PracticeLinks } from "../../links/PracticeLinks";
import type { Member, Role } from "../../protocol";
import { account } from "../../state/account";
import { toastFailure } from "../../state/failures";
import type { ProjectState } from "../../state/project";
import { GuardedFor } from "../../ui/Guarded";
import { Problem } from "../../ui/messages/Problem";
import { toast } from "../../ui/messages/toasts";
import { Dialog } from "../../ui/overlays/Dialog";
import { ProvenanceSwitch } from "./ProvenanceSwitch";

export function MembersDialog(props: {
  state: ProjectState;
  role: Role | null;
  /** The canvas that is open; links made here lead to it. */
  canvasId?: string;
  onClose: () => void;
}) {
  const isOwner = () => props.role === "owner";
  const canEdit = () => isOwner() || props.role === "editor";
  /** The open canvas, where singers can practise it. */
  const sungCanvas = () =>
    props.state
      .canvases()
      .find(({ id, kind }) => id === props.canvasId && kindOf(kind).player !== null)?.id;
  const projectId = () => props.state.project()?.id ?? "";
  return (
    <Dialog title="Members" class="members" onClose={props.onClose}>
      <Show
        when={isOwner()}
        fallback={<p class="muted">Only owners can add people and change roles.</p>}
      >
        <AddMember projectId={projectId()} />
      </Show>
      <ul class="member-list">
        <GuardedFor
          each={props.state.members()}
          as="li"
          nameOf={(member: Member) => member.person.name}
        >
          {(member: Member) => (
            <MemberLine member={member} projectId={projectId()} isOwner={isOwner()} />
          )}
        </GuardedFor>
      </ul>
      <Show when={isOwner()}>
        <InvitationLinks
          projectId={projectId()}
          members={props.state.members()}
          canvasId={props.canvasId}
        />
      </Show>
      <Show when={sungCanvas()}>
        {(canvasId) => <PracticeLinks canvasId={canvasId()} canMake={canEdit()} />}
      </Show>
      <Show when={isOwner()}>
        <p class="webhooks-link muted">
          <A class="button" href={pages.webhooks(projectId())}>
            Webhooks
          </A>{" "}
          send what happens here to a program.
        </p>
        <p class="webhooks-link muted">
          <A class="button" href={pages.audit(projectId())}>
            Audit log
          </A>{" "}
          says who changed rights and links, and what was deleted.
        </p>
        <ProvenanceSwitch projectId={projectId()} />
      </Show>
      <Imported projectId={projectId()} />
      <Storage projectId={projectId()} />
      <dl class="role-words">
        <For each={ROLES}>
          {(one) => (
            <div>
              <dt>{one.label}</dt>
              <dd>{one.may}</dd>
            </div>
          )}
        </For>
      </dl>
    </Dialog>
  );
}

/** What an archive brought under the own name: nobody's, until one says that it is one's own. */
function Imported(props: { projectId: string }) {
  const [found, { mutate }] = createResource(() => props.projectId || null, api.importedName);
  const [isSending, setIsSending] = createSignal(false);
  const claim = async () => {
    setIsSending(true);
    try {
      const claimed = await api.claimImportedName(props.projectId);
      mutate({ ...claimed, num_rows: 0 });
      toast("What came under your name is yours now.");
    } catch (failure) {
      toastFailure(failure);
    } finally {
      setIsSending(false);
    }
  };
  return (
    <Show when={!found.error && found()?.num_rows ? found() : null}>
      {(one) => (
        <p class="imported-name">
          <span>
            {`Takes, comments or votes (${one().num_rows} in all) came with an archive under the name “${one().name}”. Was that you?`}
          </span>
          <button type="button" disabled={isSending()} onClick={() => void claim()}>
            Yes, mark as mine
          </button>
        </p>
      )}
    </Show>
  );
}

/** What the project takes on the server, of what it may take. */
function Storage(props: { projectId: string }) {
  const [stored] = createResource(() => props.projectId || null, api.storage);
  return (
    <Show when={!stored.error && stored()}>
      {(used) => (
        <p class="muted figures">
          This project takes {mebibytes(used().num_bytes)} of {mebibytes(used().most_bytes)} of
          storage.
        </p>
      )}
    </Show>
  );
}

const mebibytes = (bytes: number) =>
  `${(bytes / 2 ** 20).toLocaleString("en", { maximumFractionDigits: 1 })} MB`;

function MemberLine(props: { member: Member; projectId: string; isOwner: boolean }) {
  const change = async (what: Promise<unknown>) => {
    try {
      await what;
    } catch (failure) {
      toastFailure(failure);
    }
  };
  return (
    <li>
      <span class="member-name">
        {props.member.person.name}
        <Show when={props.member.person.id === account()?.id}>
          <span class="muted"> (you)</span>
        </Show>
      </span>
      <Show
        when={props.isOwner}
        fallback={
          <span class="muted">{ROLES.find((one) => one.role === props.member.role)?.label}</span>
        }
      >
        <select
          aria-label={`Role of ${props.member.person.name}`}
          onChange={(event) => {
            const field = event.currentTarget;
            void change(
              api
                .changeRole(props.projectId, props.member.person.id, field.value as Role)
                .catch((failure) => {
                  field.value = props.member.role;
                  throw failure;
                }),
            );
          }}
        >
          <For each={ROLES}>
            {(one) => (
              <option value={one.role} selected={one.role === props.member.role}>
                {one.label}
              </option>
            )}
          </For>
        </select>
        <button
          type="button"
          class="quiet"
          aria-label={`Remove ${props.member.person.name}`}
          onClick={() => void change(api.removeMember(props.projectId, props.member.person.id))}
        >
          Remove
        </button>
      </Show>
    </li>
  );
}

function AddMember(props: { projectId: string }) {
  const [problem, setProblem] = createSignal<string | null>(null);
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const values = new FormData(form);
    setProblem(null);
    try {
      await api.addMember(props.projectId, {
        name: String(values.get("name")).trim(),
        role: values.get("role") as Role,
      });
      form.reset();
    } catch (failure) {
      setProblem(sentence(failure));
    }
  };
  return (
    <form class="add-member" onSubmit={add}>
      <input
        name="name"
        required
        placeholder="Name of the person"
        aria-label="Name of the person"
        autocapitalize="none"
      />
      <select name="role" aria-label="Role">
        <For each={ROLES}>
          {(one) => (
            <option value={one.role} selected={one.role === "editor"}>
              {one.label}
            </option>
          )}
        </For>
      </select>
      <button type="submit" class="primary">
        Add
      </button>
      <Problem sentence={problem()} />
    </form>
  );
}
