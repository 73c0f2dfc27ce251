// Buttons that the toolbars of all kinds share; each says its key.
import { For } from "solid-js";
import { type CellState, STATE_LABELS, STATE_LETTERS, STATE_SENTENCES } from "../../domain/cells";
import { currentDocument } from "../../state/document";
import { type Tool, tool } from "../../state/selection";

export interface ToolChoice {
  tool: Tool;
  label: string;
  key: string;
  title: string;
}

export function ToolButtons(props: { tools: readonly ToolChoice[]; choose: (tool: Tool) => void }) {
  return (
    <div class="segments" role="radiogroup" aria-label="Tool">
      <For each={props.tools}>
        {(one) => (
          <button
            type="button"
            role="radio"
            aria-checked={tool() === one.tool}
            title={one.title}
            data-testid={`tool-${one.tool}`}
            onClick={() => props.choose(one.tool)}
          >
            {one.label} <kbd>{one.key}</kbd>
          </button>
        )}
      </For>
    </div>
  );
}

/** shown: the state whose button is pressed, if any. onPointerDown: for canvases that keep the focus. */
export function StateButtons(props: {
  shown: CellState | null;
  isDisabled: boolean;
  apply: (state: CellState) => void;
  /** What is held down with the digit: "Alt "; nothing where the digit is enough. */
  keyBefore?: string;
  onPointerDown?: (event: PointerEvent) => void;
}) {
  return (
    <div class="segments" role="radiogroup" aria-label="State">
      <For each={STATE_LABELS}>
        {(label, state) => (
          <button
            type="button"
            role="radio"
            aria-checked={props.shown === state()}
            aria-label={label}
            title={STATE_SENTENCES[state()]}
            disabled={props.isDisabled}
            data-testid={`state-${label.toLowerCase()}`}
            onPointerDown={(event) => props.onPointerDown?.(event)}
            onClick={() => props.apply(state() as CellState)}
          >
            <i class={`swatch ${label.toLowerCase()}`} />
            <span class="wide">{label}</span>
            <span class="narrow" aria-hidden="true">
              {STATE_LETTERS[state()]}
            </span>
            <kbd>
              {props.keyBefore}
              {state() + 1}
            </kbd>
          </button>
        )}
      </For>
    </div>
  );
}

export function UndoButtons() {
  return (
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
  );
}

export function HelpButton(props: { open: () => void }) {
  return (
    <button
      type="button"
      class="quiet"
      aria-label="Keys and help"
      title="All keys (?)"
      data-testid="help"
      onClick={props.open}
    >
      ?
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
