import { describe, expect, it } from "vitest";
import type { SettingSpec } from "../../protocol";
import { leaningsOf, placeOf, placeWords, valueAt } from "./settingSliders";

const specs = ["temperature", "texture", "style"].map((name) => ({ name }) as SettingSpec);
const [texture, temperature, style] = leaningsOf(specs) as [
  ReturnType<typeof leaningsOf>[number],
  ReturnType<typeof leaningsOf>[number],
  ReturnType<typeof leaningsOf>[number],
];

describe("the sliders between two words", () => {
  it("are those that the model hears", () => {
    expect(leaningsOf(specs.slice(0, 1)).map(({ setting }) => setting)).toEqual(["temperature"]);
    expect(leaningsOf([])).toEqual([]);
  });

  it("have a place for every choice and come back to it", () => {
    expect(valueAt(style, 2)).toBe("hymn");
    for (const choice of ["plain", "simple", "even", "lively", "ornamented"])
      expect(valueAt(texture, placeOf(texture, choice) as number)).toBe(choice);
    expect(placeOf(texture, "free")).toBeNull();
  });

  it("are read in words, and never as numbers of the model's", () => {
    expect([0.4, 0.6, 0.8, 1.2].map((value) => placeWords(temperature, value))).toEqual([
      "expected",
      "25 % from expected to surprising",
      "in the middle",
      "surprising",
    ]);
    expect([placeWords(style, "bach"), placeWords(texture, "free")]).toEqual([
      "like Bach",
      "either",
    ]);
  });

  it("hold numbers at their ends", () => {
    expect([placeOf(temperature, 0.1), placeOf(temperature, 2)]).toEqual([0, 16]);
    expect([valueAt(temperature, 0), valueAt(temperature, 6), valueAt(temperature, 16)]).toEqual([
      0.4, 0.7, 1.2,
    ]);
  });
});
