import { expect, test } from "vitest";
import { fitNames, type Named, TYPE } from "./nameRoom";

/** Letters are half as wide as the type is high, and a requested chord has a box around it. */
const widthOf = (name: string, size: number, isRequested: boolean) =>
  0.5 * size * name.length + (isRequested ? 10 : 0);

const beat = (left: number, end: number, made: string | null, requested: string | null = null) =>
  ({ left, end, made, requested }) satisfies Named;

test("a name is set smaller before it is left out", () => {
  const [wide, narrow, none] = fitNames(
    [beat(0, 100, "viio7"), beat(100, 130, "viio7"), beat(130, 150, "viio7")],
    widthOf,
  );
  expect(wide).toMatchObject({ size: TYPE.largest, made: "named" });
  expect(narrow?.made).toBe("named");
  expect(narrow?.size).toBeLessThan(TYPE.largest);
  expect(none?.made).toBe("no room");
});

test("a requested chord may stand over the names after it, which are left out", () => {
  const fits = fitNames(
    [beat(0, 20, null, "viio7"), beat(20, 40, "V"), beat(40, 60, "I")],
    widthOf,
  );
  expect(fits.map(({ made }) => made)).toEqual([null, null, "named"]);
});

test("a requested chord ends before the next requested one", () => {
  const [first, second] = fitNames([beat(0, 20, null, "viio7"), beat(20, 90, null, "V")], widthOf);
  expect(first?.most).toBeLessThan(20);
  expect(second?.most).toBe(Number.POSITIVE_INFINITY);
});

test("the chord that the notes make instead stands beside it if there is room", () => {
  const fits = fitNames([beat(0, 90, "V", "V7"), beat(90, 112, "vi", "V7")], widthOf);
  expect(fits.map(({ made }) => made)).toEqual(["named", "no room"]);
});

test("no two names lie over each other, however narrow the beats", () => {
  const names = ["I", "viio7", "V6", "IV", "iio65/V", "i"];
  for (let width = 4; width < 60; width += 3) {
    const beats = names.map((name, at) =>
      beat(at * width, (at + 1) * width, at === 3 ? null : name, at === 3 ? name : null),
    );
    const fits = fitNames(beats, widthOf);
    let taken = 0;
    beats.forEach(({ left, made, requested }, at) => {
      const { size, made: isNamed } = fits[at] ?? { size: 0, made: null };
      if (requested === null && isNamed !== "named") return;
      expect(left).toBeGreaterThanOrEqual(taken);
      taken = left + widthOf(requested ?? made ?? "", size, requested !== null);
    });
  }
});
