import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CHORALE_LAYOUT } from "../../domain/chorale/layout";
import { openSession } from "../../session";
import { CANVAS, FakeServer, fakePage, memoryStore } from "../../testing/fakeServer";
import { dismissToast, toasts } from "../../ui/messages/toasts";
import { openDocument } from "./document";

const COLUMNS = ["a", "b", "c", "d", "e", "f", "g", "h"];
const ANA = { id: 1, name: "Ana" };
const BEN = { id: 2, name: "Ben" };
let server: FakeServer;
const opened: { close(): void }[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  fakePage();
  server = new FakeServer(COLUMNS);
});

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
  for (const one of toasts()) dismissToast(one.id);
  vi.useRealTimers();
});

async function open(person = ANA, store = memoryStore(), role: "editor" | "viewer" = "editor") {
  const session = openSession("project", () => server.socketFor(person, role));
  const document = openDocument(session, CANVAS, CHORALE_LAYOUT, store);
  opened.push(document, session);
  await settle();
  return { session, document, store };
}

async function settle() {
  await vi.advanceTimersByTimeAsync(20);
}

function draw(document: ReturnType<typeof openDocument>, column: number, symbol: number) {
  document.edit((edit) => edit.setSymbol(0, column, symbol));
}

describe("an edit", () => {
  it("is seen by others and saved once the server has it", async () => {
    const ana = await open();
    const ben = await open(BEN);
    draw(ana.document, 2, 60);
    expect(ana.document.saving()).toBe("saving");
    await settle();
    expect(ana.document.saving()).toBe("saved");
    expect(ben.document.symbols()[0]?.[2]).toBe(60);
    expect(ben.document.authors().get("c:0")).toBe("human");
  });

  it("before one came is there from the first moment, and all of them are read at once", async () => {
    const ana = await open();
    for (const column of [1, 2, 3]) draw(ana.document, column, 60 + column);
    await settle();
    server.isUnpruned = true;
    let numReadings = 0;
    const layout = {
      ...CHORALE_LAYOUT,
      replica: () => {
        const replica = CHORALE_LAYOUT.replica();
        const read = replica.read.bind(replica);
        replica.read = (...given) => {
          numReadings++;
          return read(...given);
        };
        return replica;
      },
    };
    const session = openSession("project", () => server.socketFor(BEN));
    const document = openDocument(session, CANVAS, layout, memoryStore());
    opened.push(document, session);
    await settle();
    expect(document.symbols()[0]?.slice(0, 4)).toEqual([0, 61, 62, 63]);
    expect(numReadings).toBe(1);
    draw(document, 4, 70);
    await settle();
    expect(ana.document.symbols()[0]?.[4]).toBe(70);
  });

  it("of a viewer changes nothing", async () => {
    const { document } = await open(ANA, memoryStore(), "viewer");
    draw(document, 0, 60);
    await settle();
    expect(document.symbols()[0]?.[0]).toBe(0);
    expect(server.stored).toHaveLength(0);
  });

  it("of a model's note by hand counts as a correction", async () => {
    const { document } = await open();
    document.edit((edit) => edit.setSymbol(1, 0, 64, "model"));
    document.edit((edit) => edit.setSymbol(1, 0, 65));
    expect(document.authors().get("a:1")).toBe("edited");
  });

  it("of thousands of cells goes in parts below the server's limit and is undone as one", async () => {
    server = new FakeServer(Array.from({ length: 2000 }, (_, index) => `c${index}`));
    const { document } = await open();
    document.edit((edit) => {
      for (let row = 0; row < 4; row++)
        for (let column = 0; column < 2000; column++) edit.setState(row, column, 2);
    });
    await settle();
    expect(Math.max(...server.stored.map((one) => one.update.length))).toBeLessThan(256 * 1024);
    expect(server.stored.length).toBeGreaterThan(1);
    document.undo();
    expect(document.states().every((row) => row.every((state) => state === 0))).toBe(true);
    expect(document.canUndo()).toBe(false);
    document.redo();
    expect(document.states().every((row) => row.every((state) => state === 2))).toBe(true);
  });
});

describe("two people who change one cell at once", () => {
  it("end with the same value, and one of them is told", async () => {
    const ana = await open();
    const ben = await open(BEN);
    draw(ana.document, 0, 60);
    draw(ben.document, 0, 62);
    await settle();
    expect(ana.document.symbols()[0]?.[0]).toBe(ben.document.symbols()[0]?.[0]);
    expect(toasts().map((one) => one.text)).toEqual([
      "Somebody changed a place at the same moment as you. That change was kept.",
    ]);
  });

  it("are told of states as of notes", async () => {
    const ana = await open();
    const ben = await open(BEN);
    ana.document.edit((edit) => edit.setState(0, 3, 1));
    ben.document.edit((edit) => edit.setState(0, 3, 2));
    await settle();
    expect(ana.document.states()[0]?.[3]).toBe(ben.document.states()[0]?.[3]);
    expect(toasts()).toHaveLength(1);
  });

  it("are not told of cells that others change later", async () => {
    const ana = await open();
    const ben = await open(BEN);
    draw(ana.document, 0, 60);
    await vi.advanceTimersByTimeAsync(5_000);
    draw(ben.document, 0, 62);
    await settle();
    expect(toasts()).toEqual([]);
  });
});

describe("bars", () => {
  it("that are inserted leave concurrent edits with their cells", async () => {
    const ana = await open();
    const ben = await open(BEN);
    ana.document.edit((edit) => edit.insertColumns(0, 4));
    draw(ben.document, 0, 72);
    await settle();
    expect(ana.document.symbols()[0]?.[4]).toBe(72);
    expect(ben.document.columns()).toEqual(ana.document.columns());
  });

  it("that are deleted come back with their notes", async () => {
    const { document } = await open();
    draw(document, 1, 60);
    document.edit((edit) => edit.deleteColumns(0, 4));
    expect(document.columns()).toEqual(["e", "f", "g", "h"]);
    document.undo();
    expect(document.columns()).toEqual(COLUMNS);
    expect(document.symbols()[0]?.[1]).toBe(60);
  });
});

describe("undo", () => {
  it("leaves a cell that somebody changed and took back, and says so", async () => {
    const ana = await open();
    const ben = await open(BEN);
    draw(ana.document, 5, 55);
    await settle();
    draw(ana.document, 0, 60);
    await vi.advanceTimersByTimeAsync(5_000);
    draw(ben.document, 0, 64);
    await settle();
    ben.document.undo();
    await settle();
    ana.document.undo();
    await settle();
    expect(ana.document.symbols()[0]?.[0]).toBe(60);
    expect(ana.document.symbols()[0]?.[5]).toBe(55);
    expect(toasts().map((one) => one.text)).toEqual([
      "One place was changed since by somebody else, so it was left alone.",
    ]);
  });

  it("takes back only one's own last edit", async () => {
    const ana = await open();
    const ben = await open(BEN);
    draw(ana.document, 0, 60);
    await settle();
    draw(ben.document, 1, 62);
    await settle();
    ana.document.undo();
    await settle();
    expect(ben.document.symbols()[0]?.slice(0, 2)).toEqual([0, 62]);
    expect(ana.document.lastUndone()).toEqual({ row: 0, column: 0 });
  });

  it("leaves a cell that somebody changed since, says so, and goes no further back", async () => {
    const ana = await open();
    const ben = await open(BEN);
    draw(ana.document, 5, 55);
    draw(ana.document, 0, 60);
    await vi.advanceTimersByTimeAsync(5_000);
    draw(ben.document, 0, 64);
    await settle();
    ana.document.undo();
    await settle();
    expect(ana.document.symbols()[0]?.[0]).toBe(64);
    expect(ana.document.symbols()[0]?.[5]).toBe(55);
    expect(toasts().map((one) => one.text)).toEqual([
      "One place was changed since by somebody else, so it was left alone.",
    ]);
  });
});

describe("a lost connection", () => {
  it("keeps edits and sends them when it is back, with what others did meanwhile", async () => {
    const ana = await open();
    const ben = await open(BEN);
    for (const socket of server.sockets) if (socket.person.id === 1) socket.cut(1006);
    draw(ana.document, 0, 60);
    expect([ana.document.saving(), ana.document.numUnsaved()]).toEqual(["offline", 1]);
    draw(ben.document, 1, 62);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(ana.document.saving()).toBe("saved");
    expect(ana.document.symbols()[0]?.slice(0, 2)).toEqual([60, 62]);
    expect(ben.document.symbols()[0]?.slice(0, 2)).toEqual([60, 62]);
  });

  it("stores an edit once although its acknowledgement was lost", async () => {
    const { document } = await open();
    server.acknowledges = false;
    draw(document, 0, 60);
    server.cutAll();
    server.acknowledges = true;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(document.numUnsaved()).toBe(0);
    expect(server.stored).toHaveLength(1);
  });

  it("and a closed browser lose nothing", async () => {
    const first = await open();
    server.cutAll();
    draw(first.document, 3, 67);
    first.document.close();
    first.session.close();
    expect(server.stored).toHaveLength(0);
    const again = await open(ANA, first.store);
    expect(again.document.symbols()[0]?.[3]).toBe(67);
    expect(server.stored).toHaveLength(1);
    expect(again.document.saving()).toBe("saved");
  });

  it("makes edits again where the document has begun anew", async () => {
    const first = await open();
    server.cutAll();
    draw(first.document, 3, 67);
    first.document.close();
    first.session.close();
    server = new FakeServer(COLUMNS);
    server.epoch = 2;
    const again = await open(ANA, first.store);
    expect(again.document.symbols()[0]?.[3]).toBe(67);
    expect(server.stored.map((one) => one.id)).not.toContain([...first.store.edits.keys()][0]);
    expect(again.document.numUnsaved()).toBe(0);
  });
});

describe("a refused edit", () => {
  it("is taken back with the server's sentence, and later edits stay", async () => {
    const { document } = await open();
    server.refusal = { code: "too_large", message: "This edit is too large.", retry: false };
    draw(document, 0, 60);
    server.refusal = null;
    draw(document, 1, 62);
    await settle();
    expect(document.symbols()[0]?.slice(0, 2)).toEqual([0, 62]);
    expect(toasts().map((one) => one.text)).toEqual(["This edit is too large."]);
    expect(document.saving()).toBe("saved");
  });

  it("is sent again where that may help", async () => {
    const { document } = await open();
    server.refusal = { code: "not_stored", message: "Storage trouble.", retry: true };
    draw(document, 0, 60);
    await settle();
    server.refusal = null;
    expect(document.saving()).toBe("saving");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(document.saving()).toBe("saved");
    expect(document.symbols()[0]?.[0]).toBe(60);
  });
});
