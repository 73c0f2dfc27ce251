// Buttons that the toolbars of all kinds share; each says its key.
import { type CellState, STATE_LABELS, STATE_LETTERS, STATE_SENTENCES } from "../../domain/cells";
import type { Tool } from "../../state/stage/createSelection";
import { useStudio } from "../../state/stage/studio";
import { Segments } from "../../ui/controls/Segments";

export interface ToolChoice {
  tool: Tool;
  label: string;
  key: string;
  title: string;
}

export function ToolButtons(props: { tools: readonly ToolChoice[]; choose: (tool: Tool) => void }) {
  const { tool } = useStudio().selecting;
  return (
    <Segments
      label="Tool"
      segments={props.tools.map((one) => ({
        ...one,
        value: one.tool,
        testId: `tool-${one.tool}`,
      }))}
      chosen={tool()}
      choose={props.choose}
    />
  );
}

const STATES = STATE_LABELS.map((label, state) => ({
  value: state as CellState,
  label,
  name: label,
  title: STATE_SENTENCES[state],
  testId: `state-${label.toLowerCase()}`,
}));

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
    <Segments
      label="State"
      segments={STATES}
      chosen={props.shown}
      choose={props.apply}
      isDisabled={props.isDisabled}
      onPointerDown={props.onPointerDown}
    >
      {({ value, label }) => (
        <>
          <i class={`swatch ${label.toLowerCase()}`} />
          <span class="wide">{label}</span>
          <span class="narrow" aria-hidden="true">
            {STATE_LETTERS[value]}
          </span>
          <kbd>
            {props.keyBefore}
            {value + 1}
          </kbd>
        </>
      )}
    </Segments>
  );
}

/** An act on what is selected. */
export function ActButton(props: {
  label: string;
  key: string;
  title: string;
  isDisabled: boolean;
  perform: () => void;
  onPointerDown?: (event: PointerEvent) => void;
}) {
  return (
    <button
      type="button"
      title={props.title}
      disabled={props.isDisabled}
      data-testid={`act-${props.label.toLowerCase()}`}
      onPointerDown={(event) => props.onPointerDown?.(event)}
      onClick={props.perform}
    >
      {props.label} <kbd>{props.key}</kbd>
    </button>
  );
}

/** `noun`: what the heat map colours, "note" or "word". */
export function DoubtButton(props: { noun: string }) {
  const { isDoubtShown, isLooking, toggleDoubt } = useStudio().looks;
  return (
    <button
      type="button"
      aria-pressed={isDoubtShown()}
      title={`Heat map (H): shows how unsure the model is of each ${props.noun}`}
      data-testid="doubt"
      onClick={toggleDoubt}
    >
      {isLooking() ? "Asking …" : "Doubt"} <kbd>H</kbd>
    </button>
  );
}

export function UndoButtons() {
  const { document } = useStudio();
  return (
    <div class="segments undo">
      <button
        type="button"
        aria-label="Undo my last edit"
        title="Undo my last edit (Ctrl or ⌘ + Z)"
        data-testid="undo"
        disabled={!document.canUndo()}
        onClick={() => document.undo()}
      >
        <ArrowIcon />
      </button>
      <button
        type="button"
        aria-label="Redo"
        title="Redo (Ctrl or ⌘ + Shift + Z)"
        data-testid="redo"
        disabled={!document.canRedo()}
        onClick={() => document.redo()}
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
