/** What pages of a project share: its socket and rows as long as the page is open, and who may see it. */

import { A } from "@solidjs/router";
import { type Accessor, type JSX, Match, onCleanup, Show, Switch } from "solid-js";
import { pages } from "../addresses";
import { stopListening } from "../canvases/listening";
import { isAtLeast } from "../domain/people/roles";
import type { Role } from "../protocol";
import { openSession, type Session } from "../session";
import { openProject, type ProjectState } from "../state/project";
import { ConnectionBanner } from "./ConnectionBanner";
import { MissingPage } from "./NotFoundPage";
import { PageHeader } from "./PageHeader";
import { Title } from "./Title";

export interface OpenProject {
  id: string;
  session: Session;
  state: ProjectState;
  role: Accessor<Role | null>;
  may: (least: Role) => boolean;
}

/** Open a project for a page that may let things be heard. */
export function useProject(id: string): OpenProject {
  const session = openSession(id);
  const state = openProject(id, session);
  onCleanup(() => {
    stopListening();
    session.close();
  });
  const role = () => session.role() ?? state.project()?.role ?? null;
  return { id, session, state, role, may: (least) => isAtLeast(role(), least) };
}

/** A header with the way back to the project, and the page below it; or that there is no such project. */
export function PageOfProject(props: {
  project: OpenProject;
  title: string;
  /** Links between the project and this page. */
  crumbs?: { label: string; href: string }[];
  /** The page has a heading of its own. */
  hasHeading?: boolean;
  class?: string;
  header?: JSX.Element;
  children: JSX.Element;
}) {
  const isMissing = () => {
    const loading = props.project.state.loading();
    return (
      props.project.session.closeCode() === 4403 ||
      (typeof loading === "object" && loading.isMissing)
    );
  };
  const name = () => props.project.state.project()?.name ?? "";
  return (
    <Switch>
      <Match when={isMissing()}>
        <MissingPage what="project" />
      </Match>
      <Match when={true}>
        <Title>{`${props.title}, ${name()}`}</Title>
        <div class={props.class}>
          <PageHeader>
            <nav class="crumb" aria-label="Where you are">
              <A href={pages.project(props.project.id)}>{name() || "Project"}</A>
              <span aria-hidden="true">/</span>
              {(props.crumbs ?? []).map((crumb) => (
                <>
                  <A href={crumb.href}>{crumb.label}</A>
                  <span aria-hidden="true">/</span>
                </>
              ))}
              <Show when={props.hasHeading} fallback={<h1 class="crumb-name">{props.title}</h1>}>
                <span class="crumb-name">{props.title}</span>
              </Show>
            </nav>
            <ConnectionBanner session={props.project.session} />
            {props.header}
          </PageHeader>
          {props.children}
        </div>
      </Match>
    </Switch>
  );
}
