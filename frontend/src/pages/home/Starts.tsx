/** Three things that begin at one press: a tune is harmonised, a sentence is steered, a pair is judged. */

import { useNavigate } from "@solidjs/router";
import { createSignal, For, type JSX, onCleanup } from "solid-js";
import { pages } from "../../addresses";
import { api, type Start, sentence } from "../../api";
import { useOpenImported } from "../../canvases/common/imported";
import { Miniature } from "../../canvases/Miniature";
import { CANVAS_KINDS } from "../../canvases/registry";
import { accepted, refusal } from "../../domain/importableFiles";
import type { Started } from "../../protocol";
import { studioAddress } from "../../state/addresses";
import { Problem } from "../../ui/messages/Problem";
import { playOde, stopOde } from "./playOde";
import { HARMONISED, MELODY_KEPT, OTHERWISE } from "./startPictures";

const HEIGHT = 104;

/** Where a start leads. */
function addressOf(start: Start, { project, canvas, generation, ranking }: Started): string {
  if (ranking) return pages.duels(project, ranking);
  if (!canvas) return pages.project(project);
  if (!generation) return pages.canvas(project, canvas);
  const address = studioAddress(project, { canvas, generation, candidate: 0, step: null });
  return start === "harmonise" ? `${address}&play=1` : address;
}

/** What is begun now, and why something could not be. */
function useStarting() {
  const navigate = useNavigate();
  const [busy, setBusy] = createSignal<Start | null>(null);
  const [problem, setProblem] = createSignal<string | null>(null);
  const openImported = useOpenImported();
  const attempt = async (start: Start, act: () => Promise<void>) => {
    if (busy() !== null) return;
    setProblem(null);
    setBusy(start);
    try {
      await act();
    } catch (failure) {
      stopOde();
      setProblem(sentence(failure));
      setBusy(null);
    }
  };
  let isLeading = false;
  // Who goes elsewhere meanwhile has nothing to pause the melody with.
  onCleanup(() => busy() === "harmonise" && !isLeading && stopOde());
  return {
    busy,
    problem,
    begin(start: Start) {
      if (busy() === null && start === "harmonise") playOde();
      void attempt(start, async () => {
        const started = await api.begin(start);
        isLeading = true;
        navigate(addressOf(start, started));
      });
    },
    bring(file: File) {
      const refused = refusal(file, CANVAS_KINDS);
      if (refused !== null) return setProblem(refused);
      void attempt("own_music", async () => {
        const { project } = await api.begin("own_music");
        openImported(await api.importFile(project, file, () => {}));
      });
    },
  };
}

export function Starts() {
  const { busy, problem, begin, bring } = useStarting();
  let chooser!: HTMLInputElement;
  const button = (start: Start, label: string, press?: () => void) => ({
    label,
    isBusy: busy() === start,
    press: press ?? (() => begin(start)),
  });
  return (
    <section aria-label="Try it now">
      <ul class="starts">
        <Card
          title="Harmonise a melody"
          text="Ode to Joy is ready. Or use your own: open a MusicXML or MIDI file, or play it in."
          picture={
            <Miniature kind="chorale" grid={HARMONISED} states={MELODY_KEPT} height={HEIGHT} />
          }
          label="composed while you listen"
          buttons={[
            button("harmonise", "Hear it composed"),
            button("own_music", "My melody", () => chooser.click()),
          ]}
        />
        <Card
          title="Steer a sentence"
          text="Free a few words, trust one, doubt another, and see which words each one attracts."
          picture={<Sentence />}
          label="new words for the dotted ones"
          buttons={[button("steer", "Try the sentence"), button("own_text", "My text")]}
        />
        <Card
          title="Choose among many"
          text="Twelve harmonisations of one tune: listen blind, pick the better one, rank with friends."
          picture={
            <div class="start-pair">
              <Miniature kind="chorale" grid={HARMONISED} height={HEIGHT} />
              <Miniature kind="chorale" grid={OTHERWISE} height={HEIGHT} />
            </div>
          }
          label="A or B?"
          buttons={[button("judge", "Judge a pair")]}
        />
      </ul>
      <input
        ref={chooser}
        type="file"
        accept={accepted(CANVAS_KINDS)}
        hidden
        aria-label="My melody"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) bring(file);
        }}
      />
      <Problem sentence={problem()} />
    </section>
  );
}

function Card(props: {
  title: string;
  text: string;
  picture: JSX.Element;
  label: string;
  buttons: { label: string; isBusy: boolean; press: () => void }[];
}) {
  return (
    <li class="start">
      <div class="start-picture" aria-hidden="true">
        {props.picture}
        <span class="pill">{props.label}</span>
      </div>
      <div class="start-words">
        <h2>{props.title}</h2>
        <p>{props.text}</p>
        <div class="button-row">
          <For each={props.buttons}>
            {(button, index) => (
              <button
                type="button"
                classList={{ primary: index() === 0 }}
                aria-busy={button.isBusy}
                onClick={button.press}
              >
                {button.isBusy ? "One moment …" : button.label}
              </button>
            )}
          </For>
        </div>
      </div>
    </li>
  );
}

/** The sentence of the second start, its words in the three states. */
function Sentence() {
  return (
    <p class="start-sentence">
      When the <u class="unmasked">war</u> came to our street, the children had to{" "}
      <u class="masked">play</u> in the <u class="renoisable">cellar</u>. They made the{" "}
      <u class="renoisable">rules</u> in a <u class="renoisable">whisper</u>.
    </p>
  );
}
