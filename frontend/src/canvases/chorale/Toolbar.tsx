// The tools and states above the roll; each says its key.
import { createMemo, For, Show } from "solid-js";
import type { CellState } from "../../domain/cells";
import { metresName } from "../../domain/chorale/music/bars";
import { keyName } from "../../domain/chorale/music/spelling";
import { BRUSH_SIZES } from "../../state/stage/createSelection";
import {
  brushSize,
  brushState,
  invert,
  selectedCells,
  setBrushSize,
  setVoice,
  shownStates,
  togglePin,
  tool,
  voice,
} from "../../state/stage/open";
import { Segments } from "../../ui/controls/Segments";
import { shownKeys } from "../../ui/keys/keyNames";
import { MoreTools } from "../common/MoreTools";
import {
  ActButton,
  DoubtButton,
  HelpButton,
  StateButtons,
  ToolButtons,
  type ToolChoice,
  UndoButtons,
} from "../common/ToolbarButtons";
import { actedOnCells, canPaint, chooseTool } from "./acts";
import { shownLetters, shownMeta, shownVoices } from "./inView";
import { applyState, firstKey } from "./keyboard/keymap";
import { isPlayingIn, togglePlayIn } from "./playIn/playIn";
import { type Notation, notation, showNotation } from "./score/notation";
import { ViewButton } from "./score/ViewButton";
import { SignsButton } from "./signs/SignsButton";
import { isWriting } from "./writing/isWriting";

const PIN_KEY = shownKeys(firstKey("pin")).join("+");

const TOOLS: readonly ToolChoice[] = [
  {
    tool: "select",
    label: "Select",
    key: "V",
    title: "Select notes and bars; drag notes to move them",
  },
  {
    tool: "paint",
    label: "Paint",
    key: "B",
    title: "Paint states on notes or in the lanes; hold Alt to unmask",
  },
  {
    tool: "ask",
    label: "Ask",
    key: "A",
    title: "Click a note to see what else the model would put there",
  },
];

const DRAW: ToolChoice = {
  tool: "draw",
  label: "Draw",
  key: "D",
  title: "Draw, move and stretch notes; Alt+click erases",
};
const WRITE: ToolChoice = {
  tool: "draw",
  label: "Write",
  key: "N",
  title: "Write on the staff by letters and digits, or by clicks; drag notes to move them",
};

const BRUSH_NAMES: Record<number, string> = {
  1: "a sixteenth",
  2: "an eighth",
  4: "a quarter",
  8: "a half",
  16: "a whole",
};

export function Toolbar(props: { openScore: () => void; openHelp: () => void }) {
  const isReadOnly = createMemo(() => !canPaint());
  const isDrawing = () => tool() === "draw";
  return (
    <div class="tools-frame">
      <div
        class="tools"
        classList={{ "of-score": notation() === "score", writing: isWriting() }}
        role="toolbar"
        aria-label="Canvas tools"
      >
        <ToolButtons
          tools={[...TOOLS.slice(0, 2), notation() === "score" ? WRITE : DRAW, ...TOOLS.slice(2)]}
          choose={chooseTool}
        />
        <Show when={isDrawing()} fallback={<States isDisabled={isReadOnly()} />}>
          <VoiceButtons />
        </Show>
        <span class="spacer" />
        <UndoButtons />
        <NotationButtons />
        <MoreTools>
          <Secondary isReadOnly={isReadOnly()} openScore={props.openScore} />
          <HelpButton open={props.openHelp} />
        </MoreTools>
      </div>
    </div>
  );
}

/** What has no room of its own on a narrow screen. */
function Secondary(props: { isReadOnly: boolean; openScore: () => void }) {
  const isDrawing = () => tool() === "draw";
  return (
    <>
      <DoubtButton noun="note" />
      <Show
        when={tool() === "paint" || isDrawing()}
        fallback={<ActsOnSelection isReadOnly={props.isReadOnly} />}
      >
        <Show when={!isWriting()}>
          <BrushSize label={isDrawing() ? "Length" : "Brush"} />
        </Show>
      </Show>
      <Show when={isDrawing()}>
        <button
          type="button"
          aria-pressed={isPlayingIn()}
          disabled={props.isReadOnly}
          title="Play notes in (K) on a MIDI keyboard or the computer's keys; while the music plays, notes are recorded in time"
          data-testid="play-in-button"
          onClick={togglePlayIn}
        >
          Play in <kbd>K</kbd>
        </button>
      </Show>
      <button
        type="button"
        class="score-pill"
        title="Change the title, metre, key, tempo and bars, or transpose"
        data-testid="score-settings"
        onClick={props.openScore}
      >
        {metresName(shownMeta())} · {keyName(shownMeta())}
        <span class="tempo"> · ♩ = {Math.round(shownMeta().tempo)}</span>
      </button>
      <Show when={notation() === "score"}>
        <Show when={!props.isReadOnly}>
          <SignsButton />
        </Show>
        <ViewButton />
      </Show>
    </>
  );
}

/** The state that all selected cells have is pressed; without a selection, the brush's. */
function States(props: { isDisabled: boolean }) {
  const shown = createMemo((): CellState | null => {
    const cells = selectedCells();
    const states = shownStates();
    if (cells.length === 0) return brushState();
    const first = cells[0];
    const state = first ? (states[first.row]?.[first.column] ?? null) : null;
    return cells.every((cell) => states[cell.row]?.[cell.column] === state) ? state : null;
  });
  return <StateButtons shown={shown()} isDisabled={props.isDisabled} apply={applyState} />;
}

const voiceSegments = () =>
  shownVoices().map(({ name }, row) => ({
    value: row,
    label: shownLetters()[row] ?? "",
    name,
    title: `Write in the ${name.toLowerCase()}`,
    key: `⇧${row + 1}`,
  }));

function VoiceButtons() {
  return (
    <Segments
      label="Voice to write in"
      segments={voiceSegments()}
      chosen={voice()}
      choose={setVoice}
    />
  );
}

function ActsOnSelection(props: { isReadOnly: boolean }) {
  return (
    <>
      <ActButton
        label="Pin"
        key={PIN_KEY}
        title={`Pin (${PIN_KEY}): the selected notes cannot change; press again to unpin`}
        isDisabled={props.isReadOnly || actedOnCells().length === 0}
        perform={() => togglePin(actedOnCells())}
      />
      <ActButton
        label="Invert"
        key="⇧V"
        title="Invert (Shift+V): unmasked becomes renoisable; everything else becomes unmasked"
        isDisabled={props.isReadOnly || selectedCells().length === 0}
        perform={() => invert(selectedCells())}
      />
    </>
  );
}

function BrushSize(props: { label: string }) {
  return (
    <label class="brush" title="Length of the brush or of a new note; change it with [ and ]">
      <span>{props.label}</span>
      <select
        aria-label={props.label}
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
  );
}

const NOTATIONS: readonly { value: Notation; label: string; title: string; testId: string }[] = [
  {
    value: "roll",
    label: "Roll",
    title: "Piano roll: notes by pitch and time (press Shift+N to switch)",
    testId: "notation-roll",
  },
  {
    value: "score",
    label: "Score",
    title: "Score: notes on staves (press Shift+N to switch)",
    testId: "notation-score",
  },
];

function NotationButtons() {
  return (
    <Segments
      label="Notation"
      class="notations"
      segments={NOTATIONS}
      chosen={notation()}
      choose={showNotation}
    >
      {({ value, label }) => (
        <>
          {label}
          <Show when={notation() !== value}>
            {" "}
            <kbd>⇧N</kbd>
          </Show>
        </>
      )}
    </Segments>
  );
}
