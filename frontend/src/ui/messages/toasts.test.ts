import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  dismissLater,
  dismissToast,
  dismissUndo,
  holdToast,
  type Toast,
  toast,
  toasts,
} from "./toasts";

beforeEach(() => {
  vi.useFakeTimers();
  for (const one of toasts()) dismissToast(one.id);
});
afterEach(() => void vi.useRealTimers());

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

describe("a toast of a fault", () => {
  it("goes when something else was done after it, unless it has just come", () => {
    toast("It could not be saved.", { tone: "fault" });
    toast("Copied.");
    expect(toasts().map(({ text }) => text)).toEqual(["It could not be saved.", "Copied."]);
    vi.advanceTimersByTime(3000);
    toast("Saved.");
    expect(toasts().map(({ text }) => text)).toEqual(["Copied.", "Saved."]);
  });
});

describe("a toast", () => {
  it("goes away by itself, but not while somebody points at it", () => {
    toast("Saved.");
    const one = toasts()[0] as Toast;
    vi.advanceTimersByTime(4000);
    holdToast(one.id);
    vi.advanceTimersByTime(60_000);
    expect(toasts()).toEqual([one]);
    dismissLater(one);
    vi.advanceTimersByTime(4900);
    expect(toasts()).toEqual([one]);
    vi.advanceTimersByTime(200);
    expect(toasts()).toEqual([]);
  });
});
