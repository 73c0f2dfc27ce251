/** A page of what its address names: behind the sign-in, and made anew where the address names something else. */

import { type JSX, Show } from "solid-js";
import { Gate } from "./Gate";

/** `parts`: ids from the address, handed to the page in their order. */
export function Addressed<Parts extends readonly string[]>(props: {
  parts: readonly [...Parts];
  children: (...parts: Parts) => JSX.Element;
}) {
  return (
    <Gate>
      <Show when={props.parts.join("/")} keyed>
        {(address) => props.children(...(address.split("/") as unknown as Parts))}
      </Show>
    </Gate>
  );
}
