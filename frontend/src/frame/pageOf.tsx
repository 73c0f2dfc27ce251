/** A page of its own chunk that may fail: a sentence and ways on stand in its place. */

import { useLocation } from "@solidjs/router";
import {
  type Component,
  createEffect,
  ErrorBoundary,
  type JSX,
  lazy,
  on,
  type ParentProps,
} from "solid-js";
import { pages } from "../addresses";
import { Title } from "./Title";

/** What a route shows. */
export function pageOf(load: () => Promise<{ default: Component }>): Component {
  const Page = lazy(load);
  return () => (
    <PageBoundary>
      <Page />
    </PageBoundary>
  );
}

function PageBoundary(props: ParentProps): JSX.Element {
  const location = useLocation();
  return (
    <ErrorBoundary
      fallback={(failure, again) => {
        console.error(failure);
        // Another address of the same route is another page.
        createEffect(on(() => location.pathname, again, { defer: true }));
        return <BrokenPage again={again} />;
      }}
    >
      {props.children}
    </ErrorBoundary>
  );
}

function BrokenPage(props: { again: () => void }) {
  return (
    <main class="message-page" role="alert">
      <Title>Cannot be shown</Title>
      <h1>This page cannot be shown</h1>
      <p>Something on it failed in this browser. What the studio has stored is not touched.</p>
      <div class="button-row">
        <button type="button" class="primary" onClick={props.again}>
          Try again
        </button>
        {/* Loaded anew, with whatever is newer than this tab. */}
        <a href={pages.home} rel="external" class="button">
          All projects
        </a>
      </div>
    </main>
  );
}
