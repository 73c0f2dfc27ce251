/** Names the browser's tab. */

import { createEffect } from "solid-js";

export function Title(props: { children: string }) {
  createEffect(() => {
    document.title = props.children === "" ? "SUNMASK" : `${props.children} · SUNMASK`;
  });
  return null;
}
