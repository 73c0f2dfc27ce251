// The text canvas: tools, the editor, menus, keys and what they say to those who listen.
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show } from "solid-js";
import { DEFAULT_PIN, STATE_NAMES } from "../../domain/cells";
import { FREE } from "../../domain/text/words";
import { alternatives, isDoubtShown, isLooking } from "../../state/looks";
import { clearSelection, setTool } from "../../state/selection";
import { isRunning, shownGeneration, shownStep, stage } from "../../state/stage";
import { ContextMenu, type OpenMenu } from "../../ui/ContextMenu";
import { toast } from "../../ui/toasts";
import { Alternatives } from "../common/Alternatives";
import { HelpDialog } from "../common/HelpDialog";
import type { CanvasViewProps } from "../common/kind";
import { StageLine } from "../common/StageLine";
import { cursorWord, putCursor, selectedSpan } from "./acts";
import { followCaret } from "./caret";
import { Editor } from "./Editor";
import { performWordKey, TEXT_KEYS } from "./keymap";
import { menuAt } from "./menus";
import { isWriting } from "./mode";
import { followPointers } from "./pointer";
import { placeToTell } from "./presence";
import { openToScripts } from "./scripting";
import { shownText } from "./shown";
import { editor, placeOfWord, revealWord } from "./surface";
import { Toolbar } from "./Toolbar";
import { UnknownWords } from "./UnknownWords";

const ANNOUNCE_INTERVAL_MS = 5_000;

export default function TextCanvas(props: CanvasViewProps) {
  let root!: HTMLElement;
  let frame!: HTMLDivElement;
  const [menu, setMenu] = createSignal<OpenMenu | null>(null);
  const [showsHelp, setShowsHelp] = createSignal(false);
  const [said, setSaid] = createSignal("");

  function onKeyDown(event: KeyboardEvent): void {
    const at = event.target as HTMLElement;
    if (event.defaultPrevented || menu() || document.querySelector("dialog[open]")) return;
    const isInText =
      at.closest?.(".cm-content") !== null && at.closest?.(".cm-content") !== undefined;
    if (isInText && (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10"))) {
      openMenuAtCursor();
      event.preventDefault();
      return;
    }
    if (at.closest?.("input, textarea, select, [contenteditable=true]")) return;
    if (event.key === "?") {
      setShowsHelp(true);
      event.preventDefault();
      return;
    }
    const isFree = at === document.body || (root.contains(at) && !at.closest("button"));
    if (performWordKey(event, isFree && (isInText || at === document.body))) event.preventDefault();
  }

  function openMenuAtCursor(): void {
    const word = selectedSpan()?.[0] ?? cursorWord() ?? 0;
    const place = placeOfWord(word);
    if (place) setMenu(menuAt({ clientX: place.left, clientY: place.bottom + 4 }, word));
  }

  onMount(() => {
    setTool("select");
    window.addEventListener("keydown", onKeyDown);
    onCleanup(() => window.removeEventListener("keydown", onKeyDown));
    onCleanup(
      followPointers(frame, { openMenu: (at, word) => setMenu(menuAt(at, word)), say: setSaid }),
    );
    onCleanup(openToScripts(props.session, props.document));
    followCaret(props.document.canvasId);
  });
  createEffect(on(stage, () => clearSelection(), { defer: true }));
  createEffect(
    on(props.document.lastUndone, (cell) => {
      if (!cell || stage().view !== "canvas") return;
      putCursor(cell.column);
      revealWord(cell.column);
    }),
  );

  // Others see where this person's attention is.
  createEffect(() => {
    const now = stage();
    const at = cursorWord();
    const span = selectedSpan();
    const { words, isCanvas } = shownText();
    const caret = isCanvas && isWriting() ? editor()?.state.selection.main.head : undefined;
    const place = isCanvas ? placeToTell(caret ?? words[at ?? -1]?.to ?? 0) : null;
    const [from, to] = span ? [words[span[0]]?.from, words[span[1]]?.to] : [];
    const ends =
      isCanvas && from !== undefined && to !== undefined
        ? [placeToTell(from), placeToTell(to)]
        : [null, null];
    props.session.setPresence({
      canvas: props.document.canvasId,
      stage: now.view === "canvas" ? "canvas" : `generation:${now.generation}:${now.candidate}`,
      cursor: place === null || (at === null && caret === undefined) ? null : [place, 0],
      selection: ends[0] && ends[1] ? [[ends[0], ends[1], 0, 0]] : [],
    });
  });

  const asked = createMemo(() => alternatives()?.cells[0]?.column ?? null);
  return (
    <section class="text-canvas" ref={root} aria-label="Text canvas" data-testid="text-canvas">
      <Toolbar openHelp={() => setShowsHelp(true)} />
      <StageLine kind={props.kind} />
      <div class="text-page" ref={frame} data-testid="text-page">
        <Editor />
        <Show when={isDoubtShown()}>
          <div class="doubt-legend" data-testid="doubt-legend">
            <span>{isLooking() ? "Asking the model …" : "Doubt"}</span>
            <span class="doubt-scale" aria-hidden="true">
              <i />
              <i />
              <i />
              <i />
              <i />
            </span>
            <span class="muted">from sure to unsure</span>
          </div>
        </Show>
        <Show when={!props.document.isLoaded()}>
          <p class="stage-note" role="status">
            Opening the canvas…
          </p>
        </Show>
      </div>
      <UnknownWords />
      <Alternatives
        place={asked() === null ? null : placeOfWord(asked() as number)}
        name={`Word ${(asked() ?? 0) + 1}`}
        now={nameOfNow(shownText().words[asked() ?? -1]?.word)}
      />
      <p class="visually-hidden" id="text-help">
        Each word is unmasked (keep), masked (rewrite) or renoisable (anew). Press Control and B to
        switch between writing and painting words. Press question mark for all keys.
      </p>
      <SpokenWord />
      <Announcements said={said()} />
      <ContextMenu menu={menu()} close={() => setMenu(null)} />
      <Show when={showsHelp()}>
        <HelpDialog
          keys={TEXT_KEYS.map(({ keys, label, group }) => ({ keys: keys[0] ?? "", label, group }))}
          close={() => setShowsHelp(false)}
        >
          <p>
            A pinned word cannot change. A small lock shows where the pin differs from the state's
            usual one. A dotted line under a word shows that the model wrote it, a dashed one that a
            person corrected it. A wavy line marks a word the model does not know.
          </p>
          <p>
            While you write, Alt with 1, 2 or 3 sets the state of the selected words; with the tool
            that paints, 1, 2 and 3 do. While you paint on a touch screen, one finger paints, two
            fingers scroll, and a long press opens the menu.
          </p>
        </HelpDialog>
      </Show>
    </section>
  );
}

const nameOfNow = (word: string | undefined): string =>
  word === undefined || word === FREE ? "free" : word;

/** What a screen reader hears of the word under the cursor. */
function SpokenWord() {
  const sentence = createMemo(() => {
    const at = cursorWord();
    const word = at === null ? undefined : shownText().words[at];
    if (at === null || !word) return "";
    if (isWriting() && word.state === 0 && word.isPinned) return "";
    const name = word.word === FREE ? "open place" : word.word;
    const pin =
      word.isPinned === DEFAULT_PIN[word.state] ? "" : word.isPinned ? ", pinned" : ", not pinned";
    return isWriting()
      ? `${STATE_NAMES[word.state]}${pin}`
      : `word ${at + 1}, ${name}, ${STATE_NAMES[word.state]}${pin}`;
  });
  return (
    <div class="visually-hidden" aria-live="polite" data-testid="spoken-word">
      {sentence()}
    </div>
  );
}

/** A step at most every five seconds, the end of a run, and words taken over. */
function Announcements(props: { said: string }) {
  const [sentence, setSentence] = createSignal("");
  let saidAt = Number.NEGATIVE_INFINITY;
  createEffect(() => setSentence(props.said));
  createEffect(() => {
    const generation = shownGeneration()?.generation();
    const step = shownStep();
    if (!generation || step === null) return;
    const now = performance.now();
    if (isRunning() && now - saidAt < ANNOUNCE_INTERVAL_MS) return;
    saidAt = now;
    setSentence(
      isRunning()
        ? `Step ${step} of ${generation.num_steps}`
        : `Generation ${generation.number} ${generation.state}, step ${step} of ${generation.num_steps}`,
    );
  });
  createEffect(() => {
    if (props.said) toast(props.said);
  });
  return (
    <div class="visually-hidden" aria-live="polite" data-testid="step-announcement">
      {sentence()}
    </div>
  );
}
