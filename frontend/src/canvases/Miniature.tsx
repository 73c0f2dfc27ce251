/** A whole grid in a small picture, as its kind of canvas draws it. */

import { Dynamic } from "solid-js/web";
import { Guarded } from "../ui/Guarded";
import type { MiniatureProps } from "./common/kind";
import { kindOf, openKind } from "./registry";

export type { MiniatureProps };

export function Miniature(props: MiniatureProps & { kind?: string }) {
  return (
    <Guarded name="This picture" as="span">
      <Dynamic
        {...props}
        component={(props.kind === undefined ? openKind() : kindOf(props.kind)).Miniature}
      />
    </Guarded>
  );
}
