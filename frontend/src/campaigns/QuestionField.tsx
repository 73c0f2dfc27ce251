/** A question of a campaign with what can be answered to it; the same for judges and for who decides. */

import { createEffect, For, Match, Show, Switch } from "solid-js";
import type { CampaignQuestion } from "../protocol";
import { type AnswerValue, isChosen, toggled } from "./answers";

export function QuestionField(props: {
  question: CampaignQuestion;
  /** From 1. */
  number: number;
  answer: AnswerValue;
  /** Whether digits answer this one. */
  isCurrent: boolean;
  onSay: (value: AnswerValue) => void;
  onCurrent: () => void;
  /** In a text: Enter, and Backspace where there is nothing to delete. */
  onEnter?: () => void;
  onBack?: () => void;
}) {
  return (
    <fieldset class="question" classList={{ "is-current": props.isCurrent }}>
      <legend>
        <span class="question-number" aria-hidden="true">
          {props.number}
        </span>
        {props.question.text}
        <Show when={props.question.type === "several"}>
          <small class="muted"> as many as fit, or none</small>
        </Show>
        <Show when={props.question.type === "text"}>
          <small class="muted"> if you like</small>
        </Show>
      </legend>
      <Switch>
        <Match when={props.question.type === "scale"}>
          <Scale {...props} />
        </Match>
        <Match when={props.question.type === "text"}>
          <TextField {...props} />
        </Match>
        <Match when={true}>
          <Choices {...props} />
        </Match>
      </Switch>
    </fieldset>
  );
}

interface FieldProps {
  question: CampaignQuestion;
  answer: AnswerValue;
  isCurrent: boolean;
  onSay: (value: AnswerValue) => void;
  onCurrent: () => void;
  onEnter?: () => void;
  onBack?: () => void;
}

function Scale(props: FieldProps) {
  const steps = () => Array.from({ length: props.question.steps }, (_, place) => place + 1);
  return (
    <div class="question-scale">
      <span class="muted">{props.question.low}</span>
      <div class="question-steps">
        <For each={steps()}>
          {(step) => (
            <button
              type="button"
              class="question-option"
              aria-pressed={isChosen(props.answer, step)}
              onClick={() => {
                props.onCurrent();
                props.onSay(step);
              }}
            >
              {step}
            </button>
          )}
        </For>
      </div>
      <span class="muted">{props.question.high}</span>
    </div>
  );
}

function Choices(props: FieldProps) {
  const say = (option: string) => {
    props.onCurrent();
    props.onSay(props.question.type === "several" ? toggled(props.answer, option) : option);
  };
  return (
    <div class="question-choices">
      <For each={props.question.options}>
        {(option, place) => (
          <button
            type="button"
            class="question-option"
            aria-pressed={isChosen(props.answer, option)}
            onClick={() => say(option)}
          >
            {option}
            <Show when={props.isCurrent}>
              <kbd aria-hidden="true">{place() + 1}</kbd>
            </Show>
          </button>
        )}
      </For>
    </div>
  );
}

function TextField(props: FieldProps) {
  let field!: HTMLTextAreaElement;
  createEffect(() => {
    if (props.isCurrent) field.focus();
    else if (document.activeElement === field) field.blur();
  });
  const keys = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const isEmpty = field.value === "";
    if (event.key === "Enter" && !event.shiftKey && props.onEnter) props.onEnter();
    else if (event.key === "Backspace" && isEmpty && !event.repeat && props.onBack) props.onBack();
    else return;
    event.preventDefault();
  };
  return (
    <textarea
      ref={field}
      class="question-text"
      rows={2}
      maxLength={2000}
      aria-label={props.question.text}
      value={typeof props.answer === "string" ? props.answer : ""}
      onInput={(event) => props.onSay(event.currentTarget.value)}
      onFocus={() => props.onCurrent()}
      onKeyDown={keys}
    />
  );
}
