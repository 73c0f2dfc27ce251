/** What a page asks the studio for, one thing at a time, and what becomes of a refusal. */

import { type Accessor, createSignal } from "solid-js";
import { ApiFailure, sentence } from "../api";
import { toastFailure } from "../state/failures";

type Work = () => Promise<void>;

export interface Requests {
  /** Something is on its way that will change what is in view. */
  isSending: Accessor<boolean>;
  /** Why nothing can be shown. */
  problem: Accessor<string | null>;
  setProblem(sentence: string | null): void;
  /** Do this, unless something is on its way: what it was meant for may be gone then. */
  send(work: Work): void;
  /** Do this after what is on its way. */
  sendNext(work: Work): void;
  /** Read something that holds up nothing else; of several answers the one asked for last counts. */
  read<T>(ask: () => Promise<T>, take: (answer: T) => void): void;
}

/** `fail` says what becomes of a refusal: a sentence on the page, a toast, or nothing more. */
export function createRequests(fail: (failure: ApiFailure) => "show" | "toast" | "done"): Requests {
  const [problem, setProblem] = createSignal<string | null>(null);
  const [isSending, setIsSending] = createSignal(false);
  let last = Promise.resolve();
  let numReads = 0;
  const tried = async (work: Work) => {
    try {
      await work();
    } catch (failure) {
      const how = failure instanceof ApiFailure ? fail(failure) : "toast";
      if (how === "show") setProblem(sentence(failure));
      else if (how === "toast") toastFailure(failure);
    }
  };
  const run = async (work: Work) => {
    setIsSending(true);
    await tried(work);
    setIsSending(false);
  };
  return {
    isSending,
    problem,
    setProblem,
    send(work) {
      if (!isSending()) last = run(work);
    },
    sendNext(work) {
      last = isSending() ? last.then(() => run(work)) : run(work);
    },
    read(ask, take) {
      numReads += 1;
      const number = numReads;
      void tried(async () => {
        const answer = await ask();
        if (number === numReads) take(answer);
      });
    },
  };
}
