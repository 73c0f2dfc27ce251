import { describe, expect, it } from "vitest";
import type { SettingSpec } from "../protocol";
import { choicesFrom, clamped, qualityOf } from "./choices";

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

  it("knows the quality that is chosen, until one of its settings is changed", () => {
    const quality = (name: string, steps: number) => ({
      name,
      label: name,
      description: "",
      settings: { num_steps: steps, refuse_worse: false },
    });
    const both = [quality("draft", 48), quality("good", 128)];
    const values = { num_steps: 128, refuse_worse: false, tonality: 0.2 };
    expect(qualityOf(values, both)?.name).toBe("good");
    expect(qualityOf({ ...values, num_steps: 130 }, both)).toBeNull();
    expect(qualityOf({ ...values, refuse_worse: true }, both)).toBeNull();
    expect(qualityOf(values, [])).toBeNull();
  });
});
