// The cells of a canvas of any kind: a grid in lines that fit the view, or the words of a text one after another.
import {
  createEffect,
  createMemo,
  createSignal,
  For,
  on,
  onCleanup,
  onMount,
  Show,
} from "solid-js";
import type { Cell } from "../../domain/cells";
import { isJsonEqual } from "../../domain/document/jsonEqual";
import {
  cellSize,
  columnsPerLine,
  type Extent,
  type Line,
  linesOf,
} from "../../domain/plain/lines";
import { isText, rowName } from "../../domain/plain/shape";
import { isTyped } from "../../domain/plain/typing";
import type { KindShape } from "../../protocol";
import { currentDocument } from "../../state/document/document";
import { pointedFault, shownFaults } from "../../state/generations/faults";
import { shownColumns, shownGrid, target, tool } from "../../state/stage/open";
import { toast } from "../../ui/messages/toasts";
import { actedOn, cursorCell, elementOf } from "./acts";
import { CellField } from "./CellField";
import { CellView } from "./CellView";
import { followPointers } from "./pointer";
import { canAdd, isAdding, startTyping, writeTyped } from "./typing";

/** Pixels of the names of rows, as the stylesheet has them. */
const NAMES_PX = 72;

/** ref: hands out how the cells lie, for keys. */
export function Cells(props: { shape: KindShape; ref: (extent: () => Extent) => void }) {
  let frame!: HTMLDivElement;
  const [width, setWidth] = createSignal(900);
  onMount(() => {
    const watch = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    watch.observe(frame);
    onCleanup(() => watch.disconnect());
    onCleanup(followPointers(frame, (cell) => startTyping(props.shape, cell)));
  });
  const numColumns = () => shownColumns().length;
  const rows = createMemo(() => [...shownGrid().keys()], [], { equals: isJsonEqual });
  const hasNames = () => rows().some((row) => rowName(props.shape, row) !== "");
  const room = () => width() - (hasNames() ? NAMES_PX : 0);
  const size = () => cellSize(room(), numColumns());
  const perLine = () => columnsPerLine(room(), size(), numColumns());
  const lines = createMemo(() => linesOf(numColumns(), perLine()), [], { equals: isJsonEqual });
  props.ref(() => ({
    numRows: rows().length,
    numColumns: numColumns(),
    perLine: isText(props.shape) ? 0 : perLine(),
  }));
  const faulty = createMemo(() => {
    const pointed = pointedFault();
    const faults = pointed === null ? shownFaults() : shownFaults().slice(pointed, pointed + 1);
    return new Set(faults.flatMap((fault) => fault.cells));
  });
  const cell = (at: Cell) => (
    <CellView
      shape={props.shape}
      cell={at}
      isFirst={cursorCell() === null && at.row === 0 && at.column === 0}
      isFault={faulty().has(at.row * numColumns() + at.column)}
    />
  );
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData("text/plain").trim();
    const [first] = actedOn();
    if (event.defaultPrevented || !text || !first || !isTyped(props.shape) || !target()) return;
    if ((event.target as Element).closest("input")) return;
    event.preventDefault();
    const written = writeTyped(props.shape, first, text);
    if ("problem" in written) toast(written.problem, { tone: "fault" });
  };
  // A cursor that moves by keys takes the focus with it, and takes it from nobody.
  createEffect(
    on(cursorCell, (at) => {
      if (!at || !frame.contains(document.activeElement)) return;
      queueMicrotask(() => {
        if (!frame.querySelector("input:focus")) elementOf(at)?.focus({ preventScroll: true });
      });
    }),
  );
  return (
    <div
      ref={frame}
      class="plain-cells"
      onPaste={paste}
      classList={{ painting: tool() === "paint" }}
      style={{ "--cell": `${size()}px` }}
      role="grid"
      tabIndex={-1}
      aria-label="Cells of the canvas"
      aria-rowcount={rows().length}
      aria-colcount={numColumns() + (canAdd(props.shape) ? 1 : 0)}
      aria-multiselectable="true"
      aria-readonly={!currentDocument()?.canEdit()}
      data-testid="plain-cells"
    >
      <Show
        when={isText(props.shape)}
        fallback={
          <For each={lines()}>
            {(line) => <GridLine line={line} rows={rows()} shape={props.shape} cell={cell} />}
          </For>
        }
      >
        <div class="plain-words" role="row">
          <For each={[...Array(numColumns()).keys()]}>{(column) => cell({ row: 0, column })}</For>
          <Show when={canAdd(props.shape)}>
            <AddWords shape={props.shape} numColumns={numColumns()} />
          </Show>
        </div>
      </Show>
    </div>
  );
}

/** Behind the words of a text: a button, or the field in which more are written. */
function AddWords(props: { shape: KindShape; numColumns: number }) {
  const end = () => ({ row: 0, column: props.numColumns });
  return (
    <span class="plain-more" role="gridcell" aria-colindex={props.numColumns + 1}>
      <Show
        when={isAdding()}
        fallback={
          <button
            type="button"
            data-testid="add-words"
            onClick={() => startTyping(props.shape, end())}
          >
            Add words
          </button>
        }
      >
        <CellField shape={props.shape} cell={end()} name="New words" />
      </Show>
    </span>
  );
}

/** Some columns of all rows, with their numbers above. */
function GridLine(props: {
  line: Line;
  rows: readonly number[];
  shape: KindShape;
  cell: (at: Cell) => ReturnType<typeof CellView>;
}) {
  const columns = () =>
    Array.from(
      { length: props.line.last - props.line.first + 1 },
      (_, at) => props.line.first + at,
    );
  const hasNames = () => props.rows.some((row) => rowName(props.shape, row) !== "");
  return (
    <div class="plain-line" role="presentation">
      <div class="plain-numbers figures" aria-hidden="true">
        <Show when={hasNames()}>
          <span class="plain-row-name" />
        </Show>
        <For each={columns()}>{(column) => <span>{column % 4 === 0 ? column + 1 : ""}</span>}</For>
      </div>
      <For each={props.rows}>
        {(row) => (
          <div class="plain-row" role="row" aria-rowindex={row + 1}>
            <Show when={hasNames()}>
              <span class="plain-row-name" role="rowheader">
                {rowName(props.shape, row)}
              </span>
            </Show>
            <For each={columns()}>{(column) => props.cell({ row, column })}</For>
          </div>
        )}
      </For>
    </div>
  );
}
