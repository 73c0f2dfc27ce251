/** What a person last chose for a canvas's generations, kept in this browser. Pure but for the storage. */

import type { Pace, Quality, SettingSpec } from "../../protocol";
import type { Borrowed } from "../stage/borrowed";

export type Values = Record<string, number | boolean | string>;

export interface Choices {
  numCandidates: number;
  /** Make sixteen, one after the other, and keep the best of them. */
  isBestOf: boolean;
  /** By name of the SettingSpec. */
  values: Values;
  /** Null: a new one is drawn for each generation. */
  seed: number | null;
  pace: Pace;
  checkpoint: string | null;
}

export const MAX_CANDIDATES = 200;
export const DEFAULT_CANDIDATES = 4;

export function defaultChoices(specs: readonly SettingSpec[]): Choices {
  return {
    numCandidates: DEFAULT_CANDIDATES,
    isBestOf: false,
    values: Object.fromEntries(specs.map((spec) => [spec.name, spec.default])),
    seed: null,
    pace: { mode: "full", steps_per_second: null },
    checkpoint: null,
  };
}

/** A value that the setting can have: within its bounds, whole where it must be, no longer than it may. */
export function clamped(spec: SettingSpec, value: unknown): number | boolean | string {
  if (spec.type === "boolean") return typeof value === "boolean" ? value : Boolean(spec.default);
  if (spec.type === "choice")
    return spec.choices.includes(String(value)) ? String(value) : String(spec.default);
  if (spec.type === "text")
    return typeof value === "string"
      ? value.slice(0, spec.maximum ?? undefined)
      : String(spec.default);
  const number = Number(value);
  if (value === "" || value === null || !Number.isFinite(number)) return Number(spec.default);
  const within = Math.min(spec.maximum ?? number, Math.max(spec.minimum ?? number, number));
  return spec.type === "integer" ? Math.round(within) : within;
}

/** Stored choices made whole and possible for the settings there are now. */
export function choicesFrom(stored: unknown, specs: readonly SettingSpec[]): Choices {
  const choices = defaultChoices(specs);
  if (typeof stored !== "object" || stored === null) return choices;
  const given = stored as Partial<Choices>;
  for (const spec of specs)
    choices.values[spec.name] = clamped(spec, given.values?.[spec.name] ?? spec.default);
  const numCandidates = Math.round(Number(given.numCandidates));
  if (numCandidates >= 1) choices.numCandidates = Math.min(MAX_CANDIDATES, numCandidates);
  choices.isBestOf = given.isBestOf === true;
  if (Number.isSafeInteger(given.seed) && Number(given.seed) >= 0)
    choices.seed = Number(given.seed);
  if (given.pace && ["full", "limited", "single"].includes(given.pace.mode))
    choices.pace = given.pace;
  if (typeof given.checkpoint === "string") choices.checkpoint = given.checkpoint;
  return choices;
}

/** Choices with what is to be used again of an earlier generation or take; the rest stays. */
export function choicesWith(
  choices: Choices,
  use: Borrowed,
  specs: readonly SettingSpec[],
): Choices {
  return {
    ...choices,
    ...(use.settings ? { values: choicesFrom({ values: use.settings }, specs).values } : {}),
    ...(use.numCandidates === undefined
      ? {}
      : { numCandidates: use.numCandidates, isBestOf: false }),
    ...(use.seed === undefined ? {} : { seed: use.seed }),
    ...(use.checkpoint === undefined ? {} : { checkpoint: use.checkpoint }),
  };
}

/** Of each quality, those of its settings in which it differs from another one. */
export function speedsOf(qualities: readonly Quality[]): { quality: Quality; own: Values }[] {
  const differs = (name: string) =>
    new Set(qualities.map((quality) => quality.settings[name])).size > 1;
  return qualities.map((quality) => ({
    quality,
    own: Object.fromEntries(Object.entries(quality.settings).filter(([name]) => differs(name))),
  }));
}

/** How many steps' time the model takes: it looks twice where a texture is followed more strongly. */
export function timeOf(values: Values): number {
  const isGuided = (values.texture ?? "free") !== "free" && Number(values.guidance ?? 1) > 1;
  return Number(values.num_steps ?? 0) * (isGuided ? 2 : 1);
}

/** Whether all of some settings are chosen. */
export const areChosen = (values: Values, wanted: Values): boolean =>
  Object.entries(wanted).every(([name, value]) => values[name] === value);

/** How many settings are other than their defaults. */
export const numChanged = (values: Values, specs: readonly SettingSpec[]): number =>
  specs.filter((spec) => (values[spec.name] ?? spec.default) !== spec.default).length;

const key = (canvasId: string): string => `sunmask.generate.${canvasId}`;

export function loadChoices(canvasId: string, specs: readonly SettingSpec[]): Choices {
  try {
    return choicesFrom(JSON.parse(localStorage.getItem(key(canvasId)) ?? "null"), specs);
  } catch {
    return defaultChoices(specs);
  }
}

export function storeChoices(canvasId: string, choices: Choices): void {
  localStorage.setItem(key(canvasId), JSON.stringify(choices));
}
