/** Addresses of takes and steps, and what they say. Pure. */

import { pages } from "../addresses";
import type { InView } from "./stage/createStage";

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
  return `${pages.canvas(project, where.canvas)}?${query}`;
}

/** The lineage of a take's canvas, with the take chosen. */
export const lineageAddress = (project: string, take: { canvas: string; id: string }): string =>
  `${pages.lineage(project, take.canvas)}?take=${take.id}`;

/** What a link to a replay has behind its secret, so that it opens at a candidate and step. */
export function replayQuery(at: Pick<Where, "candidate" | "step"> | undefined): string {
  if (!at) return "";
  const query = new URLSearchParams({ candidate: String(at.candidate) });
  if (at.step !== null) query.set("step", String(at.step));
  return `?${query}`;
}

/** The candidate and step that an address names; null for the step where it names none. */
export function momentOf(search: string): Pick<Where, "candidate" | "step"> {
  const query = new URLSearchParams(search);
  const whole = (name: string): number | null => {
    const value = Number(query.get(name) ?? Number.NaN);
    return Number.isInteger(value) && value >= 0 ? value : null;
  };
  return { candidate: whole("candidate") ?? 0, step: whole("step") };
}

/** What an address asks to show; null where it names nothing. */
export function stageOf(search: string): InView | null {
  const query = new URLSearchParams(search);
  const generation = query.get("generation");
  const candidate = query.get("candidate");
  if (!generation || (candidate !== null && !/^\d+$/.test(candidate))) return null;
  return { view: "candidate", generation, ...momentOf(search) };
}
