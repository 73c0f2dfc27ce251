// The chorale canvas: tools, roll or score, lanes, menus, keys and what they say to those who listen.
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show } from "solid-js";
import { MASKED, RENOISABLE } from "../../domain/cells";
import { noteAt, VOICES } from "../../domain/chorale/symbols";
import { cursor, selection, setStates, setTool } from "../../state/selection";
import { shownColumns, shownGeneration, shownGrid, shownStep, stage } from "../../state/stage";
import { ContextMenu, type OpenMenu } from "../../ui/ContextMenu";
import { HelpDialog } from "../common/HelpDialog";
import type { CanvasViewProps } from "../common/kind";
import { StageLine } from "../common/StageLine";
import { canPaint, openCanvas } from "./acts";
import { CellGrid } from "./CellGrid";
import type { Point } from "./gestures/gesture";
import { KEYMAP, performKey } from "./keymap";
import { Lanes } from "./Lanes";
import { menuAt, menuOfSelection, voiceMenu } from "./menus";
import { DoubtLegend } from "./NoteAlternatives";
import { PlayIn } from "./playIn/PlayIn";
import { isPlayingIn } from "./playIn/playIn";
import { Roll } from "./Roll";
import { ScoreDialog } from "./ScoreDialog";
import { drawInRollOnly, notation } from "./score/notation";
import { Score } from "./score/Score";
import { openToScripts } from "./scripting";
import { Toolbar } from "./Toolbar";
import { reveal, showWhole } from "./view";

/** Steps are announced to a screen reader at most this often. */
const ANNOUNCE_INTERVAL_MS = 5_000;

export default function ChoraleCanvas(props: CanvasViewProps) {
  let root!: HTMLElement;
  drawInRollOnly();
  const [menu, setMenu] = createSignal<OpenMenu | null>(null);
  const [dialog, setDialog] = createSignal<"help" | "score" | null>(null);
  const isEmpty = createMemo(
    () =>
      stage().view === "canvas" &&
      props.document.isLoaded() &&
      shownGrid().every((row) => row.every((symbol) => symbol === 0)),
  );
  /** An empty canvas whose cells are all kept has nothing for a generation to do yet. */
  const isUntouched = createMemo(
    () =>
      isEmpty() &&
      !props.document
        .states()
        .some((row) => row.some((state) => state === MASKED || state === RENOISABLE)),
  );

  function onKeyDown(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.defaultPrevented || menu() || document.querySelector("dialog[open]")) return;
    if (target.closest("input, textarea, select, [contenteditable]")) return;
    const isCopying = (event.ctrlKey || event.metaKey) && /^[cx]$/i.test(event.key);
    if (isCopying && window.getSelection()?.toString()) return;
    if (event.key === "?") {
      setDialog("help");
      event.preventDefault();
      return;
    }
    const isInCanvas = root.contains(target);
    // A voice's letter selects; but for its own two keys, keys go to what it selected.
    const isPressed = event.key === "Enter" || event.key === " ";
    const button = target.closest(isPressed ? "button" : "button:not(.lane-letter)");
    const isFocused = target === document.body || (isInCanvas && !button);
    if (performKey(event, isFocused)) event.preventDefault();
  }

  onMount(() => {
    window.addEventListener("keydown", onKeyDown);
    onCleanup(() => window.removeEventListener("keydown", onKeyDown));
    onCleanup(openToScripts(props.session, props.document));
  });

  // The first view of a canvas shows all of it, if that is readable.
  createEffect(
    on(
      () => [props.document.canvasId, props.document.isLoaded()] as const,
      ([, isLoaded]) =>
        isLoaded && requestAnimationFrame(() => showWhole(props.document.symbols())),
    ),
  );
  createEffect(
    on(props.document.lastUndone, (cell) => {
      if (!cell) return;
      const note = noteAt(props.document.symbols()[cell.row] ?? [], cell.row, cell.column);
      reveal(cell.column, note?.pitch);
    }),
  );
  // Others see where this person's attention is.
  createEffect(() => {
    const at = cursor();
    const now = stage();
    props.session.setPresence({
      canvas: props.document.canvasId,
      stage: now.view === "canvas" ? "canvas" : `generation:${now.generation}:${now.candidate}`,
      cursor: at ? [at.column, at.row] : null,
      selection: selection()
        .slice(-16)
        .map((one) => [one.firstColumn, one.lastColumn, one.firstRow, one.lastRow]),
    });
  });

  const openMenu =
    (place: "roll" | "lanes") => (at: { clientX: number; clientY: number }, point: Point) =>
      setMenu(menuAt(at, point, place));

  function makeEverythingRenoisable(): void {
    const cells = [...VOICES.keys()].flatMap((row) =>
      shownColumns().map((_, column) => ({ row, column })),
    );
    setStates(cells, RENOISABLE);
  }

  return (
    <section class="chorale" ref={root} aria-label="Chorale canvas" data-testid="chorale">
      <Toolbar openScore={() => setDialog("score")} openHelp={() => setDialog("help")} />
      <StageLine kind={props.kind} />
      <div class="chorale-stage">
        <Roll isShown={notation() === "roll"} openMenu={openMenu("roll")} />
        <Show when={notation() === "score"}>
          <Score openMenu={(at, column) => setMenu(menuOfSelection(at, column))} />
        </Show>
        <DoubtLegend />
        <Show when={isPlayingIn() && canPaint()}>
          <PlayIn />
        </Show>
        <Show when={!props.document.isLoaded()}>
          <p class="stage-note" role="status">
            Opening the canvas…
          </p>
        </Show>
        <Show when={isUntouched() && openCanvas()}>
          <div class="canvas-invitation">
            <h2>An empty canvas</h2>
            <p>
              Draw notes here, or let the model compose: it writes everything you mark renoisable
              (anew), starting from noise.
            </p>
            <p>
              <button type="button" class="primary" onClick={makeEverythingRenoisable}>
                Start from noise
              </button>
              <button type="button" onClick={() => setTool("draw")}>
                Draw notes <kbd>D</kbd>
              </button>
            </p>
          </div>
        </Show>
      </div>
      <Lanes
        openMenu={openMenu("lanes")}
        openVoiceMenu={(at, row) => setMenu(voiceMenu(at, row))}
      />
      <CellGrid />
      <Announcements />
      <ContextMenu menu={menu()} close={() => setMenu(null)} />
      <Show when={dialog() === "help"}>
        <HelpDialog
          keys={KEYMAP.map(({ keys, label, group }) => ({ keys: keys[0] ?? "", label, group }))}
          close={() => setDialog(null)}
        >
          <p>
            A pinned note cannot change. A small lock shows where the pin differs from the state's
            usual one. A triangle marks a note outside the voice's usual range. The line under a
            note shows who wrote it: solid for a person, dotted for the model, dashed for a note
            that a person corrected.
          </p>
          <p>
            In the score, click a note or rest to select it. Shift extends the selection, Ctrl or ⌘
            adds to it, and Alt removes from it. Masked notes have a blue hatch, renoisable notes
            have amber dots and a dashed edge. Zoom with the keys, or with Ctrl or ⌘ and the wheel.
          </p>
          <p>
            On a touch screen, one finger uses the chosen tool, two fingers pan and zoom, and a long
            press opens the menu.
          </p>
        </HelpDialog>
      </Show>
      <Show when={dialog() === "score"}>
        <ScoreDialog close={() => setDialog(null)} />
      </Show>
    </section>
  );
}

/** What a screen reader hears of a run: a step at most every five seconds, and its end. */
function Announcements() {
  const [sentence, setSentence] = createSignal("");
  let saidAt = Number.NEGATIVE_INFINITY;
  createEffect(() => {
    const generation = shownGeneration()?.generation();
    const step = shownStep();
    if (!generation || step === null) return;
    const hasEnded = generation.state !== "running" && generation.state !== "queued";
    const now = performance.now();
    if (!hasEnded && now - saidAt < ANNOUNCE_INTERVAL_MS) return;
    saidAt = now;
    setSentence(
      hasEnded
        ? `Generation ${generation.number} ${generation.state}, step ${step} of ${generation.num_steps}`
        : `Step ${step} of ${generation.num_steps}`,
    );
  });
  return (
    <div class="visually-hidden" aria-live="polite" data-testid="step-announcement">
      {sentence()}
    </div>
  );
}
