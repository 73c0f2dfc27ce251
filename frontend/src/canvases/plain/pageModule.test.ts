import { describe, expect, it } from "vitest";
import { checkChanges, isOfModule, loadPage, type PageChange } from "./pageModule";

const change = (over: object) => ({ row: 0, column: 1, ...over }) as PageChange;

describe("the module that draws a kind", () => {
  it("is refused in a sentence where it exports no mount", async () => {
    await expect(loadPage("/kinds/x/1.js", async () => ({}))).rejects.toThrow(
      "expected a module that exports mount(page)",
    );
  });

  it("may change cells of the grid, and nothing else", () => {
    const grid = [[0, 1]];
    const all = [change({ symbol: 2 }), change({ state: 1, pin: null }), change({ pin: true })];
    expect(() => checkChanges(all, grid)).not.toThrow();
    for (const wrong of [
      { row: 1 },
      { column: -1 },
      { column: 0.5 },
      { symbol: "x" },
      { state: 3 },
      { pin: "yes" },
    ])
      expect(() => checkChanges([change(wrong)], grid)).toThrow("expected");
  });

  it("is told from everything else that goes wrong in the window", () => {
    const event = (filename: string) => ({ filename, error: null }) as ErrorEvent;
    expect(isOfModule("/kinds/x/1.js", event("http://here/kinds/x/1.js"))).toBe(true);
    expect(isOfModule("/kinds/x/1.js", event("http://here/static/main.js"))).toBe(false);
    const reason = { stack: "Error: no\n at http://here/kinds/x/1.js:3:1" };
    expect(isOfModule("/kinds/x/1.js", { reason } as PromiseRejectionEvent)).toBe(true);
  });
});
