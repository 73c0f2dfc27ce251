/** Addresses of takes and steps, and what they say. Pure. */

import type { InView } from "./createStage";

interface Where {
  canvas: string;
  generation: string;
  candidate: number;
  step: number | null;
}

/** The studio with one candidate at a step in view. */
export function studioAddress(project: string, where: Where): string {
  const query = new URLSearchParams({
    generation: where.generation,
    candidate: String(where.candidate),
  });
  if (where.step !== null) query.set("step", String(where.step));
  return `/p/${project}/c/${where.canvas}?${query}`;
}

/** The lineage of a take's canvas, with the take chosen. */
export const lineageAddress = (project: string, take: { canvas: string; id: string }): string =>
  `/p/${project}/c/${take.canvas}/lineage?take=${take.id}`;

/** What an address asks to show; null where it names nothing. */
export function stageOf(search: string): InView | null {
  const query = new URLSearchParams(search);
  const generation = query.get("generation");
  const candidate = Number(query.get("candidate") ?? 0);
  const step = query.get("step");
  if (!generation || !Number.isInteger(candidate) || candidate < 0) return null;
  const at = step === null ? null : Number(step);
  return {
    view: "candidate",
    generation,
    candidate,
    step: at !== null && Number.isInteger(at) && at >= 0 ? at : null,
  };
}
