/** What a canvas's address shows where the canvas cannot be opened: why, and what can be done. */

import { Show } from "solid-js";
import { pages } from "../../addresses";
import { MissingPage } from "../../frame/NotFoundPage";
import { Title } from "../../frame/Title";

/** remains: what was written in this tab and could not be saved; null where no document was open. */
export function NoLongerMember(props: { wasAway: boolean; remains: { text: string } | null }) {
  return (
    <MissingPage
      what="project"
      title="No longer a member"
      sentence={
        props.wasAway
          ? "An owner removed you from this project, or the studio was restored from a backup that does not have you in it."
          : "An owner removed you from this project. Your work stays in it."
      }
    >
      <Show when={props.remains}>{(left) => <Remains text={left().text} />}</Show>
    </MissingPage>
  );
}

/** What was written in a tab that can neither save nor show it any more. text: "" for what is none. */
function Remains(props: { text: string }) {
  return (
    <Show when={props.text} fallback={<p>What you wrote is kept in this browser.</p>}>
      <label class="remains">
        What you wrote is kept in this browser, and can be copied from here:
        <textarea readonly rows={12} value={props.text} data-testid="remains" />
      </label>
    </Show>
  );
}

export function UnknownKind(props: { name: string; kind: string; project: string }) {
  return (
    <main class="message-page">
      <Title>{props.name}</Title>
      <h1>{props.name}</h1>
      <p>
        This is a canvas of the kind “{props.kind}”, which is not known here. Whoever runs the
        studio can install the package that brings it. Nothing of the canvas is lost.
      </p>
      <a href={pages.project(props.project)} class="button">
        To its project
      </a>
    </main>
  );
}
