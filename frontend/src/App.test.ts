import { describe, expect, it } from "vitest";
import source from "./App.tsx?raw";

describe("the routes", () => {
  it("are pages that fail alone, each", () => {
    const shown = [...source.matchAll(/component=\{(\w+)\}/g)].map(([, name]) => name as string);
    expect(shown.length).toBeGreaterThan(10);
    const guarded = shown.filter((name) => source.includes(`const ${name} = pageOf(`));
    expect(guarded).toEqual(shown);
  });
});
