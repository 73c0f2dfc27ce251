import { describe, expect, it } from "vitest";
import { differences } from "./listDiff";

const between = (before: string, after: string) =>
  differences([...before], [...after]).map(({ from, to, newFrom, newTo }) => [
    before.slice(from, to),
    after.slice(newFrom, newTo),
  ]);

/** The second list, made of the first and the differences. */
function applied(before: readonly unknown[], after: readonly unknown[]): unknown[] {
  const made: unknown[] = [];
  let at = 0;
  for (const { from, to, newFrom, newTo } of differences(before, after)) {
    made.push(...before.slice(at, from), ...after.slice(newFrom, newTo));
    at = to;
  }
  return [...made, ...before.slice(at)];
}

describe("differences", () => {
  it("are none between equal lists", () => {
    expect(between("", "")).toEqual([]);
    expect(between("abc", "abc")).toEqual([]);
  });

  it("leave in place what both have", () => {
    expect(between("abcdef", "abXdef")).toEqual([["c", "X"]]);
    expect(between("abcdef", "bcdefg")).toEqual([
      ["a", ""],
      ["", "g"],
    ]);
    expect(between("", "ab")).toEqual([["", "ab"]]);
    expect(between("the cat sat", "the fat cat")).not.toEqual([["the cat sat", "the fat cat"]]);
  });

  it("make one list of the other, whatever they are", () => {
    let seed = 1;
    const chance = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    for (let trial = 0; trial < 400; trial++) {
      const list = () =>
        Array.from({ length: Math.floor(chance() * 14) }, () => Math.floor(chance() * 4));
      const [before, after] = [list(), list()];
      expect(applied(before, after)).toEqual(after);
    }
  });

  it("are found where lists have nothing in common and are long", () => {
    const [before, after] = [
      Array.from({ length: 3000 }, (_, index) => index),
      Array.from({ length: 3000 }, (_, index) => -1 - index),
    ];
    expect(differences(before, after)).toEqual([{ from: 0, to: 3000, newFrom: 0, newTo: 3000 }]);
  });
});
