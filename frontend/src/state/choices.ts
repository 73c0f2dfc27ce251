/** What a person last chose for a canvas's generations, kept in this browser. Pure but for the storage. */

import type { Pace, Quality, SettingSpec } from "../protocol";
import type { Borrowed } from "./borrowed";

export interface Choices {
  numCandidates: number;
  /** By name of the SettingSpec. */
  values: Record<string, number | boolean | string>;
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
    ...(use.numCandidates === undefined ? {} : { numCandidates: use.numCandidates }),
    ...(use.seed === undefined ? {} : { seed: use.seed }),
    ...(use.checkpoint === undefined ? {} : { checkpoint: use.checkpoint }),
  };
}

/** The quality whose settings are all chosen; null where somebody has changed one of them. */
export function qualityOf(
  values: Choices["values"],
  qualities: readonly Quality[],
): Quality | null {
  const isChosen = (quality: Quality) =>
    Object.entries(quality.settings).every(([name, value]) => values[name] === value);
  return qualities.find(isChosen) ?? null;
}

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
