/** One large button that says what it will do, how long that takes, and the generation at work. */

import {
  createEffect,
  createMemo,
  createSignal,
  For,
  type JSX,
  on,
  onCleanup,
  Show,
} from "solid-js";
import { Dynamic } from "solid-js/web";
import { openKind } from "../../canvases/registry";
import { isResting } from "../../domain/generation/progress";
import type { Proposal } from "../../domain/generation/proposals";
import type { Choices, Values } from "../../state/generations/choices";
import { composeWanted } from "../../state/generations/composeWanted";
import { generate } from "../../state/generations/generating";
import { useStudio } from "../../state/stage/studio";
import { MOD, onKeys } from "../../ui/keys/hotkeys";
import { registerKeys } from "../../ui/keys/keyHelp";
import { AtWork } from "../candidates/AtWork";
import { AllSettings } from "./AllSettings";
import { type Composing, useComposing } from "./composing";
import { KEYMAP, performKey } from "./keymap";
import { SettingSliders } from "./SettingSliders";
import { Speeds, speedName, useSeconds } from "./Speeds";
import { useChoices } from "./useChoices";

export function GeneratePanel() {
  const studio = useStudio();
  const chosen = useChoices();
  const composing = useComposing(chosen.choices);
  const seconds = useSeconds(chosen.choices, composing);
  const fold = useFold();
  const start = () => composing.start(chosen.choices());
  useKeys(composing, chosen.choices);
  createEffect(on(composeWanted, start, { defer: true }));
  /** A paused generation appears below the large button, a running one in its place. */
  const resting = createMemo(() => {
    const active = studio.active();
    return active && isResting(active) ? active : null;
  });
  const atWork = () => (resting() ? null : studio.active());
  const foldButton = () => (
    <FoldButton
      isFolded={fold.isFolded()}
      speed={speedName(chosen.choices(), studio.kind()?.qualities ?? [], chosen.specs())}
      onToggle={fold.toggle}
    />
  );
  return (
    <section
      class="box generate"
      classList={{ "is-folded": fold.isFolded() }}
      aria-labelledby="generate-heading"
    >
      <h2 id="generate-heading" class="visually-hidden">
        Generate
      </h2>
      <div class="generate-acts">
        <Show
          when={atWork()}
          fallback={
            <StartActs composing={composing} choices={chosen.choices()} isFolded={fold.isFolded()}>
              {foldButton()}
            </StartActs>
          }
        >
          {(active) => (
            <AtWork generation={active()} wanted={chosen.choices().values} onAnother={start}>
              {foldButton()}
            </AtWork>
          )}
        </Show>
        <Show when={resting()}>
          {(paused) => (
            <div class="resting">
              <AtWork generation={paused()} wanted={chosen.choices().values} onAnother={start} />
            </div>
          )}
        </Show>
      </div>
      <Show when={!fold.isFolded()}>
        <div class="generate-settings">
          <Speeds
            choices={chosen.choices()}
            specs={chosen.specs()}
            seconds={seconds}
            onChange={chosen.change}
          />
          <SettingSliders
            specs={chosen.specs()}
            values={chosen.choices().values}
            onChange={(name, value) => chosen.setValue(name)(value)}
          />
          <Dynamic
            component={openKind().Asking}
            values={chosen.choices().values}
            change={(name: string, value: Values[string]) => chosen.setValue(name)(value)}
          />
          <AllSettings chosen={chosen} composing={composing} />
        </div>
      </Show>
    </section>
  );
}

/** Once there is something to choose from, the panel is one line until a person opens it. */
function useFold() {
  const studio = useStudio();
  const phone = window.matchMedia("(max-width: 720px)");
  const [isPhone, setIsPhone] = createSignal(phone.matches);
  const follow = () => setIsPhone(phone.matches);
  phone.addEventListener("change", follow);
  onCleanup(() => phone.removeEventListener("change", follow));
  const [chosenFold, setChosenFold] = createSignal<boolean | null>(null);
  // On a phone the panel is a page of its own.
  const isFolded = () => !isPhone() && (chosenFold() ?? studio.generations().length > 0);
  return { isFolded, toggle: () => setChosenFold(!isFolded()) };
}

function FoldButton(props: { isFolded: boolean; speed: string; onToggle: () => void }) {
  const studio = useStudio();
  return (
    <Show when={studio.generations().length > 0}>
      <button
        type="button"
        class="fold"
        aria-expanded={!props.isFolded}
        aria-label="Settings"
        title={props.isFolded ? "Show the settings" : "Hide the settings"}
        data-testid="fold-settings"
        onClick={props.onToggle}
      >
        {props.speed} <span aria-hidden="true">{props.isFolded ? "▾" : "▴"}</span>
      </button>
    </Show>
  );
}

function useKeys(composing: Composing, choices: () => Choices): void {
  const studio = useStudio();
  const marked = () => composing.proposals().find(({ cells }) => cells === null);
  onCleanup(registerKeys(KEYMAP));
  onKeys((event) => {
    const isAnswered = performKey(event, {
      studio,
      active: studio.canEdit() ? studio.active() : null,
      start: () => composing.start(choices()),
      startWithNewSeed: () =>
        void generate(studio, { ...composing.choicesFor(choices(), marked()), seed: null }),
    });
    if (isAnswered) event.preventDefault();
  });
}

/** What is composed at a press, or why nothing can be now; and what else could be. */
function StartActs(props: {
  composing: Composing;
  choices: Choices;
  isFolded: boolean;
  children: JSX.Element;
}) {
  const studio = useStudio();
  const { proposals, obstacle, start } = props.composing;
  const others = () => {
    const hasOthers = !props.isFolded || studio.selecting.selectedCells().length > 0;
    return obstacle() === null && hasOthers ? proposals().slice(1) : [];
  };
  const failed = () => (studio.selected()?.state === "failed" ? studio.selected() : null);
  return (
    <>
      <div class="button-row">
        <button
          type="button"
          class="primary grow compose"
          data-testid="generate"
          disabled={obstacle() !== null}
          aria-describedby="generate-obstacle"
          onClick={() => start(props.choices)}
        >
          {proposals()[0]?.label ?? "Generate"} <kbd>{MOD}↵</kbd>
        </button>
        {props.children}
      </div>
      <p class="hint" id="generate-obstacle">
        {obstacle() ?? ""}
      </p>
      <Show when={openKind().lack(studio.kind()?.settings ?? [])}>
        {(lack) => (
          <p class="hint" data-testid="lack">
            {lack()}
          </p>
        )}
      </Show>
      <Show when={obstacle() === null && openKind().Rewording}>
        {(rewording) => (
          <Dynamic
            component={rewording()}
            values={props.choices.values}
            start={(proposal: Proposal) => start(props.choices, proposal)}
          />
        )}
      </Show>
      <Show when={others().length > 0}>
        <p class="hint instead">
          <For each={others()}>
            {(proposal) => (
              <button type="button" class="link" onClick={() => start(props.choices, proposal)}>
                {proposal.label}
              </button>
            )}
          </For>
        </p>
      </Show>
      <Show when={failed()}>
        {(one) => (
          <div class="failed" role="alert">
            <p>{one().error ?? "The generation failed. Try again."}</p>
            <button
              type="button"
              disabled={obstacle() !== null}
              onClick={() => start(props.choices)}
            >
              Retry
            </button>
          </div>
        )}
      </Show>
    </>
  );
}
