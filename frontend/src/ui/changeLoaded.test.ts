import { createResource, createRoot } from "solid-js";
import { describe, expect, it } from "vitest";
import { changeLoaded } from "./changeLoaded";

/** What the studio sends comes when the test lets it. */
function slowly<T>() {
  const waiting: ((value: T) => void)[] = [];
  return { load: () => new Promise<T>((resolve) => waiting.push(resolve)), waiting };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("a list that is changed while it loads", () => {
  it("keeps the change, and is loaded again", async () => {
    const studio = slowly<string[]>();
    const { links, dispose } = createRoot((dispose) => ({
      links: createResource<string[]>(studio.load),
      dispose,
    }));
    await settled();
    changeLoaded(links, (now) => ["made", ...(now ?? [])]);
    studio.waiting[0]?.([]);
    await settled();
    expect(links[0].latest).toEqual(["made"]);
    expect(studio.waiting).toHaveLength(2);
    studio.waiting[1]?.(["made", "by another"]);
    await settled();
    expect(links[0].latest).toEqual(["made", "by another"]);
    changeLoaded(links, (now) => (now ?? []).slice(1));
    expect(links[0].latest).toEqual(["by another"]);
    expect(studio.waiting).toHaveLength(2);
    dispose();
  });
});
