import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ClientMessage, Event, ServerMessage } from "./protocol";
import { openSession, type Session } from "./session";
import { fakePage } from "./testing/fakeServer";

class Socket {
  static all: Socket[] = [];
  readyState = 1;
  sent: ClientMessage[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor() {
    Socket.all.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {}
  tell(message: ServerMessage) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  welcome() {
    const person = { id: 1, name: "Ana" };
    this.tell({ type: "welcome", protocol: 1, connection: "one", person, role: "editor" });
  }
  event(seq: number) {
    const payload = { kind: "project" as const, id: "p", name: `name ${seq}`, is_in_bin: false };
    this.tell({ type: "event", stream: "project:p", seq, mark: `m${seq}`, payload });
  }
  resumes() {
    return this.sent.flatMap((message) =>
      "streams" in message && message.type === "resume" ? [message.streams] : [],
    );
  }
}

let session: Session;
let seen: number[];
const last = () => Socket.all.at(-1) as Socket;

beforeEach(() => {
  vi.useFakeTimers();
  fakePage();
  Socket.all = [];
  seen = [];
  session = openSession("p", () => new Socket() as unknown as WebSocket);
  session.follow("project:p", 3, (event: Event) => seen.push(event.seq));
  last().welcome();
});

afterEach(() => {
  session.close();
  vi.useRealTimers();
});

describe("a session", () => {
  it("is live after the welcome and asks for what comes after the seq already seen", () => {
    expect(session.status()).toBe("live");
    expect(last().resumes()).toEqual([{ "project:p": 3 }]);
  });

  it("delivers each event once and in order", () => {
    for (const seq of [3, 4, 4, 5, 5]) last().event(seq);
    expect(seen).toEqual([4, 5]);
  });

  it("asks again where an event is missing, and delivers none before it", () => {
    last().tell({ type: "resumed", stream: "project:p", seq: 3, mark: "m3" });
    last().event(4);
    last().event(7);
    last().event(8);
    expect(seen).toEqual([4]);
    expect(last().resumes()).toEqual([{ "project:p": 3 }, { "project:p": 4 }]);
    for (const seq of [5, 6, 7, 8]) last().event(seq);
    expect(seen).toEqual([4, 5, 6, 7, 8]);
  });

  it("learns from a heartbeat that a bell was lost", () => {
    last().tell({ type: "resumed", stream: "project:p", seq: 3, mark: "m3" });
    last().tell({ type: "heartbeat", streams: { "project:p": 3 } });
    expect(last().resumes()).toHaveLength(1);
    last().tell({ type: "heartbeat", streams: { "project:p": 5 } });
    expect(last().resumes()).toEqual([{ "project:p": 3 }, { "project:p": 3 }]);
  });

  it("resumes from the last seen event when it is told that it lags", () => {
    last().event(4);
    last().tell({ type: "lagging", streams: { "project:p": 9 } });
    expect(last().resumes().at(-1)).toEqual({ "project:p": 4 });
  });

  it("reconnects by itself and continues where it was", async () => {
    last().event(4);
    last().onclose?.({ code: 1006 });
    expect(session.status()).toBe("offline");
    expect(session.send({ type: "ping" })).toBe(false);
    await vi.advanceTimersByTimeAsync(400);
    last().welcome();
    expect(Socket.all).toHaveLength(2);
    expect(last().resumes()).toEqual([{ "project:p": 4 }]);
  });

  it("says which event it has seen, and follows no more where the studio has another one", async () => {
    const ends: string[] = [];
    const follow = () =>
      session.follow(
        "canvas:c",
        0,
        () => {},
        (why) => ends.push(why),
      );
    follow();
    last().event(4);
    last().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(400);
    last().welcome();
    expect(last().sent[0]).toMatchObject({ marks: { "project:p": "m4", "canvas:c": "" } });
    const refused = { type: "refused" as const, message: "", stream: "canvas:c" };
    last().tell({ ...refused, code: "other_past" });
    follow();
    last().tell({ ...refused, code: "not_found" });
    expect(ends).toEqual(["other_past", "not_found"]);
    last().event(5);
    expect(seen).toEqual([4, 5]);
  });

  it("asks again in a moment for a stream that cannot be followed just now", async () => {
    last().tell({ type: "refused", code: "unavailable", message: "", stream: "project:p" });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(last().resumes()).toHaveLength(2);
  });

  it("takes a silent socket for lost", async () => {
    await vi.advanceTimersByTimeAsync(36_000);
    expect(Socket.all.length).toBeGreaterThan(1);
  });

  it.each([
    [4401, "You are signed out. Sign in again to continue."],
    [4403, "You are no longer a member of this project."],
  ])("ends for good with close code %i and says why", async (code, reason) => {
    last().onclose?.({ code });
    await vi.advanceTimersByTimeAsync(60_000);
    expect([session.status(), session.closedReason()]).toEqual(["closed", reason]);
    expect(Socket.all).toHaveLength(1);
  });

  it("ends for good where the project was never open to this person", () => {
    session.close();
    session = openSession("q", () => new Socket() as unknown as WebSocket);
    last().onclose?.({ code: 4404 });
    expect(session.closedReason()).toBe("There is no such project, or you are not a member of it.");
  });

  it("says to who was here that they are a member no more, though they were removed while offline", async () => {
    last().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(400);
    last().onclose?.({ code: 4404 });
    expect(session.closeCode()).toBe(4403);
    expect(session.closedReason()).toBe("You are no longer a member of this project.");
  });

  it("knows who is here, and who has gone", () => {
    const person = (connection: string) => ({
      connection,
      person: { id: 2, name: "Ben" },
      canvas: null,
      stage: null,
      cursor: null,
      selection: [],
    });
    last().tell({ type: "presence", people: [person("b"), person("c")], gone: [], is_whole: true });
    last().tell({ type: "presence", people: [person("d")], gone: ["b"], is_whole: false });
    expect(session.people().map((one) => one.connection)).toEqual(["c", "d"]);
  });

  it("sends presence at most every 60 ms, the newest", async () => {
    for (let row = 0; row < 4; row++) session.setPresence({ cursor: ["a", row] });
    await vi.advanceTimersByTimeAsync(100);
    const presence = last().sent.filter((message) => message.type === "presence");
    expect(presence).toEqual([{ type: "presence", cursor: ["a", 3] }]);
  });
});
