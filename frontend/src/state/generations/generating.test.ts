import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { toasts } from "../../ui/messages/toasts";
import type { Studio } from "../stage/studio";
import type { Choices } from "./choices";
import { composedCells, generate } from "./generating";

/** A studio whose document has unsaved edits until `savedAtMs`. */
function studioThatSaves(savedAtMs: number): Studio {
  const since = performance.now();
  return {
    canvasId: "a-canvas",
    canEdit: () => true,
    session: { status: () => "live" },
    kind: () => ({ checkpoints: [{}] }),
    stage: { inView: () => ({ view: "canvas" }), showCandidate: () => undefined },
    project: { put: () => undefined },
    document: {
      isLoaded: () => true,
      states: () => [[2]],
      pins: () => [[false]],
      numUnsaved: () => (performance.now() - since < savedAtMs ? 1 : 0),
    },
  } as unknown as Studio;
}

const CHOICES = {
  values: {},
  pace: { mode: "full" },
  numCandidates: 1,
  seed: null,
  checkpoint: null,
};
const fetched = vi.fn(async () => new Response('{"id":"a-run"}', { status: 201 }));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("document", { cookie: "" });
  fetched.mockClear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("is asked for once the last edit is saved", async () => {
  const done = generate(studioThatSaves(7000), CHOICES as unknown as Choices);
  await vi.advanceTimersByTimeAsync(6900);
  expect(fetched).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(200);
  await done;
  expect(fetched).toHaveBeenCalledOnce();
});

it("is not asked for without the last edit, and says so", async () => {
  const done = generate(studioThatSaves(Number.POSITIVE_INFINITY), CHOICES as unknown as Choices);
  await vi.advanceTimersByTimeAsync(21_000);
  await done;
  expect(fetched).not.toHaveBeenCalled();
  expect(toasts().at(-1)?.text).toContain("not saved yet");
});

it("counts as composed what the model wrote and people kept, row by row", () => {
  const document = {
    states: () => [
      [0, 0, 1],
      [0, 0, 0],
    ],
    columnIndex: () =>
      new Map([
        ["a", 0],
        ["b", 1],
        ["c", 2],
      ]),
    authors: () =>
      new Map([
        ["c:1", "model"],
        ["b:0", "model"],
        ["c:0", "model"],
        ["a:1", "edited"],
        ["gone:0", "model"],
      ]),
  };
  expect(composedCells(document as never)).toEqual([
    { row: 0, column: 1 },
    { row: 1, column: 2 },
  ]);
});
