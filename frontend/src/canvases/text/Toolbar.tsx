// The tools, states and slots above a text; each says its key.
import { createMemo, Show } from "solid-js";
import type { CellState } from "../../domain/cells";
import {
  brushState,
  selectedCells,
  setTool,
  shownStates,
  stage,
  target,
  togglePin,
  tool,
} from "../../state/stage/open";
import {
  ActButton,
  DoubtButton,
  HelpButton,
  StateButtons,
  ToolButtons,
  type ToolChoice,
  UndoButtons,
} from "../common/ToolbarButtons";
import {
  actedOnWords,
  freeSpan,
  numFreeShown,
  numSlots,
  resizeSlots,
  selectedSpan,
  slotRun,
} from "./acts";
import { applyState, write } from "./editor/keymap";
import { editor } from "./editor/surface";
import { isWriting } from "./mode";
import { Lettering } from "./styling/Lettering";

const keepFocus = (event: PointerEvent) => event.preventDefault();

const PAINT: ToolChoice = {
  tool: "paint",
  label: "Paint",
  key: "B",
  title: "Paint states on words; hold Alt to unmask, Shift to select",
};
const ASK: ToolChoice = {
  tool: "ask",
  label: "Ask",
  key: "A",
  title: "Click a word to see what else could go there",
};
const ON_CANVAS: readonly ToolChoice[] = [
  { tool: "select", label: "Write", key: "V", title: "Write; select words to set their state" },
  PAINT,
  ASK,
];
const ON_CANDIDATE: readonly ToolChoice[] = [
  {
    tool: "select",
    label: "Use",
    key: "V",
    title: "Click a word that differs from the canvas to use it there",
  },
  PAINT,
  ASK,
];

export function Toolbar(props: { openHelp: () => void }) {
  const isReadOnly = () => target() === null;
  const onCanvas = () => stage().view === "canvas";
  /** The state that all selected words have: the buttons show it, otherwise the brush's. */
  const shownState = createMemo((): CellState | null => {
    const columns = selectedCells().map(({ column }) => column);
    const states = shownStates()[0] ?? [];
    if (columns.length === 0) return tool() === "paint" ? brushState() : null;
    const state = states[columns[0] as number] ?? null;
    return columns.every((column) => states[column] === state) ? state : null;
  });
  const count = createMemo(() => {
    const { numWords, numFree } = numFreeShown();
    return `${numWords} ${numWords === 1 ? "word" : "words"} · ${numFree} to write`;
  });
  /** Painting needs a selection while one writes: then 1 is a letter like any other. */
  const canPaint = () => !isReadOnly() && (!isWriting() || selectedCells().length > 0);
  return (
    <div class="tools-frame">
      <div class="tools" role="toolbar" aria-label="Canvas tools">
        <ToolButtons
          tools={onCanvas() ? ON_CANVAS : ON_CANDIDATE}
          choose={(chosen) => (chosen === "select" ? write() : setTool(chosen))}
        />
        <Show when={isWriting()}>
          <Lettering />
        </Show>
        <StateButtons
          shown={shownState()}
          isDisabled={!canPaint()}
          apply={applyState}
          keyBefore={isWriting() ? "Alt " : ""}
          onPointerDown={keepFocus}
        />
        <ActButton
          label="Pin"
          key={isWriting() ? "Alt P" : "P"}
          title="Pin: the selected words cannot change; press again to unpin"
          isDisabled={isReadOnly() || actedOnWords().length === 0 || !canPaint()}
          perform={() => togglePin(actedOnWords())}
          onPointerDown={keepFocus}
        />
        <Show when={onCanvas()}>
          <Slots isDisabled={isReadOnly()} />
        </Show>
        <DoubtButton noun="word" />
        <span class="spacer" />
        <span class="muted figures word-count" data-testid="word-count">
          {count()}
        </span>
        <UndoButtons />
        <HelpButton open={props.openHelp} />
      </div>
    </div>
  );
}

/** How many words may stand in a span: frees the selection, or makes the run of slots at hand longer. */
function Slots(props: { isDisabled: boolean }) {
  const run = createMemo(slotRun);
  const shownCount = () => {
    const now = run();
    return now ? now[1] - now[0] + 1 : numSlots();
  };
  const words = () => `${shownCount()} ${shownCount() === 1 ? "word" : "words"}`;
  return (
    <div class="segments slots" role="group" aria-label="Make room for new words">
      <button
        type="button"
        aria-label="One word fewer"
        disabled={props.isDisabled || shownCount() <= 1}
        data-testid="fewer-slots"
        onPointerDown={keepFocus}
        onClick={() => resizeSlots(-1)}
      >
        −
      </button>
      <button
        type="button"
        class="free-span"
        title={
          selectedSpan() && !run()
            ? "Replace the selection with this many words for the model to write"
            : "Insert this many words for the model to write"
        }
        disabled={props.isDisabled || run() !== null}
        data-testid="free-span"
        onPointerDown={keepFocus}
        onClick={() => {
          freeSpan(isWriting() ? (editor()?.state.selection.main.head ?? null) : null);
          editor()?.focus();
        }}
      >
        {run()
          ? `${words()} to write`
          : `${shownCount()} new ${shownCount() === 1 ? "word" : "words"}`}
      </button>
      <button
        type="button"
        aria-label="One word more"
        disabled={props.isDisabled}
        data-testid="more-slots"
        onPointerDown={keepFocus}
        onClick={() => resizeSlots(1)}
      >
        +
      </button>
    </div>
  );
}
