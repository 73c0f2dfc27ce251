import { describe, expect, it } from "vitest";
import { type Staff, transposedStaves, withColumns, withoutColumns } from "../notation/staves";
import {
  clefOf,
  closedStaves,
  harmonyRow,
  networkShift,
  STANDARD,
  type Voice,
  voiceLetters,
  voiceName,
  voicesIn,
} from "./voices";

const voice = (name: string, clef: Voice["clef"], low = 48, high = 72): Voice => ({
  name,
  clef,
  low,
  high,
  part: "",
});
const SIX = [
  voice("Soprano 1", "treble"),
  voice("Soprano 2", "treble"),
  voice("Alto", "treble"),
  voice("Tenor", "treble-8"),
  voice("Bass 1", "bass"),
  voice("Bass 2", "bass"),
];

describe("the voices of a score", () => {
  it("are the usual four where the document says none that are valid", () => {
    expect(voicesIn(undefined)).toBe(STANDARD);
    expect(voicesIn([{ name: "Alone" }])).toBe(STANDARD);
    expect(voicesIn(SIX)).toBe(SIX);
  });

  it("share a staff with a neighbour of their register, and of their clef where one is left", () => {
    expect(closedStaves(STANDARD)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(closedStaves(SIX)).toEqual([[0, 1], [2], [3], [4, 5]]);
    expect(clefOf([2, 3], STANDARD)).toBe("bass");
  });

  it("have letters of their own, and names for sentences", () => {
    expect(voiceLetters(SIX)).toEqual(["S1", "S2", "A", "T", "B1", "B2"]);
    expect(voiceLetters([voice("Choir", "treble"), voice("Clarinet", "treble")])).toEqual([
      "C1",
      "C2",
    ]);
    expect(voiceName(0, [voice("Violin II", "treble")])).toBe("violin II");
  });

  it("leave the rows of chords where they are up to four of them", () => {
    expect([2, 3, 4, 5, 6].map(harmonyRow)).toEqual([4, 4, 4, 5, 6]);
  });

  it("of men are seen an octave higher by the model", () => {
    const men = [48, 46, 43, 38].map((low, row) => ({
      ...voice("Man", "bass", low, low + 19),
      part: STANDARD[row]?.part ?? "",
    }));
    expect(networkShift(STANDARD)).toBe(0);
    expect(networkShift(men as Voice[])).toBe(12);
  });
});

describe("staves beside the voices", () => {
  it("take their signs, fermatas and words with them", () => {
    const sign = { kind: "articulations", name: "accent" };
    const grace = { kind: "grace", name: "acciaccatura", notes: [[8, 62, "D"] as const] };
    const marked = [
      {
        name: "Organ",
        clef: "bass" as const,
        notes: [[0, 8, 48] as const],
        signs: [[2, 48, sign] as const, [4, 0, { kind: "dynamics", name: "p" }] as const],
        fermatas: [[4, 48] as const],
        words: [[0, [{ text: "Ah" }]] as const],
      },
    ];
    const longer = withColumns(marked, 4, 16)[0];
    expect(longer?.signs?.map(([start]) => start)).toEqual([2, 20]);
    expect(longer?.fermatas).toEqual([[20, 48]]);
    expect(longer?.words).toEqual(marked[0]?.words);
    expect(withoutColumns(marked, 2, 2)[0]?.signs).toEqual([[2, 0, marked[0]?.signs[1]?.[2]]]);
    const graced = [{ ...marked[0], signs: [[2, 48, grace] as const] }] as Staff[];
    expect(transposedStaves(graced, 2, 2)[0]?.signs).toEqual([
      [2, 50, { ...grace, notes: [[8, 64, "E"]] }],
    ]);
    expect(transposedStaves(marked, 2, 2)[0]?.fermatas).toEqual([[4, 50]]);
  });

  const organ = [{ name: "Organ", clef: "bass" as const, notes: [[0, 8, 48] as const] }];
  it("go with the bars", () => {
    expect(withColumns(organ, 4, 16)[0]?.notes).toEqual([
      [0, 4, 48],
      [20, 4, 48],
    ]);
    expect(withoutColumns(organ, 2, 4)[0]?.notes).toEqual([
      [0, 2, 48],
      [2, 2, 48],
    ]);
    expect(transposedStaves(organ, 2, 2)[0]?.notes).toEqual([[0, 8, 50]]);
    const lettered = [
      { name: "Organ", clef: "bass" as const, notes: [[4 / 3, 4 / 3, 49, "Db"] as const] },
    ];
    expect(transposedStaves(lettered, 2, 2)[0]?.notes).toEqual([[4 / 3, 4 / 3, 51, "Eb"]]);
    expect(withColumns(lettered, 1, 16)[0]?.notes).toEqual([[16 + 4 / 3, 4 / 3, 49, "Db"]]);
  });
});
