/** The cases of `tests/cases`, to which the studio's Python is held as well (`tests/test_shared_cases.py`). */

import { describe, expect, it } from "vitest";
import actCases from "../../../tests/cases/acts.json";
import barCases from "../../../tests/cases/bars.json";
import expressionCases from "../../../tests/cases/expression.json";
import formCases from "../../../tests/cases/form.json";
import keyCases from "../../../tests/cases/keys.json";
import letterCases from "../../../tests/cases/letters.json";
import planCases from "../../../tests/cases/plan.json";
import projectionCases from "../../../tests/cases/projection.json";
import spellingCases from "../../../tests/cases/spelling.json";
import tempoCases from "../../../tests/cases/tempos.json";
import tupletCases from "../../../tests/cases/tuplets.json";
import wordCases from "../../../tests/cases/words.json";
import type { Act } from "../protocol";
import { type CellState, DEFAULT_PIN, isHeld } from "./cells";
import { beatsOf, readChord } from "./chorale/harmony/chords";
import { barsOf, readMeta } from "./chorale/music/bars";
import { formIn, played } from "./chorale/music/form";
import type { Mode } from "./chorale/music/modes";
import { keyName, spell } from "./chorale/music/spelling";
import { CHORALE_SHAPE } from "./chorale/music/symbols";
import { sixteenthSeconds, temposOf } from "./chorale/music/tempos";
import { expressionOf } from "./chorale/notation/expression";
import { lettersOf } from "./chorale/notation/letters";
import type { Sign } from "./chorale/notation/signs";
import { tupletOf } from "./chorale/notation/tuplets";
import { GridReplica } from "./document/gridReplica";
import { type Projection, projectAll, projectChanges } from "./document/projection";
import { planInForce } from "./generation/plan";
import { wordsOf } from "./text/words";

describe("a state and a pin", () => {
  it.each(planCases)("hold a cell or not: $name", ({ state, pinned, hold, default_pin }) => {
    expect(isHeld(state as CellState, pinned)).toBe(hold);
    expect(DEFAULT_PIN[state]).toBe(default_pin);
  });
});

describe("a key", () => {
  it.each(spellingCases)("spells pitches: $key", (one) => {
    const key = { fifths: one.fifths, mode: one.mode as Mode };
    const names = one.names.map((_, index) => {
      const { letter, alter, octave } = spell(one.lowest + index, key);
      return `${letter}${alter > 0 ? "#".repeat(alter) : "-".repeat(-alter)}${octave}`;
    });
    expect(names).toEqual(one.names);
    expect(keyName(key).replace("♯", " sharp").replace("♭", " flat")).toBe(one.key);
  });
});

describe("signs of form", () => {
  it.each(formCases)("say the order of bars: $name", ({ form, num_bars, heard }) => {
    const spans = played(formIn(form), 16 * num_bars);
    const bars = spans.flatMap(({ start, end }) =>
      Array.from({ length: (end - start) / 16 }, (_, at) => start / 16 + at + 1),
    );
    expect(bars.join(" ")).toBe(heard);
  });
});

describe("tempo marks", () => {
  it.each(tempoCases)("say when bars begin: $name", ({ tempo, num_bars, signs, form, seconds }) => {
    const changes = temposOf(signs as [number, number, unknown[]][]);
    let now = 0;
    const begun: number[] = [];
    for (const { start, end } of played(formIn(form), 16 * num_bars))
      for (let column = start; column < end; column++) {
        if (column % 16 === 0) begun.push(now);
        now += sixteenthSeconds(column, { written: tempo, chosen: 2 * tempo }, changes);
      }
    expect(begun.map((second) => Math.round(2000 * second) / 1000)).toEqual(seconds);
  });
});

describe("signs", () => {
  it.each(expressionCases)("say how notes are played: $name", (one) => {
    const meta = { ...readMeta({ metre: one.metre }), staves: "staves" in one ? one.staves : [] };
    const { velocity, share, stretch } = expressionOf(one, one.symbols, meta);
    for (const [row, column, value] of one.velocities)
      expect(velocity(row as number, column as number)).toBeCloseTo(value as number);
    for (const [row, column, value] of one.shares)
      expect(share(row as number, column as number)).toBeCloseTo(value as number);
    const lengths = (one.symbols[0] ?? []).map((_, column) => stretch(column));
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(one.sixteenths);
  });
});

describe("tuplets", () => {
  it.each(tupletCases)(
    "stand beside the grid: $name",
    ({ sign, start, symbols, columns, moments }) => {
      const tuplet = tupletOf(sign as unknown as Sign, 0, start);
      expect(tuplet?.symbols ?? null).toEqual(symbols);
      expect(tuplet?.columns ?? null).toEqual(columns);
      for (const [number, moment] of (moments ?? []).entries())
        expect(tuplet?.moments[number]).toBeCloseTo(moment);
    },
  );
});

describe("changes of key", () => {
  it.each(keyCases)("hold from bar lines: $name", (one) => {
    const { metre_changes, key_changes } = one;
    const { fifths, mode, keyChanges } = readMeta({ ...one.meta, metre_changes, key_changes });
    expect({ fifths, mode, key_changes: keyChanges }).toEqual(one.read);
  });
});

describe("notes", () => {
  it.each(letterCases)("have letters: $name", (one) => {
    const chords = new Map(
      one.chords.flatMap(([column, value]) => {
        const chord = readChord(value);
        return chord ? [[column as number, chord] as const] : [];
      }),
    );
    const spellings = new Map(
      one.spellings.map(([row, column, name]) => [`${row}:${column}`, `${name}`]),
    );
    const found = lettersOf(one.symbols, { meta: readMeta(one), chords, spellings });
    const written = found.map((names) =>
      [...names].map(
        ([, { letter, alter, octave }]) =>
          `${letter}${alter > 0 ? "#".repeat(alter) : "-".repeat(-alter)}${octave}`,
      ),
    );
    expect(written).toEqual(one.names);
  });
});

describe("a metre and its changes", () => {
  it.each(barCases)("make bars and beats: $name", (one) => {
    const length = one.num_sixteenths;
    const { metre, pickup, metreChanges } = readMeta({
      ...one.meta,
      metre_changes: one.metre_changes,
    });
    const within = metreChanges.filter(([column]) => column < length);
    expect({ metre, pickup, metre_changes: within }).toEqual(one.read);
    const time = { metre, pickup, metreChanges };
    const bars = barsOf(length, time);
    expect(bars.map((bar) => [bar.number, bar.first, bar.length, bar.metre])).toEqual(one.bars);
    expect(beatsOf(length, time).map(({ first }) => first)).toEqual(one.beats);
  });
});

describe("a text", () => {
  it.each(wordCases)("is taken apart into words: $name", ({ text, words }) => {
    expect(wordsOf(text).map(({ word }) => word)).toEqual(words);
  });
});

describe("a document laid out as a grid", () => {
  const MAPS = ["symbols", "states", "pins"] as const;
  const gridsOf = ({ columns, symbols, states, pins }: Projection) => ({
    columns,
    symbols,
    states,
    pins,
  });

  it.each(projectionCases)("is read as grids: $name", (one) => {
    const replica = new GridReplica(CHORALE_SHAPE);
    replica.columns.push(one.columns as string[]);
    const before = projectAll(replica, CHORALE_SHAPE);
    const changes = MAPS.flatMap((map) =>
      Object.entries(one[map]).map(([key, value]) => ({ map, key, value: value as unknown })),
    );
    for (const { map, key, value } of changes) replica.maps[map].set(key, value);
    expect(gridsOf(projectAll(replica, CHORALE_SHAPE))).toEqual(one.expected);
    // What changed alone leads to the same grids.
    const after = projectChanges(before, changes, replica, CHORALE_SHAPE);
    expect(gridsOf(after)).toEqual(one.expected);
  });

  it("keeps the identity of rows that did not change", () => {
    const replica = new GridReplica(CHORALE_SHAPE);
    replica.columns.push(["a", "b"]);
    const before = projectAll(replica, CHORALE_SHAPE);
    replica.maps.symbols.set("a:1", 60);
    const change = { map: "symbols" as const, key: "a:1", value: 60 };
    const after = projectChanges(before, [change], replica, CHORALE_SHAPE);
    expect(after.symbols[0]).toBe(before.symbols[0]);
    expect(after.symbols[1]).toEqual([60, 0]);
    expect(after.states).toBe(before.states);
    expect(projectChanges(after, [change], replica, CHORALE_SHAPE).symbols).toBe(after.symbols);
  });

  it("is read anew where its columns changed", () => {
    const replica = new GridReplica(CHORALE_SHAPE);
    replica.columns.push(["a"]);
    const before = projectAll(replica, CHORALE_SHAPE);
    replica.columns.push(["b"]);
    const after = projectChanges(before, [{ insert: ["b"], after: "a" }], replica, CHORALE_SHAPE);
    expect(after.columns).toEqual(["a", "b"]);
  });
});

describe("acts", () => {
  it.each(actCases)("$name", ({ frozen, acts, candidate, step, expected }) => {
    expect(planInForce(frozen, acts as unknown as Act[], candidate, step)).toEqual(expected);
  });
});
