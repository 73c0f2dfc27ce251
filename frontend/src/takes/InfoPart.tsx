/** A part of the information about a take, with its heading. */

import { type JSX, Show } from "solid-js";

export function InfoPart(props: { title: string; aside?: string; children: JSX.Element }) {
  return (
    <section class="info-part">
      <h3>
        {props.title}
        <Show when={props.aside}>
          <span class="figures">{props.aside}</span>
        </Show>
      </h3>
      {props.children}
    </section>
  );
}
