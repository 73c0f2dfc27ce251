import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openUnsavedStore, type UnsavedEdit } from "./unsaved";

function edit(id: string, madeAt: number, canvas = "one"): UnsavedEdit {
  const update = new Uint8Array([1, 2, 3]);
  const changes = [{ map: "symbols" as const, key: "a:0", value: 60 }];
  return { id, canvas, person: 1, epoch: 1, update, changes, madeAt };
}

beforeEach(() => void vi.stubGlobal("indexedDB", new IDBFactory()));
afterEach(() => void vi.unstubAllGlobals());

describe("unsaved edits", () => {
  it("outlive the page, in the order in which they were made, each with its canvas", async () => {
    const store = openUnsavedStore();
    for (const one of [edit("later", 2), edit("first", 1), edit("other", 1, "two")]) store.add(one);
    await store.all("one");
    const again = openUnsavedStore();
    expect((await again.all("one")).map((one) => one.id)).toEqual(["first", "later"]);
    expect((await again.all("one"))[0]).toEqual(edit("first", 1));
  });

  it("are gone once they are saved", async () => {
    const store = openUnsavedStore();
    store.add(edit("saved", 1, "three"));
    store.remove("saved");
    expect(await store.all("three")).toEqual([]);
  });

  it("live in the page alone where the browser has no database", async () => {
    vi.stubGlobal("indexedDB", undefined);
    const store = openUnsavedStore();
    store.add(edit("lost", 1));
    expect(await store.all("one")).toEqual([]);
  });
});
