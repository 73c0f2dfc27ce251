import { describe, expect, it } from "vitest";
import type { SettingSpec } from "../../protocol";
import { positionOf, positionWords, slidersOf, valueAt } from "./settingSliders";

const specs = ["temperature", "texture", "style"].map((name) => ({ name }) as SettingSpec);
const [texture, temperature, style] = slidersOf(specs) as [
  ReturnType<typeof slidersOf>[number],
  ReturnType<typeof slidersOf>[number],
  ReturnType<typeof slidersOf>[number],
];

describe("the sliders between two words", () => {
  it("are those of the settings that the model knows", () => {
    expect(slidersOf(specs.slice(0, 1)).map(({ setting }) => setting)).toEqual(["temperature"]);
    expect(slidersOf([])).toEqual([]);
  });

  it("have a place for every choice and come back to it", () => {
    expect(valueAt(style, 2)).toBe("hymn");
    for (const choice of ["plain", "simple", "even", "lively", "ornamented"])
      expect(valueAt(texture, positionOf(texture, choice) as number)).toBe(choice);
    expect(positionOf(texture, "free")).toBeNull();
  });

  it("are read in words, and never as numbers of the model's", () => {
    expect([0.4, 0.6, 0.8, 1.2].map((value) => positionWords(temperature, value))).toEqual([
      "expected",
      "25 % from expected to surprising",
      "in the middle",
      "surprising",
    ]);
    expect([positionWords(style, "bach"), positionWords(texture, "free")]).toEqual([
      "like Bach",
      "either",
    ]);
  });

  it("hold numbers at their ends", () => {
    expect([positionOf(temperature, 0.1), positionOf(temperature, 2)]).toEqual([0, 16]);
    expect([valueAt(temperature, 0), valueAt(temperature, 6), valueAt(temperature, 16)]).toEqual([
      0.4, 0.7, 1.2,
    ]);
  });
});
