// The tools and states above the roll; each says its key.
import { createMemo, For, type JSX, Show } from "solid-js";
import type { CellState } from "../../domain/cells";
import { keyName } from "../../domain/chorale/spelling";
import { VOICE_NAMES, VOICES, voiceName } from "../../domain/chorale/symbols";
import { isDoubtShown, toggleDoubt } from "../../state/looks";
import {
  BRUSH_SIZES,
  brushSize,
  brushState,
  invert,
  selectedCells,
  setBrushSize,
  setVoice,
  togglePin,
  tool,
  voice,
} from "../../state/selection";
import { shownStates } from "../../state/stage";
import {
  HelpButton,
  StateButtons,
  ToolButtons,
  type ToolChoice,
  UndoButtons,
} from "../common/ToolbarButtons";
import { actedOnCells, canPaint, chooseTool } from "./acts";
import { applyState } from "./keymap";
import { isPlayingIn, togglePlayIn } from "./playIn/playIn";
import { type Notation, notation, showNotation } from "./score/notation";
import { shownMeta } from "./shown";

const TOOLS: readonly ToolChoice[] = [
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
    title: "Paint states on notes or in the lanes; hold Alt to unmask",
  },
  {
    tool: "draw",
    label: "Draw",
    key: "D",
    title: "Draw, move and stretch notes; Alt+click erases",
  },
  {
    tool: "ask",
    label: "Ask",
    key: "A",
    title: "Click a note to see what else the model would put there",
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
  /** The state that all selected cells have: the buttons show it, otherwise the brush's. */
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
        <ToolButtons tools={TOOLS} choose={chooseTool} />
        <Show
          when={tool() === "draw"}
          fallback={
            <StateButtons shown={shownState()} isDisabled={isReadOnly()} apply={applyState} />
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
          title="Heat map (H): shows how unsure the model is of each note"
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
                title="Pin (P): the selected notes cannot change; press again to unpin"
                isDisabled={isReadOnly() || actedOnCells().length === 0}
                perform={() => togglePin(actedOnCells())}
              />
              <ActButton
                label="Invert"
                key="⇧V"
                title="Invert (Shift+V): unmasked becomes renoisable; everything else becomes unmasked"
                isDisabled={isReadOnly() || selectedCells().length === 0}
                perform={() => invert(selectedCells())}
              />
            </>
          }
        >
          <label class="brush" title="Length of the brush or of a new note; change it with [ and ]">
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
        <Show when={tool() === "draw"}>
          <button
            type="button"
            aria-pressed={isPlayingIn()}
            disabled={isReadOnly()}
            title="Play notes in (K) on a MIDI keyboard or the computer's keys; while the music plays, notes are recorded in time"
            data-testid="play-in-button"
            onClick={togglePlayIn}
          >
            Play in <kbd>K</kbd>
          </button>
        </Show>
        <span class="spacer" />
        <UndoButtons />
        <button
          type="button"
          class="score-pill"
          title="Change the title, metre, key, tempo and bars, or transpose"
          data-testid="score-settings"
          onClick={props.openScore}
        >
          {shownMeta().metre} · {keyName(shownMeta())}
          <span class="tempo"> · ♩ = {Math.round(shownMeta().tempo)}</span>
        </button>
        <NotationButtons />
        <HelpButton open={props.openHelp} />
      </div>
    </div>
  );
}

const NOTATIONS: readonly { name: Notation; label: string; title: string }[] = [
  { name: "roll", label: "Roll", title: "Piano roll: notes by pitch and time (press N to switch)" },
  { name: "score", label: "Score", title: "Score: notes on four staves (press N to switch)" },
];

function NotationButtons(): JSX.Element {
  return (
    <div class="segments notations" role="radiogroup" aria-label="Notation">
      <For each={NOTATIONS}>
        {(one) => (
          <button
            type="button"
            role="radio"
            aria-checked={notation() === one.name}
            title={one.title}
            data-testid={`notation-${one.name}`}
            onClick={() => showNotation(one.name)}
          >
            {one.label}
            <Show when={notation() !== one.name}>
              {" "}
              <kbd>N</kbd>
            </Show>
          </button>
        )}
      </For>
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
