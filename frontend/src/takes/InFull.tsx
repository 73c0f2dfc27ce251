/** A grid that is read rather than seen, in full; for other kinds, the picture that is given instead. */

import { type JSX, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { Content } from "../canvases/content";
import type { AnyGrid } from "../domain/cells";
import { Guarded } from "../ui/Guarded";

export function InFull(props: {
  content: Content;
  /** The first of what is compared; null for none. */
  base?: AnyGrid | null;
  picture: JSX.Element;
  class?: string;
}) {
  return (
    <Show when={props.content.kind.Compared} fallback={props.picture}>
      {(compared) => (
        <div class={props.class}>
          <Guarded name="This content">
            <Dynamic
              component={compared()}
              grid={props.content.grid}
              base={props.base ?? null}
              frozen={props.content.content && { content: props.content.content, columns: [] }}
              canTake={false}
            />
          </Guarded>
        </div>
      )}
    </Show>
  );
}
