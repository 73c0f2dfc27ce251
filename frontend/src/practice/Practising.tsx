/** One piece as a singer practises it, on a phone: part, bars to repeat, how loud the others are, play. */

import { createMemo, For, Show } from "solid-js";
import { hasCountIn, setHasCountIn } from "../audio/player";
import { soundState } from "../audio/synth";
import { type Content, metaOf } from "../canvases/content";
import { isSounding, listen } from "../canvases/listening";
import { ThemeButton } from "../frame/PageHeader";
import { Title } from "../frame/Title";
import { PlayIcon } from "../ui/controls/PlayIcon";
import { chooseByArrows } from "../ui/controls/radioKeys";
import { isPressable, onPageKeys } from "../ui/keys/hotkeys";
import { Part } from "./Part";
import { FASTEST, type Practice, practise, SLOWEST } from "./practise";

const HEARD = "practice";

export function Practising(props: { token: string; content: Content }) {
  const practice = practise(props.content);
  const word = (name: string) => String(metaOf(props.content)[name] ?? "");
  const title = () => word("title") || "A piece";
  const hear = () => listen(HEARD, props.content);
  onPageKeys((event) => {
    if (event.key !== " " || isPressable(event.target)) return false;
    hear();
    return true;
  });
  return (
    <div class="practice-page">
      <Title>{title()}</Title>
      <header class="practice-title">
        <div>
          <h1>{title()}</h1>
          <p class="muted">
            {[word("subtitle"), word("composer"), word("lyricist")].filter(Boolean).join(" · ")}
          </p>
        </div>
        <ThemeButton />
      </header>
      <main>
        <Voices practice={practice} />
        <Part token={props.token} content={props.content} row={practice.voice()} />
        <Bars practice={practice} />
        <Others practice={practice} />
      </main>
      <footer class="practice-foot">
        <Speed practice={practice} />
        <button
          type="button"
          class="play practice-play"
          aria-label={isSounding(HEARD) ? "Pause" : "Play"}
          onClick={hear}
        >
          <PlayIcon isPlaying={isSounding(HEARD)} size={30} />
        </button>
        <button
          type="button"
          role="switch"
          class="practice-count-in"
          aria-checked={hasCountIn()}
          onClick={() => setHasCountIn(!hasCountIn())}
        >
          Count-in <small>{hasCountIn() ? "1 bar" : "off"}</small>
        </button>
        <Show when={soundState() === "loading"}>
          <p class="practice-note" role="status">
            Loading the voices …
          </p>
        </Show>
      </footer>
    </div>
  );
}

function Voices(props: { practice: Practice }) {
  const { voices, letters, voice, chooseVoice } = props.practice;
  return (
    <div class="practice-voices" role="radiogroup" aria-label="My part" onKeyDown={chooseByArrows}>
      <For each={voices}>
        {(one, row) => (
          <button
            type="button"
            role="radio"
            aria-checked={voice() === row()}
            aria-label={one.name}
            onClick={() => chooseVoice(row())}
          >
            <b>{letters[row()]}</b>
            <small>{one.name}</small>
          </button>
        )}
      </For>
    </div>
  );
}

function Bars(props: { practice: Practice }) {
  const { bars, around, pressBar } = props.practice;
  const words = createMemo(() => {
    const now = around();
    if (!now) return "tap a bar";
    const { first, last } = now;
    return first === last ? `bar ${first.number}` : `bars ${first.number} to ${last.number}`;
  });
  const isIn = (first: number) => {
    const now = around();
    return now !== null && first >= now.first.first && first <= now.last.first;
  };
  return (
    <section aria-labelledby="practice-repeat">
      <p class="practice-line">
        <b id="practice-repeat">Repeat</b>
        <span role="status">{words()}</span>
      </p>
      <div class="practice-bars">
        <For each={bars}>
          {(bar) => (
            <button
              type="button"
              aria-pressed={isIn(bar.first)}
              aria-label={bar.number === 0 ? "Pickup" : `Bar ${bar.number}`}
              onClick={() => pressBar(bar)}
            >
              {bar.number === 0 ? "–" : bar.number}
            </button>
          )}
        </For>
      </div>
    </section>
  );
}

function Others(props: { practice: Practice }) {
  const { others, setOthers } = props.practice;
  return (
    <>
      <label class="practice-line" for="practice-others">
        <b>My voice loud</b>
        <span>others {others()} %</span>
      </label>
      <input
        id="practice-others"
        type="range"
        min="0"
        max="100"
        step="5"
        value={others()}
        aria-valuetext={`The others at ${others()} %`}
        onInput={(event) => setOthers(event.currentTarget.valueAsNumber)}
      />
      <p class="practice-ends" aria-hidden="true">
        <span>only me</span>
        <span>all as loud</span>
      </p>
    </>
  );
}

function Speed(props: { practice: Practice }) {
  const { speed, changeSpeed } = props.practice;
  return (
    <fieldset class="practice-speed">
      <legend class="visually-hidden">Speed</legend>
      <button
        type="button"
        aria-label="Slower"
        disabled={speed() <= SLOWEST}
        onClick={() => changeSpeed(-1)}
      >
        −
      </button>
      <span role="status">
        {speed()} % <small>speed</small>
      </span>
      <button
        type="button"
        aria-label="Faster"
        disabled={speed() >= FASTEST}
        onClick={() => changeSpeed(1)}
      >
        +
      </button>
    </fieldset>
  );
}
