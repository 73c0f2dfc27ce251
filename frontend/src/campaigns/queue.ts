/** One judge's way through a campaign: the next item, answers to its questions, back to earlier ones. */

import { type Accessor, batch, createSignal } from "solid-js";
import { type Content, contentOf } from "../canvases/content";
import { listen, stopListening } from "../canvases/listening";
import { curation } from "../curation";
import { createHearing, PIECE } from "../listening/answering";
import type { Campaign, CampaignQuestion, CampaignTask } from "../protocol";
import { createRequests } from "../rankings/requests";
import { setPlayhead } from "../state/stage/playhead";
import { type AnswerValue, byDigit, firstMissing, isWhole, unsaid } from "./answers";

export interface Queue {
  campaign: Accessor<Campaign | null>;
  task: Accessor<CampaignTask | null>;
  content: Accessor<Content | null>;
  answers: Accessor<readonly AnswerValue[]>;
  /** The question that digits answer, by its place. */
  current: Accessor<number>;
  /** Why nothing can be shown, or no more answers are taken. */
  problem: Accessor<string | null>;
  isMissing: Accessor<boolean>;
  isDone: Accessor<boolean>;
  isSending: Accessor<boolean>;
  /** Whether all questions that need an answer have one. */
  isComplete: Accessor<boolean>;
  heardShare: Accessor<number | null>;
  again(): void;
  hear(): void;
  setCurrent(place: number): void;
  say(place: number, value: AnswerValue): void;
  /** A digit answers the current question; false where it says nothing to it. */
  digit(digit: number): boolean;
  /** To the next question, and from the last one to the next item, with these answers. */
  onward(): void;
  save(): void;
  /** To the question before, and from the first one to the item before. */
  back(): void;
  /** To the next item without an answer to this one, which comes again at the end. */
  pass(): void;
  engrave: (
    score: Parameters<typeof curation.engraveItem>[1],
  ) => ReturnType<typeof curation.engraveItem>;
}

export function createQueue(campaignId: string): Queue {
  const [campaign, setCampaign] = createSignal<Campaign | null>(null);
  const [task, setTask] = createSignal<CampaignTask | null>(null);
  const [last, setLast] = createSignal<string | null>(null);
  const [answers, setAnswers] = createSignal<readonly AnswerValue[]>([]);
  const [current, setCurrent] = createSignal(0);
  const [isDone, setIsDone] = createSignal(false);
  const [isMissing, setIsMissing] = createSignal(false);
  const questions = (): readonly CampaignQuestion[] => campaign()?.questions ?? [];
  const content = () => {
    const now = task();
    return now ? contentOf(now.piece) : null;
  };
  const { heard, listenAnew } = createHearing(content, () => 0);
  const requests = createRequests((failure) => {
    if (failure.code === "all_answered") {
      stopListening();
      setTask(null);
      setIsDone(true);
      return "done";
    }
    if (failure.code === "campaign_over") {
      stopListening();
      setTask(null);
      return "show";
    }
    if (failure.status === 404 && failure.code === "not_found" && campaign() === null) {
      setIsMissing(true);
      return "done";
    }
    return task() === null ? "show" : "toast";
  });
  const show = (next: CampaignTask) =>
    batch(() => {
      stopListening();
      setPlayhead(null);
      listenAnew();
      setIsDone(false);
      requests.setProblem(null);
      setAnswers(next.answers ?? questions().map(unsaid));
      setCurrent(0);
      setTask(next);
      setLast(next.id);
    });
  const load = async () => {
    if (campaign() === null) setCampaign(await curation.campaign(campaignId));
    show(await curation.nextTask(campaignId, null));
  };
  const save = async () => {
    const now = task();
    if (!now) return;
    const missing = firstMissing(questions(), answers());
    if (missing !== null) {
      setCurrent(missing);
      return;
    }
    await curation.answerTask(now.id, { answers: [...answers()], heard: heard() });
    show(await curation.nextTask(campaignId, now.id));
  };
  const open = (id: string | null | undefined) => {
    if (id) requests.send(async () => show(await curation.campaignTask(id)));
  };
  const say = (place: number, value: AnswerValue) =>
    setAnswers((all) => all.map((one, at) => (at === place ? value : one)));
  const queue: Queue = {
    campaign,
    task,
    content,
    answers,
    current,
    problem: requests.problem,
    isMissing,
    isDone,
    isSending: requests.isSending,
    isComplete: () => task() !== null && firstMissing(questions(), answers()) === null,
    heardShare: () => heard()?.share ?? null,
    again: () => requests.send(load),
    hear() {
      const now = content();
      if (now) listen(PIECE, now);
    },
    setCurrent,
    say,
    digit(digit) {
      const question = questions()[current()];
      if (!question || task() === null || requests.isSending()) return false;
      const value = byDigit(question, answers()[current()] ?? null, digit);
      if (value === null) return false;
      say(current(), value);
      if (isWhole(question) && current() < questions().length - 1) setCurrent(current() + 1);
      return true;
    },
    onward() {
      if (current() < questions().length - 1) setCurrent(current() + 1);
      else requests.send(save);
    },
    save: () => requests.send(save),
    back() {
      // From the end of the queue it leads to what was answered last.
      if (task() === null) open(last());
      else if (current() > 0) setCurrent(current() - 1);
      else open(task()?.previous);
    },
    pass: () =>
      requests.send(async () => show(await curation.nextTask(campaignId, task()?.id ?? null))),
    engrave: (score) => curation.engraveItem(campaignId, score),
  };
  queue.again();
  return queue;
}
