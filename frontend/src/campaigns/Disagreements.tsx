/** Where answers are apart, the furthest first; and what an owner decides beside them. */

import { createResource, createSignal, For, Show } from "solid-js";
import { sentence } from "../api";
import { contentOf } from "../canvases/content";
import { canHear, isSounding, listen, stopListening } from "../canvases/listening";
import { curation } from "../curation";
import type { Campaign, CampaignResults, Disagreement } from "../protocol";
import { HeardBar, PieceInView } from "../rankings/PieceInView";
import { InFull } from "../takes/InFull";
import { Problem } from "../ui/messages/Problem";
import { Dialog } from "../ui/overlays/Dialog";
import { plural } from "../ui/plural";
import { type AnswerValue, unsaid } from "./answers";
import { QuestionField } from "./QuestionField";
import { answerWords } from "./words";

const SHOWN_AT_FIRST = 20;

interface Shared {
  campaign: Campaign;
  results: CampaignResults;
  onDecided: () => void;
}

export function Disagreements(props: Shared) {
  const [open, setOpen] = createSignal<Disagreement | null>(null);
  const [showsAll, setShowsAll] = createSignal(false);
  const all = () => props.results.disagreements;
  const shown = () => (showsAll() ? all() : all().slice(0, SHOWN_AT_FIRST));
  const undecided = () => props.results.num_disagreements - props.results.num_decided;
  const next = (after: Disagreement | null) => {
    const left = all().filter((one) => one.decision === null && !isSame(one, after));
    return left[0] ?? null;
  };
  return (
    <section class="judges" aria-labelledby="disagreements-heading">
      <h2 id="disagreements-heading">They disagree on</h2>
      <Show
        when={all().length > 0}
        fallback={<p class="muted">Nothing so far: no two answers about a take are far apart.</p>}
      >
        <p class="muted figures">
          {plural(props.results.num_disagreements, "time")}, {props.results.num_decided} decided.
          Answers stay, your decision appears beside them.
        </p>
        <ul class="disagreements">
          <For each={shown()}>
            {(one) => <Line one={one} {...props} onOpen={() => setOpen(one)} />}
          </For>
        </ul>
        <div class="disagreement-acts">
          <Show when={undecided() > 0}>
            <button type="button" class="primary" onClick={() => setOpen(next(null))}>
              Decide {undecided()}
            </button>
          </Show>
          <Show when={all().length > shown().length}>
            <button type="button" class="quiet" onClick={() => setShowsAll(true)}>
              Show all {all().length}
            </button>
          </Show>
        </div>
      </Show>
      <Show when={open()} keyed>
        {(one) => (
          <DecideDialog
            {...props}
            one={one}
            onNext={() => setOpen(next(one))}
            onClose={() => setOpen((now) => (isSame(one, now) ? null : now))}
          />
        )}
      </Show>
    </section>
  );
}

const isSame = (one: Disagreement, other: Disagreement | null): boolean =>
  one.item === other?.item && one.question === other?.question;

const nameOf = (results: CampaignResults, number: number): string =>
  results.judges.find((judge) => judge.number === number)?.name ?? `judge ${number}`;

function Line(props: Shared & { one: Disagreement; onOpen: () => void }) {
  const question = () => props.campaign.questions[props.one.question];
  return (
    <li>
      <div class="disagreement-what">
        <b>{props.one.name}</b>
        <span class="muted disagreement-question">{question()?.text}</span>
      </div>
      <div class="disagreement-answers">
        <For each={props.one.answers}>
          {(answer) => (
            <span>
              <span class="muted">{nameOf(props.results, answer.judge)}</span>{" "}
              <b>{question() ? answerWords(question()!, answer.value) : ""}</b>
            </span>
          )}
        </For>
        <Show when={props.one.decision}>
          {(decision) => (
            <span class="disagreement-decision">
              decided: <b>{answerWords(question()!, decision().value)}</b>
            </span>
          )}
        </Show>
      </div>
      <button
        type="button"
        class="quiet"
        aria-label={`${props.one.decision ? "Change" : "Decide"}: ${props.one.name}, ${question()?.text}`}
        onClick={props.onOpen}
      >
        {props.one.decision ? "Change" : "Decide"}
      </button>
    </li>
  );
}

const DECIDED = "decided";

function DecideDialog(
  props: Shared & { one: Disagreement; onNext: () => void; onClose: () => void },
) {
  const [item] = createResource(() => curation.campaignItem(props.one.item));
  const [value, setValue] = createSignal<AnswerValue>(
    props.one.decision?.value ?? unsaid(props.campaign.questions[props.one.question]!),
  );
  const [note, setNote] = createSignal(props.one.decision?.note ?? "");
  const [problem, setProblem] = createSignal<string | null>(null);
  const question = () => props.campaign.questions[props.one.question]!;
  const content = () => {
    const now = item.error ? undefined : item();
    return now ? contentOf(now.piece) : null;
  };
  const close = () => {
    stopListening();
    props.onClose();
  };
  const decide = async (wanted: AnswerValue) => {
    try {
      await curation.decide(props.one.item, {
        question: props.one.question,
        value: wanted,
        note: note(),
      });
      stopListening();
      props.onDecided();
      props.onNext();
    } catch (failure) {
      setProblem(sentence(failure));
    }
  };
  return (
    <Dialog title={props.one.name} class="decide-dialog" onClose={close}>
      <Show when={item.error}>
        <Problem sentence={sentence(item.error)} />
      </Show>
      <Show when={content()} keyed>
        {(now) => (
          <div class="decide-piece">
            <Show when={canHear(now)}>
              <button type="button" onClick={() => listen(DECIDED, now)}>
                {isSounding(DECIDED) ? "Pause" : "Play"}
              </button>
            </Show>
            <InFull
              class="duel-text"
              content={now}
              picture={
                <PieceInView
                  name="it"
                  id={DECIDED}
                  content={now}
                  span={undefined}
                  shows="score"
                  engrave={(score) => curation.engraveItem(props.campaign.id, score)}
                />
              }
            />
            <Show when={canHear(now)}>
              <HeardBar name="it" id={DECIDED} content={now} />
            </Show>
          </div>
        )}
      </Show>
      <div class="decide-answers">
        <For each={props.one.answers}>
          {(answer) => (
            <span>
              <span class="muted">{nameOf(props.results, answer.judge)}</span>{" "}
              <b>{answerWords(question(), answer.value)}</b>
            </span>
          )}
        </For>
      </div>
      <QuestionField
        question={question()}
        number={props.one.question + 1}
        answer={value()}
        isCurrent={false}
        onSay={setValue}
        onCurrent={() => undefined}
      />
      <label class="decide-note">
        Why <small class="muted">if you like</small>
        <textarea
          rows={2}
          maxLength={2000}
          value={note()}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      <Problem sentence={problem()} />
      <div class="dialog-acts">
        <Show when={props.one.decision}>
          <button type="button" onClick={() => void decide(null)}>
            Remove the decision
          </button>
        </Show>
        <button
          type="button"
          class="primary"
          disabled={value() === null}
          onClick={() => void decide(value())}
        >
          Decide
        </button>
      </div>
    </Dialog>
  );
}
