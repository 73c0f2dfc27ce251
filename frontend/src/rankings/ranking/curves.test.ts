import { describe, expect, it } from "vitest";
import type { GroupStandings } from "../../protocol";
import { CURVE_WIDTH, curvesOf, MOST_CURVES } from "./curves";

const group = (label: string, strength: number) =>
  ({ label, strength, low: strength - 1, high: strength + 1 }) as GroupStandings["groups"][number];
const point = (num_votes: number, strengths: number[]) => ({
  num_votes,
  strengths,
  lows: strengths.map((one) => one - 1),
  highs: strengths.map((one) => one + 1),
});

describe("curves over votes", () => {
  const found = {
    groups: [group("cool", 1), group("hot", -1)],
    curve: [point(5, [0.5, -0.5]), point(10, [1, -1])],
  };

  it("end at the strengths as they are, on the right", () => {
    const [cool, hot] = curvesOf(found).curves;
    expect(cool?.end.x).toBe(CURVE_WIDTH - 10);
    expect(cool?.line.split(" ").at(-1)).toBe(`${cool?.end.x},${cool?.end.y}`);
    expect(cool?.end.y).toBeLessThan(hot?.end.y ?? 0);
    expect(cool?.line.split(" ")).toHaveLength(2);
    expect(cool?.band.split(" ")).toHaveLength(4);
  });

  it("are told apart by their dashes", () => {
    const groups = Array.from({ length: 9 }, (_, place) => group(`g${place}`, -place));
    const curve = [
      point(
        4,
        groups.map(({ strength }) => strength),
      ),
    ];
    const { curves } = curvesOf({ groups, curve });
    expect(curves).toHaveLength(MOST_CURVES);
    expect(new Set(curves.map(({ dash }) => dash)).size).toBe(MOST_CURVES);
  });
});
