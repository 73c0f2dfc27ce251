/** Names the browser's tab, and says where one has come to: a page that takes another's place is not loaded. */

import { createEffect } from "solid-js";
import { say } from "../ui/messages/Spoken";

/** The first page is loaded, and its title read by that. */
let isFirst = true;

export function Title(props: { children: string }) {
  createEffect(() => {
    document.title = props.children === "" ? "SUNMASK" : `${props.children} · SUNMASK`;
    if (props.children === "") return;
    if (!isFirst) say(props.children);
    isFirst = false;
  });
  return null;
}
