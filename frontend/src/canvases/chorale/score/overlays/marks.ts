// What the heads of a score tell beside their pitch: state and pin, doubt, selection, faults, sound.
import { type Accessor, createEffect, createMemo } from "solid-js";
import {
  type CellState,
  DEFAULT_PIN,
  MASKED,
  RENOISABLE,
  UNMASKED,
} from "../../../../domain/cells";
import { type Head, headAt } from "../../../../domain/chorale/staff/noteHeads";
import { shownFaults } from "../../../../state/generations/faults";
import { shownColumns, shownDoubt, shownPending } from "../../../../state/stage/open";
import { isHeard } from "../../../../state/stage/voices";
import { isComposed } from "../../composed";
import { previewPins, previewStates } from "../../gestures/preview";
import { cursorAt, isSelected } from "../../inView";
import { DOUBT_LEVELS, doubtLevel, doubtOpacity } from "../../roll/drawing/drawDoubt";
import { shape } from "./shapes";

/** In the units of an engraved score, of which a staff space has 180. */
export const LOCK = "M0 62h120v92h-120zM12 62v-26a48 48 0 0 1 96 0v26h-24v-26a24 24 0 0 0-48 0v26z";
export const OPEN_LOCK =
  "M0 62h120v92h-120zM84 62v-26a48 48 0 0 1 96 0v6h-24v-6a24 24 0 0 0-48 0v26z";
const LOCK_SIZE = 154;
const BAR_INSET = 16;

/** Keep the marks on the heads as long as the owner lives; `elements` are the heads' own, by their ids. */
export function markHeads(
  heads: Accessor<readonly Head[][]>,
  elements: Accessor<ReadonlyMap<string, Element>>,
  soundingColumn: Accessor<number | null>,
): void {
  /** Done for each head, and again when what it reads changes. */
  function forHeads(act: (head: Head, element: Element) => void): void {
    createEffect(() => {
      const all = elements();
      for (const head of heads().flat()) {
        const element = all.get(head.id);
        if (element) act(head, element);
      }
    });
  }
  const mark = (name: string, isSo: (head: Head) => boolean) =>
    forHeads((head, element) => element.classList.toggle(name, isSo(head)));
  const flat = (row: number, column: number) => row * shownColumns().length + column;
  const covers = (head: Head, isIn: (row: number, column: number) => boolean) =>
    columnsOf(head).some((column) => isIn(head.row, column));

  const stateOf = ({ row, start }: Head) =>
    (previewStates()[row]?.[start] ?? UNMASKED) as CellState;
  mark("composed", ({ row, start }) => isComposed(row, start));
  createEffect(() => {
    const beams = new Map<Element, boolean>();
    for (const { id, row, start } of heads().flat()) {
      const beam = elements().get(id)?.closest(".beam");
      if (beam) beams.set(beam, (beams.get(beam) ?? true) && isComposed(row, start));
    }
    for (const [beam, isSo] of beams) beam.classList.toggle("composed", isSo);
  });
  mark("masked", (head) => stateOf(head) === MASKED);
  mark("renoisable", (head) => stateOf(head) === RENOISABLE);
  forHeads((head, element) => {
    const usual = DEFAULT_PIN[stateOf(head)];
    const isPinned = previewPins()[head.row]?.[head.start] ?? usual;
    putLock(element, isPinned === usual ? null : isPinned ? LOCK : OPEN_LOCK);
  });
  forHeads((head, element) => {
    const doubt = shownDoubt();
    const doubts = doubt && columnsOf(head).map((column) => doubt[flat(head.row, column)] ?? 0);
    putBar(element, doubts && doubtLevel(mean(doubts)));
  });

  const cursorHead = createMemo(() => {
    const at = cursorAt();
    return at ? headAt(heads(), at.row, at.column) : null;
  });
  const faultyCells = createMemo(() => new Set(shownFaults().flatMap(({ cells }) => cells)));
  mark("cursor", (head) => head === cursorHead());
  mark("selected", (head) => covers(head, (row, column) => isSelected({ row, column })));
  mark("pending", (head) => covers(head, (row, column) => shownPending().has(flat(row, column))));
  mark("faulty", (head) => covers(head, (row, column) => faultyCells().has(flat(row, column))));
  mark("sounding", ({ row, start, length }) => {
    const now = soundingColumn();
    return now !== null && now >= start && now < start + length && isHeard(row);
  });
}

const columnsOf = ({ start, length }: Head): number[] =>
  Array.from({ length }, (_, index) => start + index);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** A box beneath the head, filled from below as far as the model doubts it; null takes it away. */
function putBar(head: Element, level: number | null): void {
  head.classList.toggle("doubted", level !== null);
  head.querySelector(".doubt")?.remove();
  const mark = head.querySelector(".mark");
  if (level === null || !mark) return;
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) =>
    Number(mark.getAttribute(name)),
  ) as [number, number, number, number];
  const filled = ((height - 2 * BAR_INSET) * level) / DOUBT_LEVELS;
  const bar = shape("rect", "doubt", {
    x: x + BAR_INSET,
    y: y + height - BAR_INSET - filled,
    width: width - 2 * BAR_INSET,
    height: filled,
    rx: 4 * BAR_INSET,
    opacity: doubtOpacity(level),
  });
  mark.after(bar);
}

/** A lock at the upper corner of a head's mark; null takes it away. */
function putLock(head: Element, drawing: string | null): void {
  head.querySelector(".lock")?.remove();
  const mark = head.querySelector(".mark");
  if (!drawing || !mark) return;
  const x = Number(mark.getAttribute("x")) + Number(mark.getAttribute("width")) - LOCK_SIZE / 3;
  const y = Number(mark.getAttribute("y")) - LOCK_SIZE;
  head.append(shape("path", "lock", { d: drawing, transform: `translate(${x} ${y})` }));
}
