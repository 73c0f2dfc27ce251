/** An address that leads nowhere. */

import { A } from "@solidjs/router";
import type { JSX } from "solid-js";
import { pages } from "../addresses";
import { Title } from "./Title";

export default function NotFoundPage() {
  return (
    <main class="message-page">
      <Title>Not found</Title>
      <h1>There is nothing here</h1>
      <p>The address may be mistyped, or the page may have been removed.</p>
      <A href={pages.home} class="button">
        All projects
      </A>
    </main>
  );
}

/** A project or canvas that is not there, or not for this person: the two look the same on purpose. */
export function MissingPage(props: {
  what: string;
  title?: string;
  sentence?: string;
  children?: JSX.Element;
}) {
  return (
    <main class="message-page">
      <Title>Not found</Title>
      <h1>{props.title ?? `No such ${props.what}`}</h1>
      <p>
        {props.sentence ??
          `It does not exist, or you are not a member of its project. Ask the owner to add you.`}
      </p>
      {props.children}
      <A href={pages.home} class="button">
        All projects
      </A>
    </main>
  );
}
