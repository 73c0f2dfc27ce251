/** What people did to a generation, in words. Pure. */

import type { Act, SettingSpec } from "../../protocol";
import { type Cell, MASKED, RENOISABLE, STATE_NAMES, UNMASKED } from "../cells";

/** What words need to know of the kind of canvas and of what was frozen. */
export interface ActContext {
  numColumns: number;
  /** Where several cells are: "alto in bar 3". */
  cellNames: (cells: readonly Cell[]) => string;
  settings: readonly SettingSpec[];
}

/** "held alto in bar 5", "set Temperature to 0.8", "paused": the act without who and when. */
export function deedOf(act: Act, context: ActContext): string {
  switch (act.kind) {
    case "pause":
      return "paused";
    case "resume":
      return "resumed";
    case "stop":
      return "stopped";
    case "settings":
      return settingsDeed(act, context);
    case "cells": {
      if (act.marks) return marksDeed(act, context);
      const cells = act.cells.map((cell) => ({
        row: Math.floor(cell / context.numColumns),
        column: cell % context.numColumns,
      }));
      const whom = act.candidate === null ? "" : ` in candidate ${act.candidate + 1}`;
      return `${verbOf(act)} ${context.cellNames(cells)}${whom}`;
    }
  }
}

function verbOf(act: Act): string {
  if (act.symbols !== null) return "wrote and kept";
  if (act.state === RENOISABLE) return "freed";
  if (act.state === UNMASKED) return act.pinned === false ? "unmasked" : "kept";
  if (act.state === MASKED) return act.pinned ? "masked and pinned" : "masked";
  if (act.pinned !== null) return act.pinned ? "pinned" : "unpinned";
  return act.state === null ? "changed" : `made ${STATE_NAMES[act.state as 0 | 1 | 2]}`;
}

/** In a run, chords are the only marks. */
function marksDeed(act: Act, context: ActContext): string {
  const marks = act.marks ?? [];
  const requested = marks.filter(([, , mark]) => mark !== null);
  const changed = requested.length > 0 ? requested : marks;
  const places = context.cellNames(changed.map(([, column]) => ({ row: 0, column })));
  const bars = places.replace(/^\w+ (in )?/, "");
  return `${requested.length > 0 ? "asked for a chord in" : "cleared the chord in"} ${bars}`;
}

function settingsDeed(act: Act, context: ActContext): string {
  const changed = Object.entries(act.settings ?? {}).map(([name, value]) => {
    const label = context.settings.find((spec) => spec.name === name)?.label ?? name;
    return `${label} to ${value}`;
  });
  return changed.length === 0 ? "changed settings" : `set ${changed.join(", ")}`;
}

/** From when an act holds: "from step 81", or that it waits. */
export function sinceWhen(act: Act, isOver: boolean): string {
  const isBreak = act.kind === "pause" || act.kind === "stop";
  if (act.from_step === null)
    return isOver ? "came too late" : isBreak ? "after this step" : "waits for the next step";
  return isBreak ? `after step ${act.from_step - 1}` : `from step ${act.from_step}`;
}

/** Who, what and when: "Ana held alto in bar 5 from step 81". */
export function actSentence(act: Act, context: ActContext, isOver = false): string {
  return `${act.author?.name ?? "Somebody"} ${deedOf(act, context)} ${sinceWhen(act, isOver)}`;
}

/** The settings that differ from those in force and that a running generation can take. */
export function changedSettings(
  wanted: Readonly<Record<string, unknown>>,
  inForce: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => name !== "num_steps" && name in inForce && inForce[name] !== value,
    ),
  );
}

/** The settings of a generation with all that was changed since it began. */
export function settingsInForce(
  begunWith: Readonly<Record<string, unknown>>,
  acts: readonly Act[],
): Record<string, unknown> {
  return Object.assign({ ...begunWith }, ...acts.map((act) => act.settings ?? {}));
}
