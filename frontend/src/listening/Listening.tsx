/** A listening test: what it is, one piece at a time, and how it went. */

import { createSignal, For, Match, Show, Switch } from "solid-js";
import { position } from "../audio/player";
import { soundState } from "../audio/synth";
import { type Content, kindNamed } from "../canvases/content";
import { canHear, isHeard, isSounding } from "../canvases/listening";
import { ThemeButton } from "../frame/PageHeader";
import { Title } from "../frame/Title";
import type { Listening as Test } from "../protocol";
import { playhead } from "../state/stage/playhead";
import { InFull } from "../takes/InFull";
import { PlayIcon } from "../ui/controls/PlayIcon";
import { isPressable, onPageKeys } from "../ui/keys/hotkeys";
import { plural } from "../ui/plural";
import { type Answering, answering, PIECE } from "./answering";
import { ownResult, personWord, titleOf } from "./words";

const SKILLS = [
  [1, "Not at all"],
  [2, "A little"],
  [3, "Fairly well"],
  [4, "Well"],
  [5, "It is my profession"],
] as const;

export function Listening(props: { token: string; first: Test }) {
  const state = answering(props.token, props.first);
  onPageKeys((event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (state.question() === null) return false;
    if (event.key === " " && !isPressable(event.target)) state.hear();
    else if (event.key === "1" || event.key === "ArrowLeft") state.answer("person");
    else if (event.key === "2" || event.key === "ArrowRight") state.answer("model");
    else return false;
    return true;
  });
  return (
    <div class="listen-page">
      <Title>{titleOf(state.test())}</Title>
      <header class="listen-head">
        <span class="muted figures" role="status">
          <Show when={state.question()}>
            {(now) => (
              <>
                {now().number} of {state.test().num_questions}
              </>
            )}
          </Show>
        </span>
        <ThemeButton />
      </header>
      <main>
        <h1>{titleOf(state.test())}</h1>
        <Show when={state.test().is_member}>
          <p class="listen-note">
            You are a member of this project and may know the pieces, so your answers are a trial
            and do not count.
          </p>
        </Show>
        <Switch fallback={<p class="muted">Choosing a piece …</p>}>
          <Match when={state.problem()}>
            <p class="problem" role="alert">
              {state.problem()}
            </p>
            <button type="button" onClick={state.again}>
              Try again
            </button>
          </Match>
          <Match when={state.isDone()}>
            <Ended test={state.test()} />
          </Match>
          <Match when={!state.test().has_begun}>
            <Beginning state={state} />
          </Match>
          <Match when={state.content()} keyed>
            {(content) => <Piece state={state} content={content} />}
          </Match>
        </Switch>
      </main>
    </div>
  );
}

function Beginning(props: { state: Answering }) {
  const [skill, setSkill] = createSignal<number | null>(null);
  const rules = () => props.state.test().rules;
  const isMusic = () => kindNamed(props.state.test().kind).player !== null;
  const begin = (event: SubmitEvent) => {
    event.preventDefault();
    const chosen = skill();
    if (chosen !== null) props.state.begin(chosen);
  };
  return (
    <form onSubmit={begin}>
      <p>
        {isMusic() ? "You hear" : "You read"} {props.state.test().num_questions} pieces, one at a
        time, without a name. Some were made by{" "}
        {personWord(props.state.test()) === "Bach" ? "Johann Sebastian Bach" : "people"}, the others
        by a model. Say which you think it was.
      </p>
      <Show when={isMusic() && rules().min_listening_s > 0}>
        <p class="muted">
          You can answer after {plural(rules().min_listening_s, "second")} of each.
        </p>
      </Show>
      <fieldset class="listen-skill">
        <legend>How well do you know such {isMusic() ? "music" : "texts"}?</legend>
        <For each={SKILLS}>
          {([value, label]) => (
            <label class="check">
              <input
                type="radio"
                name="skill"
                checked={skill() === value}
                onChange={() => setSkill(value)}
              />
              {label}
            </label>
          )}
        </For>
      </fieldset>
      <button
        type="submit"
        class="primary listen-begin"
        disabled={skill() === null || props.state.isSending()}
      >
        Begin
      </button>
      <p class="muted listen-small">
        No account. Only your answers are kept, and a cookie so that each browser takes part once.
        The test ends once the share of the model's pieces that are recognised is known to ±
        {Math.round(100 * rules().precision)} in 100, or after {rules().most_answers} answers about
        them.
      </p>
    </form>
  );
}

function Piece(props: { state: Answering; content: Content }) {
  const hasSound = () => canHear(props.content);
  return (
    <>
      <Show
        when={hasSound()}
        fallback={<InFull class="listen-text" content={props.content} picture={null} />}
      >
        <p class="muted">Listen. No score, no name.</p>
        <Player state={props.state} content={props.content} />
      </Show>
      <div class="listen-acts">
        <For each={["person", "model"] as const}>
          {(says) => (
            <button
              type="button"
              class="listen-answer"
              disabled={!props.state.mayAnswer() || props.state.isSending()}
              onClick={() => props.state.answer(says)}
            >
              {says === "person" ? personWord(props.state.test()) : "Model"}
              <kbd aria-hidden="true">{says === "person" ? "1" : "2"}</kbd>
            </button>
          )}
        </For>
      </div>
    </>
  );
}

function Player(props: { state: Answering; content: Content }) {
  const numColumns = () => Math.max(1, props.content.grid[0]?.length ?? 1);
  const at = () => {
    playhead();
    return isHeard(PIECE) ? Math.min(1, position() / numColumns()) : 0;
  };
  const words = () => {
    const heard = Math.floor(props.state.heardSeconds() ?? 0);
    if (props.state.mayAnswer()) return "You can answer now, or hear the end.";
    return `Heard ${heard} of ${plural(props.state.test().rules.min_listening_s, "second")}.`;
  };
  return (
    <div class="listen-player">
      <button
        type="button"
        class="play listen-play"
        aria-label={isSounding(PIECE) ? "Pause" : "Play"}
        onClick={props.state.hear}
      >
        <PlayIcon isPlaying={isSounding(PIECE)} size={36} />
      </button>
      <div class="heard-bar listen-bar" aria-hidden="true">
        <i style={{ width: `${100 * at()}%` }} />
      </div>
      <p class="muted figures" role="status">
        {soundState() === "loading" ? "Loading the voices …" : words()}
      </p>
    </div>
  );
}

function Ended(props: { test: Test }) {
  return (
    <section class="listen-end">
      <Show
        when={props.test.has_begun}
        fallback={<p>This test has all of its answers. Thank you for coming.</p>}
      >
        <p>{ownResult(props.test.num_right ?? 0, props.test.num_answered)}</p>
      </Show>
      <Show when={!props.test.is_over}>
        <p class="muted">
          Thank you. Others still listen, so which piece was whose is not said yet.
        </p>
      </Show>
    </section>
  );
}
