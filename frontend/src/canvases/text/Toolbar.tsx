// The tools, states and slots above a text; each says its key.
import { createMemo, For, Show } from "solid-js";
import { type CellState, STATE_LABELS, STATE_LETTERS, STATE_SENTENCES } from "../../domain/cells";
import { currentDocument } from "../../state/document";
import { isDoubtShown, isLooking, toggleDoubt } from "../../state/looks";
import {
  brushState,
  selectedCells,
  setTool,
  type Tool,
  togglePin,
  tool,
} from "../../state/selection";
import { shownStates, stage } from "../../state/stage";
import { target } from "../../state/target";
import {
  actedOnWords,
  freeSpan,
  numFreeShown,
  numSlots,
  resizeSlots,
  selectedSpan,
  slotRun,
} from "./acts";
import { applyState, write } from "./keymap";
import { isWriting } from "./mode";
import { editor } from "./surface";

interface ToolChoice {
  tool: Tool;
  label: string;
  key: string;
  title: string;
}

const PAINT: ToolChoice = {
  tool: "paint",
  label: "Paint",
  key: "B",
  title: "Paint states on words with the brush; Alt unmasks, Shift selects",
};
const ASK: ToolChoice = {
  tool: "ask",
  label: "Ask",
  key: "A",
  title: "Click a word to see what else could stand there",
};
const ON_CANVAS: readonly ToolChoice[] = [
  { tool: "select", label: "Write", key: "V", title: "Write; select words to paint them" },
  PAINT,
  ASK,
];
const ON_CANDIDATE: readonly ToolChoice[] = [
  {
    tool: "select",
    label: "Take",
    key: "V",
    title: "Click a word that differs from the canvas to take it there",
  },
  PAINT,
  ASK,
];

export function Toolbar(props: { openHelp: () => void }) {
  const isReadOnly = () => target() === null;
  const onCanvas = () => stage().view === "canvas";
  /** The state that all selected words have: the buttons show it, else the brush's. */
  const shownState = createMemo((): CellState | null => {
    const columns = selectedCells().map(({ column }) => column);
    const states = shownStates()[0] ?? [];
    if (columns.length === 0) return tool() === "paint" ? brushState() : null;
    const state = states[columns[0] as number] ?? null;
    return columns.every((column) => states[column] === state) ? state : null;
  });
  const count = createMemo(() => {
    const { numWords, numFree } = numFreeShown();
    return `${numWords} ${numWords === 1 ? "word" : "words"} · ${numFree} free`;
  });
  /** Painting needs a selection while one writes: then 1 is a letter like any other. */
  const canPaint = () => !isReadOnly() && (!isWriting() || selectedCells().length > 0);
  return (
    <div class="tools-frame">
      <div class="tools" role="toolbar" aria-label="Canvas tools">
        <div class="segments" role="radiogroup" aria-label="Tool">
          <For each={onCanvas() ? ON_CANVAS : ON_CANDIDATE}>
            {(one) => (
              <button
                type="button"
                role="radio"
                aria-checked={tool() === one.tool}
                title={one.title}
                data-testid={`tool-${one.tool}`}
                onClick={() => (one.tool === "select" ? write() : setTool(one.tool))}
              >
                {one.label} <kbd>{one.key}</kbd>
              </button>
            )}
          </For>
        </div>
        <div class="segments" role="radiogroup" aria-label="State">
          <For each={STATE_LABELS}>
            {(label, state) => (
              <button
                type="button"
                role="radio"
                aria-checked={shownState() === state()}
                aria-label={label}
                title={STATE_SENTENCES[state()]}
                disabled={!canPaint()}
                data-testid={`state-${label.toLowerCase()}`}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => applyState(state() as CellState)}
              >
                <i class={`swatch ${label.toLowerCase()}`} />
                <span class="wide">{label}</span>
                <span class="narrow" aria-hidden="true">
                  {STATE_LETTERS[state()]}
                </span>
                <kbd>{state() + 1}</kbd>
              </button>
            )}
          </For>
        </div>
        <button
          type="button"
          title="Pin: these words may not change; press again to unpin"
          disabled={isReadOnly() || actedOnWords().length === 0 || !canPaint()}
          data-testid="act-pin"
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => togglePin(actedOnWords())}
        >
          Pin <kbd>{isWriting() ? "Alt P" : "P"}</kbd>
        </button>
        <Show when={onCanvas()}>
          <Slots isDisabled={isReadOnly()} />
        </Show>
        <button
          type="button"
          aria-pressed={isDoubtShown()}
          title="Show how much the model doubts each word"
          data-testid="doubt"
          onClick={toggleDoubt}
        >
          {isLooking() ? "Looking …" : "Doubt"} <kbd>H</kbd>
        </button>
        <span class="spacer" />
        <span class="muted figures word-count" data-testid="word-count">
          {count()}
        </span>
        <div class="segments undo">
          <button
            type="button"
            aria-label="Undo my last edit"
            title="Undo my last edit (Ctrl or ⌘ + Z)"
            data-testid="undo"
            disabled={!currentDocument()?.canUndo()}
            onClick={() => currentDocument()?.undo()}
          >
            <ArrowIcon />
          </button>
          <button
            type="button"
            aria-label="Redo"
            title="Redo (Ctrl or ⌘ + Shift + Z)"
            data-testid="redo"
            disabled={!currentDocument()?.canRedo()}
            onClick={() => currentDocument()?.redo()}
          >
            <ArrowIcon isForward />
          </button>
        </div>
        <button
          type="button"
          class="quiet"
          aria-label="Keys and help"
          title="All keys (?)"
          data-testid="help"
          onClick={props.openHelp}
        >
          ?
        </button>
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
  const keepFocus = (event: PointerEvent) => event.preventDefault();
  return (
    <div class="segments slots" role="group" aria-label="Free a span">
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
            ? "Put so many free words in the place of the selection"
            : "Put so many free words here"
        }
        disabled={props.isDisabled || run() !== null}
        data-testid="free-span"
        onPointerDown={keepFocus}
        onClick={() => {
          freeSpan(isWriting() ? (editor()?.state.selection.main.head ?? null) : null);
          editor()?.focus();
        }}
      >
        {run() ? `${words()} free` : `Free ${words()}`}
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

function ArrowIcon(props: { isForward?: boolean }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="15"
      height="15"
      aria-hidden="true"
      classList={{ mirrored: props.isForward ?? false }}
    >
      <path
        d="M6 3L2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6"
        fill="none"
        stroke="currentColor"
        stroke-width="1.6"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
