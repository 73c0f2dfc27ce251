import { createMemo, createRoot, createSignal } from "solid-js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { api } from "../../api";
import { MASKED, RENOISABLE, UNMASKED } from "../../domain/cells";
import type { CellEdit } from "../../domain/generation/plan";
import type { Role } from "../../protocol";
import { createSelection } from "./createSelection";
import type { InView } from "./createStage";
import { createTarget } from "./createTarget";

/** Two rows of three columns, on the canvas and in a run, with what has been written to either. */
function opened() {
  const edits: unknown[] = [];
  const drafted: CellEdit[] = [];
  const acts: unknown[] = [];
  const edit = new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...values: unknown[]) =>
          edits.push([name, ...values]),
    },
  );
  const [role, setRole] = createSignal<Role>("editor");
  const [inView, show] = createSignal<InView>({ view: "canvas" });
  const [state, setState] = createSignal("running");
  const [columns, setColumns] = createSignal(["a", "b", "c"]);
  const document = {
    numRows: 2,
    canEdit: () => role() === "editor",
    states: () => [
      [UNMASKED, MASKED, RENOISABLE],
      [UNMASKED, UNMASKED, UNMASKED],
    ],
    edit: (change: (to: unknown) => void) => change(edit),
  };
  const run = {
    id: "g",
    generation: () => ({ id: "g", state: state() }),
    frozen: () => ({}),
    putAct: (act: unknown) => acts.push(act),
  };
  const stage = {
    inView,
    run: () => (inView().view === "canvas" ? null : run),
    step: () => 4,
    columns,
    states: document.states,
    pins: () => [
      [true, false, false],
      [true, true, true],
    ],
  };
  const open = () => document as never;
  return createRoot((dispose) => {
    const targeting = createTarget({
      document: open,
      stage: stage as never,
      role,
      addToDraft: (_generation, _candidate, edits) => drafted.push(...edits),
    });
    const selecting = createSelection({ document: open, stage: stage as never, targeting });
    return {
      ...targeting,
      ...selecting,
      edits,
      drafted,
      acts,
      setRole,
      setState,
      setColumns,
      show: (step: number | null) =>
        show({ view: "candidate", generation: "g", candidate: 1, step }),
      dispose,
    };
  });
}

const CELL = { row: 0, column: 0 };

afterEach(() => vi.restoreAllMocks());

describe("what is painted", () => {
  it("goes to the canvas as an edit while that is in view", () => {
    const open = opened();
    open.setStates([CELL], MASKED);
    expect(open.edits).toEqual([
      ["setState", 0, 0, MASKED],
      ["setPin", 0, 0, null],
    ]);
    open.dispose();
  });

  it("goes to a running candidate as an act, for it alone or for all", async () => {
    const sent = vi.spyOn(api, "act").mockImplementation(async (_, body) => body as never);
    const open = opened();
    open.show(null);
    open.setStates([CELL], MASKED);
    open.setActScope("all");
    open.setStates([CELL], RENOISABLE);
    await vi.waitFor(() => expect(open.numSending()).toBe(0));
    expect(sent.mock.calls.map(([generation, body]) => [generation, body.candidate])).toEqual([
      ["g", 1],
      ["g", null],
    ]);
    expect(open.acts).toHaveLength(2);
    expect([open.edits, open.drafted]).toEqual([[], []]);
    open.dispose();
  });

  it("hangs marks on a run before it paints", async () => {
    const sent = vi.spyOn(api, "act").mockImplementation(async (_, body) => body as never);
    const open = opened();
    open.show(null);
    const chord = { root: 0, quality: "maj", bass: 0 };
    open.editCells([
      { ...CELL, state: MASKED, pin: null },
      { row: 4, column: 0, marks: { chord } },
    ]);
    await vi.waitFor(() => expect(open.numSending()).toBe(0));
    expect(sent.mock.calls.map(([, body]) => Object.keys(body)[1])).toEqual(["marks", "cells"]);
    open.dispose();
  });

  it("waits for a branch at an earlier step, and where a run is over", () => {
    const open = opened();
    open.show(2);
    expect(open.target()?.kind).toBe("branch");
    open.setStates([CELL], MASKED);
    expect(open.drafted).toHaveLength(1);
    open.show(null);
    expect(open.target()?.kind).toBe("act");
    open.setState("done");
    expect(open.target()?.kind).toBe("branch");
    open.dispose();
  });

  it("goes nowhere for someone who may not edit", () => {
    const open = opened();
    open.setRole("curator");
    expect(open.target()).toBeNull();
    open.show(null);
    expect(open.target()).toBeNull();
    open.setStates([CELL], MASKED);
    expect([open.edits, open.drafted]).toEqual([[], []]);
    open.dispose();
  });
});

describe("a selection", () => {
  it("stays with its columns while others insert bars", () => {
    const open = opened();
    open.setSelection([{ firstColumn: "b", lastColumn: "c", firstRow: 0, lastRow: 9 }]);
    const columns = () => open.selectedCells().map(({ row, column }) => `${row}:${column}`);
    expect(columns()).toEqual(["0:1", "0:2", "1:1", "1:2"]);
    open.setColumns(["new", "a", "b", "c"]);
    expect(columns()).toEqual(["0:2", "0:3", "1:2", "1:3"]);
    open.setColumns(["a", "b"]);
    expect(columns()).toEqual([]);
    open.dispose();
  });

  it("is pinned, or unpinned where all of it is; renoisable cells have no pin", () => {
    const open = opened();
    const row = [0, 1, 2].map((column) => ({ row: 0, column }));
    open.togglePin(row);
    // An unmasked cell is pinned of itself, a masked one says so.
    expect(open.edits).toEqual([
      ["setPin", 0, 0, null],
      ["setPin", 0, 1, true],
    ]);
    open.edits.length = 0;
    open.togglePin([CELL]);
    expect(open.edits).toEqual([["setPin", 0, 0, false]]);
    open.dispose();
  });

  it("can be turned over: kept cells become renoisable, all others are kept", () => {
    const open = opened();
    open.invert([0, 1, 2].map((column) => ({ row: 0, column })));
    const states = open.edits.filter((edit) => (edit as unknown[])[0] === "setState");
    expect(states).toEqual([
      ["setState", 0, 0, RENOISABLE],
      ["setState", 0, 1, UNMASKED],
      ["setState", 0, 2, UNMASKED],
    ]);
    open.dispose();
  });
});

describe("what is selected", () => {
  it("is not computed again while nothing is selected, whatever is typed", () => {
    const open = opened();
    let asked = 0;
    const count = createRoot(() =>
      createMemo(() => {
        open.selectedCells();
        return ++asked;
      }),
    );
    open.clearSelection();
    open.setColumns(["a", "b", "c", "d"]);
    expect(count()).toBe(1);
    open.setSelection([{ firstColumn: "a", lastColumn: "a", firstRow: 0, lastRow: 0 }]);
    expect(count()).toBe(2);
    open.dispose();
  });
});
