import { beforeEach, describe, expect, it, vi } from "vitest";
import { dismissToast, dismissUndo, toast, toasts } from "./toasts";

beforeEach(() => {
  vi.useFakeTimers();
  for (const one of toasts()) dismissToast(one.id);
});

describe("a toast that offers to take something back", () => {
  it("goes when that was taken back by a key, and others stay", () => {
    const action = { label: "Undo", perform: () => {} };
    toast("Placed.", { action, undoes: "edit" });
    toast("In the bin.", { action, undoes: "take" });
    toast("Saved.");
    dismissUndo("edit");
    expect(toasts().map(({ text }) => text)).toEqual(["In the bin.", "Saved."]);
  });
});
