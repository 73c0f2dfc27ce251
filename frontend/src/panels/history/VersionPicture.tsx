/** What a version is like, in a small picture that is made when it comes into view; a press looks at it. */

import { createResource, Show, Suspense } from "solid-js";
import { Dynamic } from "solid-js/web";
import { openKind } from "../../canvases/registry";
import type { Version } from "../../protocol";
import { useStudio } from "../../state/stage/studio";
import { cameNear } from "../../ui/overlays/nearness";
import type { InHistory } from "./useHistory";

export function VersionPicture(props: { now: InHistory; version: Version }) {
  let frame!: HTMLButtonElement;
  const studio = useStudio();
  const isNear = cameNear(() => frame);
  const [reading] = createResource(
    () => isNear() && props.version.id,
    (id) => props.now.readingOfVersion(id).catch(() => null),
  );
  return (
    <button
      ref={frame}
      type="button"
      class="version-picture"
      aria-label={`Picture of ${props.version.name}`}
      onClick={() => props.now.show(props.version)}
    >
      <Suspense>
        <Show when={reading.latest}>
          {(shown) => (
            <Dynamic
              component={openKind().Excerpt ?? undefined}
              canvas={studio.canvasId}
              shown={shown()}
              base={studio.document.reading()}
            />
          )}
        </Show>
      </Suspense>
    </button>
  );
}
