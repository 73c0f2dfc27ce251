import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Generation } from "../../protocol";
import { pauseOrResume, stopGeneration } from "../../state/generations/generating";
import type { Studio } from "../../state/stage/studio";
import { KEYMAP, type KeyTarget, performKey } from "./keymap";

vi.mock("../../state/generations/generating", () => ({
  pauseOrResume: vi.fn(),
  stopGeneration: vi.fn(),
}));

const studio = { session: { person: () => ({ id: 1 }) } } as Studio;
const run = (person: number) => ({ created_by: { id: person } }) as Generation;
const target = (active: Generation | null): KeyTarget => ({
  studio,
  active,
  start: vi.fn(),
  startWithNewSeed: vi.fn(),
});
const NONE = { code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const press = (key: string, more: Partial<KeyboardEvent>, on: KeyTarget) =>
  performKey({ ...NONE, key, ...more } as KeyboardEvent, on);

describe("keys of the panel", () => {
  beforeEach(() => vi.clearAllMocks());

  it("starts, pauses and stops by the keys that the help lists", () => {
    const on = target(run(2));
    expect(press("Enter", { ctrlKey: true }, on)).toBe(true);
    expect(on.start).toHaveBeenCalledOnce();
    expect(press(".", { metaKey: true, shiftKey: true }, on)).toBe(true);
    expect(pauseOrResume).toHaveBeenCalledOnce();
    expect(press("Enter", { ctrlKey: true, altKey: true }, on)).toBe(true);
    expect(stopGeneration).toHaveBeenCalledOnce();
    expect(KEYMAP.map(({ keys }) => keys)).toContain("mod+Alt+Enter");
  });

  it("stops by Shift+X only what the person began", () => {
    const shiftX = { code: "KeyX", shiftKey: true };
    expect(press("X", shiftX, target(run(2)))).toBe(false);
    expect(press("X", shiftX, target(run(1)))).toBe(true);
    expect(stopGeneration).toHaveBeenCalledOnce();
  });

  it("knows a letter by its place where Alt makes another sign of it", () => {
    const on = target(null);
    expect(press("®", { code: "KeyR", altKey: true }, on)).toBe(true);
    expect(on.startWithNewSeed).toHaveBeenCalledOnce();
  });

  it("leaves keys alone that have nothing to act on", () => {
    expect(press(".", { ctrlKey: true }, target(null))).toBe(false);
    expect(press("X", { code: "KeyX", shiftKey: true }, target(null))).toBe(false);
    expect(press("Enter", {}, target(run(1)))).toBe(false);
  });
});
