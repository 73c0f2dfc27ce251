/** A whole grid in a small picture, as its kind of canvas draws it. */

import { Dynamic } from "solid-js/web";
import type { MiniatureProps } from "./common/kind";
import { kindOf, openKind } from "./registry";

export type { MiniatureProps };

export function Miniature(props: MiniatureProps & { kind?: string }) {
  return (
    <Dynamic
      {...props}
      component={(props.kind === undefined ? openKind() : kindOf(props.kind)).Miniature}
    />
  );
}
