// The tools, states and symbols above a canvas of any kind; each says its key.
import { createMemo, type JSX, Show } from "solid-js";
import type { CellState } from "../../domain/cells";
import { writable } from "../../domain/plain/shape";
import type { KindShape } from "../../protocol";
import {
  brushState,
  setTool,
  shownGrid,
  shownStates,
  target,
  togglePin,
  tool,
} from "../../state/stage/open";
import { Segments } from "../../ui/controls/Segments";
import {
  ActButton,
  DoubtButton,
  HelpButton,
  StateButtons,
  ToolButtons,
  type ToolChoice,
  UndoButtons,
} from "../common/ToolbarButtons";
import { actedOn, applyState, writeSymbol } from "./acts";

const TOOLS: readonly ToolChoice[] = [
  { tool: "select", label: "Select", key: "V", title: "Select cells by dragging" },
  { tool: "paint", label: "Paint", key: "B", title: "Paint states on cells" },
  { tool: "ask", label: "Ask", key: "A", title: "Click a cell to see what else could go there" },
];

export function Toolbar(props: { shape: KindShape; views: JSX.Element; openHelp: () => void }) {
  const isReadOnly = () => target() === null;
  /** What all selected cells have; null where they differ. */
  const common = <Value,>(of: (row: number, column: number) => Value): Value | null => {
    const cells = actedOn();
    const [first] = cells;
    const value = first && of(first.row, first.column);
    const isCommon = first && cells.every(({ row, column }) => of(row, column) === value);
    return isCommon ? (value as Value) : null;
  };
  const state = createMemo((): CellState | null =>
    tool() === "paint" && actedOn().length === 0
      ? brushState()
      : common((row, column) => shownStates()[row]?.[column] ?? 0),
  );
  const symbol = createMemo(() => common((row, column) => shownGrid()[row]?.[column]));
  const symbols = () =>
    writable(props.shape).map(({ symbol: value, label }) => ({ value, label: label || "nothing" }));
  return (
    <div class="tools-frame">
      <div class="tools" role="toolbar" aria-label="Canvas tools">
        <ToolButtons tools={TOOLS} choose={setTool} />
        <StateButtons shown={state()} isDisabled={isReadOnly()} apply={applyState} />
        <ActButton
          label="Pin"
          key="P"
          title="Pin: the selected cells cannot change; press again to unpin"
          isDisabled={isReadOnly() || actedOn().length === 0}
          perform={() => togglePin(actedOn())}
        />
        <Show when={symbols().length > 0}>
          <span class="muted plain-write" aria-hidden="true">
            Write
          </span>
          <Segments
            label="Write into the selected cells"
            segments={symbols()}
            chosen={symbol() ?? null}
            choose={writeSymbol}
            isDisabled={isReadOnly() || actedOn().length === 0}
          />
        </Show>
        <DoubtButton noun="cell" />
        {props.views}
        <span class="spacer" />
        <UndoButtons />
        <HelpButton open={props.openHelp} />
      </div>
    </div>
  );
}
