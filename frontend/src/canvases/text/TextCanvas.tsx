// The text canvas: tools, the editor, menus, keys and what they say to those who listen.
import { createEffect, createSignal, on, onCleanup, onMount, Show } from "solid-js";
import { clearSelection, setTool, stage } from "../../state/stage/open";
import { toast } from "../../ui/messages/toasts";
import { ContextMenu, type OpenMenu } from "../../ui/overlays/ContextMenu";
import { Announcements } from "../common/Announcements";
import { sendAttention } from "../common/attention";
import { DoubtLegend } from "../common/DoubtLegend";
import { onCanvasKeys } from "../common/keyListener";
import type { CanvasViewProps } from "../common/kind";
import { Opening } from "../common/Opening";
import { StageLine } from "../common/StageLine";
import { cursorWord, putCursor, selectedSpan } from "./acts";
import { followCaret, writeAtOnce } from "./editor/caret";
import { Editor } from "./editor/Editor";
import { offeredNext } from "./editor/inPlace";
import { performWordKey } from "./editor/keymap";
import { followPointers } from "./editor/pointer";
import { placeOfAttention } from "./editor/presence";
import { SpokenWord } from "./editor/SpokenWord";
import { editor, placeOfWord, revealWord } from "./editor/surface";
import { Help } from "./Help";
import { menuAt } from "./menus";
import { openToScripts } from "./scripting";
import { Note } from "./steering/Note";
import { WordAlternatives } from "./steering/WordAlternatives";
import { Toolbar } from "./Toolbar";

export default function TextCanvas(props: CanvasViewProps) {
  let root!: HTMLElement;
  let frame!: HTMLDivElement;
  const [menu, setMenu] = createSignal<OpenMenu | null>(null);
  const [showsHelp, setShowsHelp] = createSignal(false);
  const [said, setSaid] = createSignal("");
  const openMenu = (at: { clientX: number; clientY: number }, word: number) =>
    setMenu(menuAt(at, word));
  const say = (sentence: string) => {
    setSaid(sentence);
    toast(sentence);
  };

  onCanvasKeys({
    isMenuOpen: () => menu() !== null,
    openHelp: () => setShowsHelp(true),
    whileTyping: (event) => openMenuByKey(event, openMenu),
    perform: (event) => performInText(event, root),
  });
  onMount(() => {
    setTool("select");
    onCleanup(followPointers(frame, { openMenu, say }));
    onCleanup(openToScripts(props.session, props.document));
    followCaret(props.document.canvasId);
    writeAtOnce(props.document);
  });
  createEffect(on(stage, () => clearSelection(), { defer: true }));
  createEffect(
    on(stage, ({ view }, before) => {
      // Who began a run from the text, or by a button that is gone, reads on in the text.
      if (view !== "candidate" || before?.view !== "canvas") return;
      const at = document.activeElement;
      if (at === null || at === document.body || at.closest(".text-editor, .generate-acts"))
        queueMicrotask(() => editor()?.focus());
    }),
  );
  // The word that Tab takes is where one reads on.
  createEffect(
    on(offeredNext, (next, before) => next !== null && before == null && putCursor(next)),
  );
  createEffect(
    on(props.document.lastUndone, (cell) => {
      if (!cell || stage().view !== "canvas") return;
      putCursor(cell.column);
      revealWord(cell.column);
    }),
  );
  sendAttention(props, placeOfAttention);
  return (
    <section class="text-canvas" ref={root} aria-label="Text canvas" data-testid="text-canvas">
      <Toolbar openHelp={() => setShowsHelp(true)} />
      <StageLine kind={props.kind} />
      <div class="text-page" ref={frame} data-testid="text-page">
        <Editor />
        <DoubtLegend />
        <Opening document={props.document} />
      </div>
      <Note document={props.document} />
      <WordAlternatives />
      <p class="visually-hidden" id="text-help">
        Each word is unmasked (keep), masked (rewrite) or renoisable (anew). Press Alt and B to
        switch between writing and painting words. Press question mark for all keys.
      </p>
      <SpokenWord />
      <Announcements said={said()} />
      <ContextMenu menu={menu()} close={() => setMenu(null)} />
      <Show when={showsHelp()}>
        <Help close={() => setShowsHelp(false)} />
      </Show>
    </section>
  );
}

const isInText = (target: HTMLElement): boolean => target.closest?.(".cm-content") != null;

function performInText(event: KeyboardEvent, root: HTMLElement): boolean {
  const at = event.target as HTMLElement;
  const isFree = at === document.body || (root.contains(at) && !at.closest("button"));
  return performWordKey(event, isFree && (isInText(at) || at === document.body));
}

/** The menu key opens the menu of the selection, or of the word under the cursor. */
function openMenuByKey(
  event: KeyboardEvent,
  open: (at: { clientX: number; clientY: number }, word: number) => void,
): boolean {
  const isMenuKey = event.key === "ContextMenu" || (event.shiftKey && event.key === "F10");
  if (!isMenuKey || !isInText(event.target as HTMLElement)) return false;
  const word = selectedSpan()?.[0] ?? cursorWord() ?? 0;
  const place = placeOfWord(word);
  if (place) open({ clientX: place.left, clientY: place.bottom + 4 }, word);
  return true;
}
