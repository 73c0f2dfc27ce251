// A studio that was restored from a backup, and tabs that know more than it: nothing of theirs is lost.
import { createEffect, createRoot } from "solid-js";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CHORALE_LAYOUT } from "../domain/chorale/layout";
import type { TextEdit } from "../domain/text/edits";
import type { TextReading } from "../domain/text/reading";
import { TEXT_LAYOUT } from "../domain/text/replica";
import { openSession } from "../session";
import { CANVAS, FakeServer, fakePage, memoryStore } from "../testing/fakeServer";
import { dismissToast, toasts } from "../ui/messages/toasts";
import { openDocument } from "./document/document";

const ANA = { id: 1, name: "Ana" };
const BEN = { id: 2, name: "Ben" };
const EVE = { id: 3, name: "Eve" };
let server: FakeServer;
const opened: { close(): void }[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  fakePage();
  server = new FakeServer(["a", "b", "c", "d"]);
});

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
  for (const one of toasts()) dismissToast(one.id);
  vi.useRealTimers();
});

async function open(person = ANA, layout = TEXT_LAYOUT, store = memoryStore()) {
  const session = openSession("project", () => server.socketFor(person));
  const document = openDocument(session, CANVAS, layout, store);
  const tab = {
    session,
    document,
    store,
    close: () => [document, session].map((one) => one.close()),
  };
  opened.push(tab);
  await pass(20);
  return tab;
}

type Tab = Awaited<ReturnType<typeof open>>;

const pass = (timeMs: number) => vi.advanceTimersByTimeAsync(timeMs);
const textOf = ({ doc }: { doc: Tab["document"]["doc"] }) => doc.getText("text").toString();

async function type({ document }: Tab, text: string, at = textOf(document).length) {
  document.edit<TextEdit>((edit) => edit.type(at, at, text));
  await pass(20);
}

/** Stop the studio, put the backup in place of its database, and start it. */
async function restore(backup: () => void, meanwhile = async () => {}) {
  server.keepsOut = () => true;
  server.cutAll();
  await meanwhile();
  backup();
  server.keepsOut = () => false;
  await pass(10_000);
}

describe("a tab that knows more than a restored studio", () => {
  it("puts what was typed since the backup on top, says so once, and goes on", async () => {
    const ana = await open();
    await type(ana, "before one. ");
    const backup = server.backup();
    await type(ana, "After one. ");
    expect(ana.document.saving()).toBe("saved");
    await restore(backup);
    expect(textOf(server)).toBe("before one. After one. ");
    expect(ana.document.restored()).toEqual({ numPutBack: 1 });
    await type(ana, "Next.");
    expect(ana.document.saving()).toBe("saved");
    expect(textOf(server)).toBe("before one. After one. Next.");
    const again = await open(BEN);
    expect(textOf(again.document)).toBe("before one. After one. Next.");
    expect(again.document.restored()).toBeNull();
  });

  it("sends what was typed while the studio was away as well", async () => {
    const ana = await open();
    await type(ana, "One. ");
    const backup = server.backup();
    await type(ana, "Two. ");
    await restore(backup, () => type(ana, "Three. "));
    expect(textOf(server)).toBe("One. Two. Three. ");
    expect(ana.document.saving()).toBe("saved");
  });

  it("shows none of its words away for a moment, where a caret would lose its place", async () => {
    const ana = await open();
    await type(ana, "One. ");
    const backup = server.backup();
    await type(ana, "Two. ");
    const seen: string[] = [];
    const stop = createRoot((dispose) => {
      createEffect(() => seen.push((ana.document.reading() as TextReading).text));
      return dispose;
    });
    await restore(backup);
    stop();
    expect(new Set(seen)).toEqual(new Set(["One. Two. "]));
  });

  it("deletes again what it had deleted", async () => {
    const ana = await open();
    await type(ana, "one two three");
    const backup = server.backup();
    ana.document.edit<TextEdit>((edit) => edit.type(3, 7, ""));
    await pass(20);
    await restore(backup);
    expect(textOf(server)).toBe("one three");
    expect(textOf(ana.document)).toBe("one three");
  });

  it("puts back notes of a chorale", async () => {
    const ana = await open(ANA, CHORALE_LAYOUT);
    const backup = server.backup();
    ana.document.edit((edit) => edit.setSymbol(0, 1, 60));
    ana.document.edit((edit) => edit.setState(0, 2, 1));
    await pass(20);
    await restore(backup);
    const ben = await open(BEN, CHORALE_LAYOUT);
    expect(ben.document.symbols()[0]?.[1]).toBe(60);
    expect(ben.document.states()[0]?.[2]).toBe(1);
  });

  it("finds it out although others have written as much since", async () => {
    const ana = await open();
    await type(ana, "One. ");
    const backup = server.backup();
    await type(ana, "Two. ");
    server.keepsOut = (person) => person === ANA.id;
    server.cutAll();
    backup();
    const ben = await open(BEN);
    await type(ben, "Ben. ");
    server.keepsOut = () => false;
    await pass(10_000);
    for (const word of ["One. ", "Two. ", "Ben. "])
      expect(textOf(server).split(word)).toHaveLength(2);
    expect(textOf(ana.document)).toBe(textOf(server));
    expect(textOf(ben.document)).toBe(textOf(server));
  });

  it("loses nothing that was acknowledged and had not come as an event", async () => {
    const ana = await open();
    await type(ana, "One. ");
    const backup = server.backup();
    server.tellsOthers = false;
    await type(ana, "Two. ");
    expect(ana.document.saving()).toBe("saved");
    server.tellsOthers = true;
    await restore(backup);
    expect(textOf(server)).toBe("One. Two. ");
    expect(textOf(ana.document)).toBe("One. Two. ");
  });

  it("says nothing and changes nothing where the backup has all of it", async () => {
    const ana = await open();
    await type(ana, "One. ");
    await restore(server.backup());
    expect(ana.document.restored()).toBeNull();
    expect(ana.document.canUndo()).toBe(true);
    expect(textOf(server)).toBe("One. ");
  });
});

describe("two tabs that know more than a restored studio", () => {
  it("bring what each wrote, once, and end alike", async () => {
    const [ana, ben] = [await open(), await open(BEN)];
    await type(ana, "Start. ");
    const backup = server.backup();
    await type(ana, "Ana. ");
    await type(ben, "Ben. ");
    await type(ana, "[inside Ben's]", textOf(ana.document).indexOf("en."));
    await restore(backup, () => type(ben, "Away. "));
    const whole = textOf(server);
    expect(textOf(ana.document)).toBe(whole);
    expect(textOf(ben.document)).toBe(whole);
    for (const word of ["Start. ", "Ana. ", "Away. ", "[inside Ben's]"])
      expect(whole.split(word)).toHaveLength(2);
    expect(whole).toContain("B[inside Ben's]en. ");
    expect([ana.document.saving(), ben.document.saving()]).toEqual(["saved", "saved"]);
    await type(ana, "On.");
    expect(textOf(ben.document)).toBe(`${whole}On.`);
  });

  it("keep what lay in the text of somebody who has gone", async () => {
    const [ana, ben] = [await open(), await open(BEN)];
    await type(ana, "Start. ");
    const backup = server.backup();
    await type(ben, "Ben. ");
    await type(ana, "[by Ana]", textOf(ana.document).indexOf("en."));
    ben.close();
    await restore(backup);
    await pass(20_000);
    expect(textOf(server)).toBe("Start. [by Ana]");
    expect(textOf(ana.document)).toBe("Start. [by Ana]");
    expect(ana.document.saving()).toBe("saved");
  });

  it("split nobody's word where what they were written behind is gone", async () => {
    const [ana, ben, eve] = [await open(), await open(BEN), await open(EVE)];
    await type(ana, "Start.");
    const backup = server.backup();
    for (const letter of " ben") await type(ben, letter);
    for (const letter of " eve") await type(eve, letter);
    for (const letter of " four") await type(ana, letter);
    eve.close();
    await restore(backup, async () => {
      for (const letter of " away") await type(ben, letter);
      for (const letter of " here") await type(ana, letter);
    });
    await pass(30_000);
    const whole = textOf(server);
    expect(whole.split(/\s+/).sort()).toEqual(["Start.", "away", "ben", "four", "here"]);
    expect([textOf(ana.document), textOf(ben.document)]).toEqual([whole, whole]);
  });

  it("do so after a second restore, too", async () => {
    const [ana, ben] = [await open(), await open(BEN)];
    await type(ana, "Start. ");
    const backup = server.backup();
    await type(ana, "Ana. ");
    await type(ben, "Ben. ");
    await restore(backup);
    await type(ben, "More. ");
    await restore(backup);
    const whole = textOf(server);
    for (const word of ["Start. ", "Ana. ", "Ben. ", "More. "])
      expect(whole.split(word)).toHaveLength(2);
    expect([textOf(ana.document), textOf(ben.document)]).toEqual([whole, whole]);
  });

  it("take over what the studio went on with, and leave out what nobody here wrote", async () => {
    const [ana, ben] = [await open(), await open(BEN)];
    await type(ana, "Start. ");
    const backup = server.backup();
    await type(ben, "Ben. ");
    await type(ana, "Ana. ");
    ben.close();
    await restore(backup);
    expect(textOf(server)).toBe("Start. Ana. ");
    expect(textOf(ana.document)).toBe("Start. Ana. ");
  });
});

describe("a tab that was closed while the studio was away", () => {
  it("leaves what it had written to the next one", async () => {
    const ana = await open();
    await type(ana, "One. ");
    const backup = server.backup();
    await type(ana, "Two. ");
    await restore(backup, async () => {
      window.dispatchEvent(new Event("pagehide"));
      ana.close();
    });
    const again = await open(ANA, TEXT_LAYOUT, ana.store);
    expect(textOf(server)).toBe("One. Two. ");
    expect(again.document.saving()).toBe("saved");
    expect(ana.store.edits.size).toBe(0);
  });

  it("leaves nothing twice where the studio has it all", async () => {
    const ana = await open();
    await type(ana, "One. ");
    await restore(server.backup(), async () => {
      window.dispatchEvent(new Event("pagehide"));
      ana.close();
    });
    expect(ana.store.edits.size).toBe(1);
    await open(ANA, TEXT_LAYOUT, ana.store);
    expect(textOf(server)).toBe("One. ");
    expect(server.stored).toHaveLength(1);
    expect(ana.store.edits.size).toBe(0);
  });

  it("by a crash leaves an edit that builds on lost ones, which is made again", async () => {
    const ana = await open();
    await type(ana, "One. ");
    const backup = server.backup();
    await type(ana, "Lost with the tab. ");
    await restore(backup, async () => {
      await type(ana, "Unsaved. ");
      const left = new Set(ana.store.edits.keys());
      ana.close();
      for (const id of ana.store.edits.keys()) if (!left.has(id)) ana.store.remove(id);
    });
    await open(ANA, TEXT_LAYOUT, ana.store);
    expect(textOf(server)).toBe("One. Unsaved. ");
    expect(ana.store.edits.size).toBe(0);
  });
});

describe("an edit that builds on what the studio does not have", () => {
  it("is sent again a few times, and then on top of a fresh document", async () => {
    const ana = await open();
    await type(ana, "One. ");
    const backup = server.backup();
    await type(ana, "Two. ");
    backup(); // under the open sockets: nobody is told
    await type(ana, "Three. ");
    expect(ana.document.saving()).toBe("saving");
    await pass(10_000);
    expect(textOf(server)).toBe("One. Two. Three. ");
    expect(ana.document.saving()).toBe("saved");
    expect(ana.document.restored()).toEqual({ numPutBack: 1 });
  });

  it("that waits for storage says why, and stays what it is", async () => {
    const ana = await open();
    server.refusal = { code: "not_stored", message: "It could not be stored yet.", retry: true };
    await type(ana, "One. ");
    await pass(8_000);
    expect(toasts().map((one) => one.text)).toEqual(["It could not be stored yet."]);
    await pass(30_000);
    expect(ana.document.saving()).toBe("saving");
    expect(ana.document.waitsFor()).toBe("It could not be stored yet.");
    server.refusal = null;
    await pass(3_000);
    expect(ana.document.saving()).toBe("saved");
    expect(ana.document.waitsFor()).toBe("");
    server.refusal = { code: "not_stored", message: "It could not be stored yet.", retry: true };
    await type(ana, "Two. ");
    await pass(1_000);
    expect(ana.document.waitsFor()).toBe(""); // that may pass in a moment
    server.refusal = null;
    expect(ana.document.canUndo()).toBe(true);
  });

  it("is made again where the document was replaced as a whole", async () => {
    const ana = await open();
    await type(ana, "One. ");
    server.epoch = 2;
    await type(ana, "Two. ");
    await pass(3_000);
    expect(textOf(server)).toBe("One. Two. ");
    expect(toasts()).toEqual([]);
  });
});

describe("a canvas that the restored studio does not have", () => {
  it("stays to be read, is edited no more, and keeps what was written", async () => {
    const ana = await open();
    await type(ana, "Only here. ");
    server.isGone = true;
    await restore(() => {});
    expect(ana.document.isGone()).toBe(true);
    expect(textOf(ana.document)).toBe("Only here. ");
    expect(ana.document.canEdit()).toBe(false);
    expect(ana.store.edits.size).toBe(1);
    server.isGone = false;
    server = new FakeServer([]);
    ana.close();
    await open(ANA, TEXT_LAYOUT, ana.store);
    expect(textOf(server)).toBe("Only here. ");
  });

  it("is found out by an edit, too, which is kept", async () => {
    const ana = await open();
    server.refusal = { code: "not_found", message: "There is no such canvas.", retry: false };
    await type(ana, "Only here. ");
    expect(ana.document.isGone()).toBe(true);
    expect(ana.document.saving()).toBe("gone");
    expect(textOf(ana.document)).toBe("Only here. ");
    expect(ana.store.edits.size).toBe(1);
    expect(toasts()).toEqual([]);
  });
});

describe("a person whom the restored studio does not know as signed in", () => {
  it("finds what was written when they come again", async () => {
    const ana = await open();
    await type(ana, "One. ");
    const backup = server.backup();
    await type(ana, "Two. ");
    backup();
    server.cutAll(4401);
    await pass(100);
    expect(ana.session.closedReason()).toBe("You are signed out. Sign in again to continue.");
    expect(textOf(ana.document)).toBe("One. Two. ");
    expect(ana.store.edits.size).toBe(2);
    await open(ANA, TEXT_LAYOUT, ana.store);
    expect(textOf(server)).toBe("One. Two. ");
  });
});
