// The keys of a canvas of any kind.
import { type Cell, MASKED, RENOISABLE, UNMASKED } from "../../domain/cells";
import { cellAfterKey, type Extent } from "../../domain/plain/lines";
import { isText, writable } from "../../domain/plain/shape";
import { isTyped } from "../../domain/plain/typing";
import type { KindShape } from "../../protocol";
import { currentDocument } from "../../state/document/document";
import {
  clearSelection,
  closeAlternatives,
  invert,
  openAlternatives,
  openStage,
  selectedCells,
  setTool,
  stage,
  target,
  toggleDoubt,
  togglePin,
} from "../../state/stage/open";
import type { KeyHelp } from "../../ui/keys/keyHelp";
import { keyOf } from "../../ui/keys/keyNames";
import {
  actedOn,
  applyState,
  cellAt,
  cursorCell,
  placeOf,
  putCursor,
  reveal,
  selectAll,
  selectBetween,
  writeNext,
  writeSymbol,
} from "./acts";
import { emptyCells, startTyping } from "./typing";

type PlainKey = Omit<KeyHelp, "keys"> & {
  keys: readonly string[];
  /** Only where the cells have the focus. */
  isInCells?: boolean;
  perform(): void;
};

export const ask = (): void => {
  const [cell] = actedOn();
  if (cell) void openAlternatives([cell]);
};

const KEYS: readonly PlainKey[] = [
  { label: "Select", group: "Tools", keys: ["v"], perform: () => setTool("select") },
  { label: "Paint states", group: "Tools", keys: ["b"], perform: () => setTool("paint") },
  { label: "Show alternatives for a cell", group: "Tools", keys: ["a"], perform: ask },
  {
    label: "Show how unsure the model is (heat map)",
    group: "Tools",
    keys: ["h"],
    perform: toggleDoubt,
  },
  paints("Unmasked (keep)", "1", UNMASKED),
  paints("Masked (rewrite)", "2", MASKED),
  paints("Renoisable (anew)", "3", RENOISABLE),
  {
    label: "Pin or unpin",
    group: "States",
    keys: ["p"],
    perform: () => target() && togglePin(actedOn()),
  },
  {
    label: "Swap unmasked and renoisable",
    group: "States",
    keys: ["Shift+v"],
    perform: () => target() && invert(selectedCells()),
  },
  { label: "Select everything", group: "Select", keys: ["mod+a"], perform: selectAll },
  {
    label: "Clear the selection, or go back to the canvas",
    group: "Select",
    keys: ["Escape"],
    perform: clear,
  },
  {
    label: "Undo my last edit",
    group: "Edit",
    keys: ["mod+z"],
    perform: () => currentDocument()?.undo(),
  },
  {
    label: "Redo",
    group: "Edit",
    keys: ["mod+Shift+z", "mod+y"],
    perform: () => currentDocument()?.redo(),
  },
];

const typingKeys = (shape: KindShape): PlainKey[] => [
  {
    label: "Write in the cell (Tab goes on to the next one)",
    group: "Edit",
    keys: ["Enter", "F2"],
    isInCells: true,
    perform() {
      const [first] = actedOn();
      if (first) startTyping(shape, first);
    },
  },
];

const EMPTYING: PlainKey = {
  label: "Make the words open places, or take open places out",
  group: "Edit",
  keys: ["Delete", "Backspace"],
  isInCells: true,
  perform: emptyCells,
};

/** The keys that write, where the kind says what can be written. */
function writingKeys(shape: KindShape): PlainKey[] {
  if (isTyped(shape)) return [...typingKeys(shape), ...(isText(shape) ? [EMPTYING] : [])];
  const [first] = writable(shape);
  if (!first) return [];
  return [
    {
      label: "Write the next symbol",
      group: "Edit",
      keys: ["Enter"],
      isInCells: true,
      perform: () => writeNext(shape),
    },
    {
      label: "Write the first symbol",
      group: "Edit",
      keys: ["Delete", "Backspace"],
      isInCells: true,
      perform: () => writeSymbol(first.symbol),
    },
  ];
}

const MOVES: readonly (Omit<KeyHelp, "keys"> & { keys: readonly string[] })[] = [
  { label: "Go to a cell", group: "Select", keys: ["ArrowRight"] },
  { label: "Extend the selection", group: "Select", keys: ["Shift+ArrowRight"] },
];

export const keysOf = (shape: KindShape) => [...KEYS, ...writingKeys(shape), ...MOVES];

/** Where an extended selection began. */
let anchor: Cell | null = null;

/** Run the act of a key; false where there is none. */
export function performKey(
  event: KeyboardEvent,
  at: { shape: KindShape; extent: Extent; isInCells: boolean },
): boolean {
  const pressed = keyOf(event);
  const found = [...KEYS, ...writingKeys(at.shape)].find(
    ({ keys, isInCells }) => keys.includes(pressed) && (!isInCells || at.isInCells),
  );
  if (found) found.perform();
  return found !== undefined || (at.isInCells && move(event, at.extent));
}

function move(event: KeyboardEvent, extent: Extent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const from = cursorCell() ?? { row: 0, column: 0 };
  const next = nextLine(event.key, from, extent) ?? cellAfterKey(event.key, from, extent);
  if (!next) return false;
  if (event.shiftKey) {
    anchor ??= from;
    selectBetween(anchor, next);
  } else {
    anchor = null;
    selectBetween(next, next);
  }
  putCursor(next);
  queueMicrotask(() => reveal(next));
  return true;
}

/** Words are as long as they are: what stands above one is seen, not counted. */
function nextLine(key: string, from: Cell, { perLine }: Extent): Cell | null {
  const by = { ArrowUp: -1, ArrowDown: 1 }[key];
  const place = perLine === 0 && by !== undefined ? placeOf(from) : null;
  if (!place || by === undefined) return null;
  const y = (place.top + place.bottom) / 2 + by * (place.height + 8);
  const x = (place.left + place.right) / 2;
  // Between two words, the nearer one.
  for (const aside of [0, 8, -8, 16, -16, 32, -32]) {
    const found = cellAt(x + aside, y);
    if (found) return found;
  }
  return from;
}

function clear(): void {
  closeAlternatives();
  anchor = null;
  if (selectedCells().length > 0) clearSelection();
  else if (stage().view === "candidate") openStage.showCanvas();
}

function paints(label: string, key: string, state: 0 | 1 | 2): PlainKey {
  return {
    label: `${label}: the selected cells, or the brush if nothing is selected`,
    group: "States",
    keys: [key],
    perform: () => applyState(state),
  };
}
