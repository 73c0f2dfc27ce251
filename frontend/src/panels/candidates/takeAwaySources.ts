/** What can be taken away of the open canvas: itself, a candidate at a step, a take. */

import type { TakeAwaySource } from "../../canvases/common/kind";
import type { Take } from "../../protocol";
import type { Studio } from "../../state/stage/studio";

const around = (studio: Studio) => ({
  canvas: studio.canvasId,
  meta: studio.document.meta(),
  numColumns: studio.document.columns().length,
});

export const canvasSource = (studio: Studio): TakeAwaySource => ({
  ...around(studio),
  name: studio.canvas()?.name ?? "the canvas",
  what: null,
});

export const candidateSource = (
  studio: Studio,
  generation: string,
  candidate: number,
  step: number | null,
): TakeAwaySource =>
  candidate < 0
    ? canvasSource(studio)
    : {
        ...around(studio),
        name: `candidate ${candidate + 1}${step === null ? "" : `, step ${step}`}`,
        what: { generation, candidate, step },
      };

export const takeSource = (studio: Studio, take: Take): TakeAwaySource => ({
  ...around(studio),
  name: take.name,
  what: { take: take.id },
});
