/** A new campaign about some takes: what is asked, who answers, how many about each, until when. */

import { createSignal, For, Index, Match, Show, Switch } from "solid-js";
import { sentence } from "../api";
import { kindNamed } from "../canvases/content";
import { curation } from "../curation";
import { isAtLeast } from "../domain/people/roles";
import type { Campaign, CampaignQuestion, Member } from "../protocol";
import { account } from "../state/account";
import { Problem } from "../ui/messages/Problem";
import { Dialog } from "../ui/overlays/Dialog";
import { plural } from "../ui/plural";
import { emptyQuestion, optionsOf, TYPES, usualQuestions } from "./campaignQuestions";

const MOST_QUESTIONS = 8;

export function CampaignDialog(props: {
  projectId: string;
  takes: readonly string[];
  /** The kind of the chosen takes; null while it is not known. */
  kind: string | null;
  members: readonly Member[];
  onMade: (campaign: Campaign) => void;
  onClose: () => void;
}) {
  const isMusic = props.kind !== null && kindNamed(props.kind).player !== null;
  const [questions, setQuestions] = createSignal<readonly CampaignQuestion[]>(
    usualQuestions(isMusic),
  );
  const people = () =>
    props.members
      .filter((member) => isAtLeast(member.role, "curator"))
      .map((member) => member.person.name);
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(
    new Set(people().filter((name) => name !== account()?.name)),
  );
  const [overlap, setOverlap] = createSignal(2);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [isSending, setIsSending] = createSignal(false);
  const most = () => Math.max(1, chosen().size);
  const toggle = (name: string) => {
    const all = new Set(chosen());
    if (!all.delete(name)) all.add(name);
    setChosen(all);
  };
  const each = () => Math.min(overlap(), most());
  const load = () => Math.ceil((props.takes.length * each()) / most());
  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const deadline = String(form.get("deadline") ?? "");
    setIsSending(true);
    try {
      props.onMade(
        await curation.newCampaign(props.projectId, {
          name: String(form.get("name") ?? "").trim() || "Campaign",
          takes: [...props.takes],
          questions: [...questions()],
          judges: [...chosen()],
          overlap: each(),
          deadline: deadline ? new Date(deadline).toISOString() : null,
        }),
      );
    } catch (failure) {
      setProblem(sentence(failure));
    } finally {
      setIsSending(false);
    }
  };
  return (
    <Dialog
      title={`Campaign about ${plural(props.takes.length, "take")}`}
      class="campaign-dialog"
      onClose={props.onClose}
    >
      <p class="muted">
        Each judge gets a queue and answers alone. You see how far they agree, and decide where they
        do not.
      </p>
      <form class="stacked" onSubmit={make}>
        <label>
          Name
          <input name="name" maxLength={120} value="What do you think?" />
        </label>
        <Questions questions={questions()} onChange={setQuestions} />
        <fieldset class="export-choice">
          <legend class="muted">Judges</legend>
          <For each={people()}>
            {(name) => (
              <label class="check real-choice">
                <input type="checkbox" checked={chosen().has(name)} onChange={() => toggle(name)} />
                {name === account()?.name
                  ? `${name} (you: you see others' answers after your own)`
                  : name}
              </label>
            )}
          </For>
        </fieldset>
        <label>
          Judges for each take
          <input
            type="number"
            min="1"
            max={most()}
            value={each()}
            onChange={(event) => setOverlap(Number(event.currentTarget.value) || 1)}
          />
        </label>
        <p class="muted figures" role="status">
          {chosen().size === 0
            ? "Choose at least one judge: members with the role curator or higher."
            : `${load()} takes for each judge.`}
        </p>
        <label>
          Open until <small class="muted">or until you close it</small>
          <input name="deadline" type="datetime-local" />
        </label>
        <Problem sentence={problem()} />
        <div class="dialog-acts">
          <button
            type="submit"
            class="primary"
            disabled={isSending() || chosen().size === 0 || questions().length === 0}
          >
            Begin campaign
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Questions(props: {
  questions: readonly CampaignQuestion[];
  onChange: (questions: readonly CampaignQuestion[]) => void;
}) {
  const change = (place: number, wanted: Partial<CampaignQuestion>) =>
    props.onChange(props.questions.map((one, at) => (at === place ? { ...one, ...wanted } : one)));
  return (
    <fieldset class="campaign-questions">
      <legend class="muted">Questions</legend>
      <Index each={props.questions}>
        {(question, place) => (
          <div class="campaign-question">
            <div class="campaign-question-line">
              <input
                aria-label={`Question ${place + 1}`}
                placeholder="What do you ask?"
                maxLength={200}
                value={question().text}
                onInput={(event) => change(place, { text: event.currentTarget.value })}
              />
              <select
                aria-label={`Type of question ${place + 1}`}
                value={question().type}
                onChange={(event) =>
                  change(place, { type: event.currentTarget.value as CampaignQuestion["type"] })
                }
              >
                <For each={TYPES}>{(type) => <option value={type.value}>{type.label}</option>}</For>
              </select>
              <button
                type="button"
                class="quiet"
                aria-label={`Remove question ${place + 1}`}
                onClick={() => props.onChange(props.questions.filter((_, at) => at !== place))}
              >
                ×
              </button>
            </div>
            <Details
              question={question()}
              number={place + 1}
              onChange={(wanted) => change(place, wanted)}
            />
          </div>
        )}
      </Index>
      <Show when={props.questions.length < MOST_QUESTIONS}>
        <button
          type="button"
          class="quiet"
          onClick={() => props.onChange([...props.questions, emptyQuestion("choice")])}
        >
          Add a question
        </button>
      </Show>
    </fieldset>
  );
}

/** The words at the ends of a scale, or what can be chosen. */
function Details(props: {
  question: CampaignQuestion;
  number: number;
  onChange: (wanted: Partial<CampaignQuestion>) => void;
}) {
  return (
    <Switch>
      <Match when={props.question.type === "scale"}>
        <div class="campaign-question-line">
          <span class="muted">1 is</span>
          <input
            aria-label={`Lowest step of question ${props.number}`}
            placeholder="least"
            maxLength={40}
            value={props.question.low}
            onInput={(event) => props.onChange({ low: event.currentTarget.value })}
          />
          <input
            class="campaign-steps"
            type="number"
            min="2"
            max="9"
            aria-label={`Steps of question ${props.number}`}
            value={props.question.steps}
            onChange={(event) => props.onChange({ steps: Number(event.currentTarget.value) || 5 })}
          />
          <span class="muted">is</span>
          <input
            aria-label={`Highest step of question ${props.number}`}
            placeholder="most"
            maxLength={40}
            value={props.question.high}
            onInput={(event) => props.onChange({ high: event.currentTarget.value })}
          />
        </div>
      </Match>
      <Match when={props.question.type === "choice" || props.question.type === "several"}>
        <input
          aria-label={`Choices of question ${props.number}, with commas between them`}
          placeholder="yes, no"
          value={props.question.options.join(", ")}
          onChange={(event) => props.onChange({ options: optionsOf(event.currentTarget.value) })}
        />
      </Match>
    </Switch>
  );
}
