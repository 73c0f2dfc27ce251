// The chorale canvas: tools, roll or score, lanes, menus, keys and what they say to those who listen.
import { useSearchParams } from "@solidjs/router";
import { createEffect, createSignal, on, onCleanup, onMount, Show } from "solid-js";
import { noteAt } from "../../domain/chorale/music/symbols";
import { cursor, selection } from "../../state/stage/open";
import { ContextMenu, type OpenMenu } from "../../ui/overlays/ContextMenu";
import { Announcements } from "../common/Announcements";
import { sendAttention } from "../common/attention";
import { DoubtLegend } from "../common/DoubtLegend";
import { onCanvasKeys } from "../common/keyListener";
import type { CanvasViewProps } from "../common/kind";
import { Opening } from "../common/Opening";
import { StageLine } from "../common/StageLine";
import { canPaint } from "./acts";
import { ScoreDialog } from "./dialogs/ScoreDialog";
import { EmptyCanvas } from "./EmptyCanvas";
import { FITS, fitToModel } from "./fitting";
import type { Point } from "./gestures/gesture";
import { Help } from "./Help";
import { HarmonyLane } from "./harmony/HarmonyLane";
import { performKey } from "./keyboard/keymap";
import { type MenuDialogs, menuAt, menuOfSelection, voiceMenu } from "./menus";
import { PlayIn } from "./playIn/PlayIn";
import { isPlayingIn } from "./playIn/playIn";
import { CellGrid } from "./roll/CellGrid";
import { FoldLanes, Lanes } from "./roll/Lanes";
import { Roll } from "./roll/Roll";
import { areLanesFolded, isLow, reveal, showWhole } from "./roll/view";
import { notation } from "./score/notation";
import { Score } from "./score/Score";
import { openToScripts } from "./scripting";
import { Toolbar } from "./Toolbar";

export default function ChoraleCanvas(props: CanvasViewProps) {
  let root!: HTMLElement;
  const [menu, setMenu] = createSignal<OpenMenu | null>(null);
  const [dialog, setDialog] = createSignal<"help" | "score" | "transpose" | null>(null);
  onCanvasKeys({
    isMenuOpen: () => menu() !== null,
    openHelp: () => setDialog("help"),
    perform: (event) => performUnlessCopying(event, root),
  });
  onMount(() => onCleanup(openToScripts(props.session, props.document)));
  followView(props);
  fitOnArrival(props);
  sendAttention(props, placeOfAttention);

  const [bar, setBar] = createSignal(0);
  const dialogs: MenuDialogs = {
    transpose: () => setDialog("transpose"),
    changeFrom(number) {
      setBar(number);
      setDialog("score");
    },
  };
  const close = () => {
    setDialog(null);
    setBar(0);
  };
  const openMenu =
    (place: "roll" | "lanes") => (at: { clientX: number; clientY: number }, point: Point) =>
      setMenu(menuAt(at, point, { place, dialogs }));
  const openVoiceMenu = (at: { clientX: number; clientY: number }, row: number) =>
    setMenu(voiceMenu(at, row));
  return (
    <section class="chorale" ref={root} aria-label="Chorale canvas" data-testid="chorale">
      <Toolbar openScore={() => setDialog("score")} openHelp={() => setDialog("help")} />
      <StageLine kind={props.kind} />
      <div class="chorale-stage">
        <Roll isShown={notation() === "roll"} openMenu={openMenu("roll")} />
        <Show when={notation() === "score"}>
          <Score
            openMenu={(at, column) => setMenu(menuOfSelection(at, column, dialogs))}
            lanes={{ openMenu: openMenu("lanes"), openVoiceMenu }}
          >
            <EmptyCanvas {...props} />
          </Score>
        </Show>
        <DoubtLegend />
        <Show when={isPlayingIn() && canPaint()}>
          <PlayIn />
        </Show>
        <Opening document={props.document} />
        <Show when={notation() === "roll"}>
          <EmptyCanvas {...props} />
        </Show>
      </div>
      <Show when={notation() === "roll"}>
        <Show when={isLow() && !areLanesFolded()} fallback={<HarmonyLane />}>
          <FoldLanes />
        </Show>
        <Lanes openMenu={openMenu("lanes")} openVoiceMenu={openVoiceMenu} />
      </Show>
      <CellGrid />
      <Announcements />
      <ContextMenu menu={menu()} close={() => setMenu(null)} />
      <Show when={dialog() === "help"}>
        <Help close={() => setDialog(null)} />
      </Show>
      <Show when={dialog() === "score" || dialog() === "transpose"}>
        <ScoreDialog toTranspose={dialog() === "transpose"} bar={bar()} close={close} />
      </Show>
    </section>
  );
}

function performUnlessCopying(event: KeyboardEvent, root: HTMLElement): boolean {
  // Words that are selected on the page are copied by the browser itself.
  const isCopying = (event.ctrlKey || event.metaKey) && /^[cx]$/i.test(event.key);
  if (isCopying && window.getSelection()?.toString()) return false;
  // A voice's letter selects; but for its own two keys, keys go to what it selected.
  const target = event.target as HTMLElement;
  const isPressed = event.key === "Enter" || event.key === " ";
  const button = target.closest(isPressed ? "button" : "button:not(.lane-letter)");
  return performKey(event, target === document.body || (root.contains(target) && !button));
}

/** Whoever comes from an import's review may have chosen how notes beyond the model come within it. */
function fitOnArrival(props: CanvasViewProps): void {
  const [query, setQuery] = useSearchParams();
  createEffect(() => {
    const how = FITS.find((one) => one === query.fit);
    if (!how || !props.document.canEdit()) return;
    setQuery({ fit: undefined }, { replace: true });
    // behind the key that was chosen there, which is transposed too
    queueMicrotask(() => fitToModel(how));
  });
}

/** All of a canvas is in view at first, if that is readable; later, what an undo changes is brought into it. */
function followView(props: CanvasViewProps): void {
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
}

/** The last sixteen rectangles are as many as a message holds. */
const MOST_RECTANGLES = 16;

function placeOfAttention() {
  const at = cursor();
  return {
    cursor: at ? ([at.column, at.row] as [string, number]) : null,
    selection: selection()
      .slice(-MOST_RECTANGLES)
      .map((one): [string, string, number, number] => [
        one.firstColumn,
        one.lastColumn,
        one.firstRow,
        one.lastRow,
      ]),
  };
}
