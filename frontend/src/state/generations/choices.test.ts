import { describe, expect, it } from "vitest";
import type { SettingSpec } from "../../protocol";
import { areChosen, choicesFrom, clamped, numChanged, speedsOf, timeOf } from "./choices";

const spec = (over: Partial<SettingSpec>): SettingSpec => ({
  name: "num_steps",
  label: "Steps",
  description: "",
  type: "integer",
  default: 200,
  minimum: 1,
  maximum: 2000,
  choices: [],
  is_expert: false,
  ...over,
});

describe("choices for a generation", () => {
  it("keeps stored values within the bounds of the settings there are", () => {
    const choices = choicesFrom(
      { numCandidates: 900, values: { num_steps: 9999, gone: 1 }, seed: -4 },
      [spec({})],
    );
    expect(choices.values).toEqual({ num_steps: 2000 });
    expect(choices.numCandidates).toBe(200);
    expect(choices.seed).toBeNull();
  });

  it("falls back to the defaults for what was never chosen", () => {
    expect(choicesFrom(null, [spec({})]).values.num_steps).toBe(200);
    expect(clamped(spec({ type: "choice", choices: ["a"], default: "a" }), "b")).toBe("a");
    expect(clamped(spec({}), "")).toBe(200);
  });

  it("keeps words as they were typed, no longer than they may be", () => {
    const words = spec({ type: "text", default: "", minimum: 0, maximum: 8 });
    expect(clamped(words, "sea, salt and sand")).toBe("sea, sal");
    expect(clamped(words, 3)).toBe("");
    expect(choicesFrom({ values: { num_steps: "sea" } }, [words]).values.num_steps).toBe("sea");
  });

  it("knows a speed by what differs between the qualities alone", () => {
    const quality = (name: string, steps: number) => ({
      name,
      label: name,
      description: "",
      settings: { num_steps: steps, temperature: 0.7 },
      is_offered: true,
    });
    const speeds = speedsOf([quality("draft", 48), quality("good", 128)]);
    expect(speeds.map(({ own }) => own)).toEqual([{ num_steps: 48 }, { num_steps: 128 }]);
    const chosen = (values: Record<string, number>) =>
      speeds.find(({ own }) => areChosen(values, own))?.quality.name;
    expect(chosen({ num_steps: 128, temperature: 1.1 })).toBe("good");
    expect(chosen({ num_steps: 130, temperature: 0.7 })).toBeUndefined();
    expect(speedsOf([])).toEqual([]);
  });

  it("takes twice as long where a texture is followed more strongly", () => {
    expect(timeOf({ num_steps: 96, texture: "free", guidance: 2.5 })).toBe(96);
    expect(timeOf({ num_steps: 96, texture: "plain", guidance: 2.5 })).toBe(192);
    expect(timeOf({ num_steps: 96, texture: "plain", guidance: 1 })).toBe(96);
    expect(timeOf({ num_steps: 20 })).toBe(20);
  });

  it("counts what is other than its default, and takes sixteen for what it is", () => {
    const specs = [spec({}), spec({ name: "temperature", type: "number", default: 0.7 })];
    expect(numChanged({ num_steps: 200, temperature: 0.9 }, specs)).toBe(1);
    expect(numChanged({}, specs)).toBe(0);
    expect(choicesFrom({ isBestOf: true }, specs).isBestOf).toBe(true);
    expect(choicesFrom({ isBestOf: "yes" }, specs).isBestOf).toBe(false);
  });
});
