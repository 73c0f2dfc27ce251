import { describe, expect, it } from "vitest";
import type { Act } from "../../protocol";
import { actSentence, changedSettings, deedOf, settingsInForce } from "./actWords";

const context = {
  numColumns: 16,
  cellNames: (cells: readonly { row: number; column: number }[]) =>
    `${cells.length} cells from ${cells[0]?.row}:${cells[0]?.column}`,
  settings: [{ name: "temperature", label: "Temperature" }] as never,
};

const act = (over: Partial<Act>): Act => ({
  id: "a",
  generation: "g",
  number: 1,
  kind: "cells",
  candidate: null,
  cells: [17, 18],
  state: null,
  pinned: null,
  symbols: null,
  settings: null,
  marks: null,
  from_step: 81,
  author: { id: 1, name: "Ana" },
  created_at: "",
  ...over,
});

describe("an act in words", () => {
  it("says who did what and from which step", () => {
    expect(actSentence(act({ state: 0, pinned: true, candidate: 1 }), context)).toBe(
      "Ana kept 2 cells from 1:1 in candidate 2 from step 81",
    );
    expect(actSentence(act({ state: 2, pinned: false }), context)).toContain("Ana freed");
    expect(
      actSentence(act({ kind: "settings", cells: [], settings: { temperature: 0.8 } }), context),
    ).toBe("Ana set Temperature to 0.8 from step 81");
    const mark = { chord: { root: 7, quality: "dom7", bass: null } };
    const chord = act({
      cells: [],
      marks: [
        [4, 9, null],
        [4, 8, mark],
      ],
    });
    expect(actSentence(chord, context)).toBe(
      "Ana asked for a chord in cells from 0:8 from step 81",
    );
    const named = { ...context, cellNames: () => "soprano in bar 1" };
    expect(deedOf(chord, named)).toBe("asked for a chord in bar 1");
    expect(actSentence({ ...chord, marks: [[4, 8, null]] }, context)).toContain(
      "cleared the chord in",
    );
    expect(actSentence(act({ kind: "pause", cells: [] }), context)).toBe(
      "Ana paused after step 80",
    );
  });

  it("says that it waits, or that it came too late", () => {
    const waiting = act({ state: 0, from_step: null });
    expect(actSentence(waiting, context)).toContain("waits for the next step");
    const stop = act({ kind: "stop", cells: [], from_step: null });
    expect(actSentence(stop, context)).toBe("Ana stopped after this step");
    expect(actSentence(waiting, context, true)).toContain("came too late");
  });
});

describe("settings of a running generation", () => {
  it("are applied where they differ, but never its number of steps", () => {
    const inForce = { num_steps: 64, temperature: 1, top: "a" };
    expect(changedSettings({ num_steps: 32, temperature: 0.8, top: "a", new: 1 }, inForce)).toEqual(
      { temperature: 0.8 },
    );
  });

  it("are those it began with, changed by each act in order", () => {
    const acts = [
      act({ kind: "settings", settings: { temperature: 0.8 } }),
      act({ kind: "settings", settings: { temperature: 0.6 } }),
      act({}),
    ];
    expect(settingsInForce({ temperature: 1, num_steps: 64 }, acts)).toEqual({
      temperature: 0.6,
      num_steps: 64,
    });
  });
});
