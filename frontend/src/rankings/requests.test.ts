import { createRoot } from "solid-js";
import { describe, expect, it } from "vitest";
import { ApiFailure } from "../api";
import { createRequests } from "./requests";

/** An answer of the studio that comes when the test says so. */
function awaited<T>() {
  let answer!: (value: T) => void;
  let refuse!: (failure: unknown) => void;
  const promise = new Promise<T>((resolve, reject) => {
    answer = resolve;
    refuse = reject;
  });
  return { promise, answer, refuse };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("requests of a page", () => {
  it("go out while something is only read", async () => {
    await createRoot(async (dispose) => {
      const requests = createRequests(() => "done");
      const [read, sent] = [awaited<number>(), awaited<void>()];
      let taken = 0;
      requests.read(
        () => read.promise,
        (answer) => {
          taken = answer;
        },
      );
      expect(requests.isSending()).toBe(false);
      requests.send(() => sent.promise);
      expect(requests.isSending()).toBe(true);
      sent.answer();
      read.answer(7);
      await settled();
      expect([requests.isSending(), taken]).toEqual([false, 7]);
      dispose();
    });
  });

  it("take of several answers the one that was asked for last", async () => {
    await createRoot(async (dispose) => {
      const requests = createRequests(() => "done");
      const [first, second] = [awaited<string>(), awaited<string>()];
      const taken: string[] = [];
      for (const one of [first, second])
        requests.read(
          () => one.promise,
          (answer) => taken.push(answer),
        );
      second.answer("second");
      await settled();
      first.answer("first");
      await settled();
      expect(taken).toEqual(["second"]);
      dispose();
    });
  });

  it("are one at a time: what does not wait is dropped, what waits comes next, after a refusal too", async () => {
    await createRoot(async (dispose) => {
      const requests = createRequests(() => "show");
      const vote = awaited<void>();
      const done: string[] = [];
      const note = (what: string) => async () => {
        done.push(what);
      };
      requests.send(() => vote.promise);
      requests.send(note("dropped"));
      requests.sendNext(note("taken back"));
      requests.sendNext(note("taken back again"));
      await settled();
      expect(done).toEqual([]);
      vote.refuse(new ApiFailure("refused", 400, "The studio said no."));
      await settled();
      expect(done).toEqual(["taken back", "taken back again"]);
      expect([requests.isSending(), requests.problem()]).toEqual([false, "The studio said no."]);
      dispose();
    });
  });
});
