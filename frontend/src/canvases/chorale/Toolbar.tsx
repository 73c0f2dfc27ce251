// The tools and states above the roll; each says its key.
import { createMemo, For, type JSX, Show } from "solid-js";
import { type CellState, STATE_LABELS, STATE_LETTERS, STATE_SENTENCES } from "../../domain/cells";
import { keyName } from "../../domain/chorale/spelling";
import { VOICE_NAMES, VOICES, voiceName } from "../../domain/chorale/symbols";
import { currentDocument } from "../../state/document";
import { isDoubtShown, toggleDoubt } from "../../state/looks";
import {
  BRUSH_SIZES,
  brushSize,
  brushState,
  invert,
  selectedCells,
  setBrushSize,
  setTool,
  setVoice,
  type Tool,
  togglePin,
  tool,
  voice,
} from "../../state/selection";
import { shownStates } from "../../state/stage";
import { actedOnCells, canPaint } from "./acts";
import { applyState } from "./keymap";
import { shownMeta } from "./shown";

const TOOLS: readonly { tool: Tool; label: string; key: string; title: string }[] = [
  {
    tool: "select",
    label: "Select",
    key: "V",
    title: "Select notes and cells; drag notes to move them",
  },
  {
    tool: "paint",
    label: "Paint",
    key: "B",
    title: "Paint states on notes and in the lanes; Alt unmasks",
  },
  {
    tool: "draw",
    label: "Draw",
    key: "D",
    title: "Draw, move and stretch notes; Alt and click erases",
  },
  {
    tool: "ask",
    label: "Ask",
    key: "A",
    title: "Click a note for what else the model could imagine there",
  },
];

const BRUSH_NAMES: Record<number, string> = {
  1: "a sixteenth",
  2: "an eighth",
  4: "a quarter",
  8: "a half",
  16: "a whole",
};

export function Toolbar(props: { openScore: () => void; openHelp: () => void }) {
  const isReadOnly = createMemo(() => !canPaint());
  /** The state that all selected cells have: the buttons show it, else the brush's. */
  const shownState = createMemo((): CellState | null => {
    const cells = selectedCells();
    const states = shownStates();
    if (cells.length === 0) return brushState();
    const first = cells[0];
    const state = first ? (states[first.row]?.[first.column] ?? null) : null;
    return cells.every((cell) => states[cell.row]?.[cell.column] === state) ? state : null;
  });
  return (
    <div class="tools-frame">
      <div class="tools" role="toolbar" aria-label="Canvas tools">
        <div class="segments" role="radiogroup" aria-label="Tool">
          <For each={TOOLS}>
            {(one) => (
              <button
                type="button"
                role="radio"
                aria-checked={tool() === one.tool}
                title={one.title}
                data-testid={`tool-${one.tool}`}
                onClick={() => setTool(one.tool)}
              >
                {one.label} <kbd>{one.key}</kbd>
              </button>
            )}
          </For>
        </div>
        <Show
          when={tool() === "draw"}
          fallback={
            <div class="segments" role="radiogroup" aria-label="State">
              <For each={STATE_LABELS}>
                {(label, state) => (
                  <button
                    type="button"
                    role="radio"
                    aria-checked={shownState() === state()}
                    aria-label={label}
                    title={STATE_SENTENCES[state()]}
                    disabled={isReadOnly()}
                    data-testid={`state-${label.toLowerCase()}`}
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
          }
        >
          <div class="segments" role="radiogroup" aria-label="Voice to draw in">
            <For each={VOICES}>
              {(letter, row) => (
                <button
                  type="button"
                  role="radio"
                  aria-checked={voice() === row()}
                  aria-label={VOICE_NAMES[row()]}
                  title={`Draw in the ${voiceName(row())}`}
                  onClick={() => setVoice(row())}
                >
                  {letter} <kbd>⇧{row() + 1}</kbd>
                </button>
              )}
            </For>
          </div>
        </Show>
        <button
          type="button"
          aria-pressed={isDoubtShown()}
          title="Heat map (H): how unsure the model is of each note, from all of its context"
          data-testid="doubt"
          onClick={toggleDoubt}
        >
          Doubt <kbd>H</kbd>
        </button>
        <Show
          when={tool() === "paint" || tool() === "draw"}
          fallback={
            <>
              <ActButton
                label="Pin"
                key="P"
                title="Pin (P): these values may not change; press again to unpin"
                isDisabled={isReadOnly() || actedOnCells().length === 0}
                perform={() => togglePin(actedOnCells())}
              />
              <ActButton
                label="Invert"
                key="⇧V"
                title="Invert (Shift+V): unmasked cells become renoisable, the others unmasked"
                isDisabled={isReadOnly() || selectedCells().length === 0}
                perform={() => invert(selectedCells())}
              />
            </>
          }
        >
          <label class="brush" title="How long the brush or a new note is; [ and ] change it">
            <span>{tool() === "draw" ? "Length" : "Brush"}</span>
            <select
              data-testid="brush-size"
              onChange={(event) => setBrushSize(Number(event.currentTarget.value))}
            >
              <For each={BRUSH_SIZES}>
                {(size) => (
                  <option value={size} selected={brushSize() === size}>
                    {BRUSH_NAMES[size]}
                  </option>
                )}
              </For>
            </select>
          </label>
        </Show>
        <span class="spacer" />
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
          class="score-pill"
          title="Title, metre, key, tempo, bars, transposition"
          data-testid="score-settings"
          onClick={props.openScore}
        >
          {shownMeta().metre} · {keyName(shownMeta())} · ♩ = {Math.round(shownMeta().tempo)}
        </button>
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

function ActButton(props: {
  label: string;
  key: string;
  title: string;
  isDisabled: boolean;
  perform: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      title={props.title}
      disabled={props.isDisabled}
      data-testid={`act-${props.label.toLowerCase()}`}
      onClick={props.perform}
    >
      {props.label} <kbd>{props.key}</kbd>
    </button>
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
