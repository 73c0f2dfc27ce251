/** What sentences about acts on the generation in view need to know. */

import type { Accessor } from "solid-js";
import type { ActContext } from "../../domain/generation/actWords";
import { useStudio } from "../../state/stage/studio";
import type { CanvasKind } from "./kind";

export function useActContext(kind: CanvasKind): Accessor<ActContext> {
  const studio = useStudio();
  return () => ({
    numColumns: studio.followed()?.frozen()?.columns.length ?? studio.stage.columns().length,
    cellNames: (cells) => kind.cellNames(cells, studio.document.meta()),
    settings: studio.kind()?.settings ?? [],
  });
}
