/** One listener's way through a listening test: begin, the next piece, an answer, the end. */

import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";
import { position } from "../audio/player";
import { type Content, contentOf } from "../canvases/content";
import { canHear, isSounding, listen, stopListening } from "../canvases/listening";
import { curation } from "../curation";
import type { Listening, NewAnswer, Question } from "../protocol";
import { Hearing } from "../rankings/hearing";
import { createRequests } from "../rankings/requests";
import { playhead, setPlayhead } from "../state/stage/playhead";

export interface Answering {
  test: Accessor<Listening>;
  question: Accessor<Question | null>;
  content: Accessor<Content | null>;
  /** Why nothing can be shown. */
  problem: Accessor<string | null>;
  isSending: Accessor<boolean>;
  /** There are no more questions. */
  isDone: Accessor<boolean>;
  /** Seconds heard of the piece; null where there is nothing to hear. */
  heardSeconds: Accessor<number | null>;
  /** Whether enough was heard to answer. */
  mayAnswer: Accessor<boolean>;
  begin(skill: number): void;
  /** Another try after a failure. */
  again(): void;
  hear(): void;
  answer(says: NewAnswer["says"]): void;
}

const SIDE = "left";
export const PIECE = "piece";

export function answering(token: string, first: Listening): Answering {
  const [test, setTest] = createSignal(first);
  const [question, setQuestion] = createSignal<Question | null>(null);
  const content = () => {
    const now = question();
    return now ? contentOf(now.piece) : null;
  };
  const { heard, listenAnew, isEnough } = createHearing(
    content,
    () => test().rules.min_listening_s,
  );
  const requests = createRequests((failure) => {
    if (failure.code !== "all_answered" && failure.code !== "test_over")
      return question() === null ? "show" : "toast";
    void curation.listened(token).then(setTest, () => undefined);
    return "done";
  });
  const isDone = () => test().is_over || (test().has_begun && test().num_right !== null);
  const next = async () => {
    stopListening();
    setPlayhead(null);
    listenAnew();
    requests.setProblem(null);
    setQuestion(isDone() ? null : await curation.nextQuestion(token));
  };
  const begin = async (skill: number) => {
    setTest(await curation.beginListening(token, skill));
    await next();
  };
  const answer = async (says: NewAnswer["says"]) => {
    const now = question();
    if (!now || !isEnough()) return;
    setTest(await curation.answerQuestion(token, now.id, { says, heard: heard() }));
    await next();
  };
  const again = () => requests.send(next);
  if (first.has_begun && !isDone()) again();
  return {
    test,
    question,
    content,
    problem: requests.problem,
    isSending: requests.isSending,
    isDone,
    heardSeconds: () => heard()?.seconds ?? null,
    mayAnswer: () => question() !== null && isEnough(),
    begin: (skill) => requests.send(() => begin(skill)),
    again,
    hear() {
      const now = content();
      if (now) listen(PIECE, now);
    },
    answer: (says) => requests.send(() => answer(says)),
  };
}

/** How much of the piece in view has been heard. */
export function createHearing(content: () => Content | null, leastSeconds: () => number) {
  let hearing = new Hearing();
  const [version, setVersion] = createSignal(0);
  onCleanup(stopListening);
  createEffect(() => {
    playhead();
    if (!isSounding(PIECE)) hearing.rest();
    else if (hearing.note(SIDE, position(), performance.now())) setVersion((now) => now + 1);
  });
  const columns = () => {
    const count = content()?.grid[0]?.length ?? 0;
    return { left: count, right: count };
  };
  const isThereSound = () => {
    const now = content();
    return now !== null && canHear(now);
  };
  return {
    heard() {
      version();
      return isThereSound() ? hearing.heard(columns())[SIDE] : null;
    },
    listenAnew() {
      hearing = new Hearing();
      setVersion((now) => now + 1);
    },
    isEnough() {
      version();
      return !isThereSound() || !hearing.unheard(leastSeconds(), columns()).includes(SIDE);
    },
  };
}
