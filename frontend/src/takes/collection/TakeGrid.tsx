/** Takes as cards or lines: only those near the window are on the page, and one of them has the focus. */

import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  For,
  on,
  onCleanup,
  onMount,
  Show,
  untrack,
} from "solid-js";
import { ownRating } from "../../domain/takes/rating";
import { takeAloud } from "../../domain/takes/takeWords";
import type { Take } from "../../protocol";
import { account } from "../../state/account";
import { calmly } from "../../ui/calmly";
import { GuardedFor } from "../../ui/Guarded";
import { heightOf, itemAfterKey, itemsInView, type Layout, scrollToShow } from "../../ui/virtual";
import type { Desk } from "./desk";
import { TABLE_COLUMNS, TableHead } from "./TableHead";
import { TakeCard } from "./TakeCard";
import { TakeLine } from "./TakeLine";

export type View = "gallery" | "table";

const CARD_WIDTH = 236;
const PICTURE_PX = 84;
const isTouch = globalThis.matchMedia?.("(pointer: coarse)");

function layoutFor(view: View, width: number): Layout {
  if (view === "table") return { numColumns: 1, rowHeight: isTouch?.matches ? 52 : 44 };
  return {
    numColumns: Math.max(1, Math.floor(width / CARD_WIDTH)),
    rowHeight: isTouch?.matches ? 208 : 180,
  };
}

interface TakeGridProps {
  desk: Desk;
  view: View;
  /** The order of the list, and how a press on the head of a column asks for another. */
  sort: string;
  onSort: (sort: string) => void;
  onOpen: (take: Take) => void;
  /** A finger has no keys and does not hover: a tap shows what is known of a take. */
  onTap: () => void;
  /** What a key means for the take that has the focus; true where it means something. */
  onKey: (event: KeyboardEvent, take: Take | null) => boolean;
  /** Handed out: move by a key that came from elsewhere, true where it moves; and take the focus. */
  ref: (grid: GridHandle) => void;
}

export interface GridHandle {
  move(event: KeyboardEvent): boolean;
  /** Make this place the one that keys are about, and show it. */
  goTo(index: number): void;
  focus(): void;
}

export function TakeGrid(props: TakeGridProps) {
  const { desk } = props;
  let scroller!: HTMLDivElement;
  const { layout, rows, total, setScrollTop, move, goTo, focusCurrent } = useWindow(
    desk,
    () => props.view,
    () => scroller,
  );
  const hold = useHeldFocus(desk, () => scroller, focusCurrent);
  onMount(() => props.ref({ move, goTo, focus: hold }));
  const keys = (event: KeyboardEvent) => {
    const isGrid = event.target === scroller || (event.target as HTMLElement).dataset.index;
    if (!isGrid) return;
    if (!move(event) && !props.onKey(event, desk.currentTake())) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="take-grid" data-view={props.view}>
      <Show when={props.view === "table"}>
        <TableHead sort={props.sort} onSort={props.onSort} />
      </Show>
      <div
        ref={scroller}
        class="take-scroller"
        role="grid"
        tabIndex={-1}
        aria-label="Takes"
        aria-rowcount={Math.ceil(total() / layout().numColumns)}
        aria-colcount={props.view === "table" ? TABLE_COLUMNS.length : layout().numColumns}
        aria-multiselectable="true"
        aria-busy={desk.takes.isStale()}
        onScroll={() => setScrollTop(scroller.scrollTop)}
        onKeyDown={keys}
      >
        <div
          class="take-space"
          role="presentation"
          style={{ height: `${heightOf(layout(), total())}px` }}
        >
          <For each={rows()}>
            {(row) => <GridRow {...props} row={row} layout={layout()} total={total()} />}
          </For>
        </div>
      </div>
    </div>
  );
}

function GridRow(props: TakeGridProps & { row: number; layout: Layout; total: number }) {
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is known when it runs only
    <div
      class={props.view === "table" ? "take-line-place" : "take-row"}
      role={props.view === "table" ? "presentation" : "row"}
      aria-rowindex={props.view === "table" ? undefined : props.row + 1}
      style={{
        transform: `translateY(${props.row * props.layout.rowHeight}px)`,
        height: `${props.layout.rowHeight}px`,
        "--columns": props.layout.numColumns,
      }}
    >
      <GuardedFor
        each={itemsOfRow(props.row, props.layout, props.total)}
        nameOf={(index) => props.desk.takes.at(index)?.name ?? "This take"}
      >
        {(index) => (
          <Item
            desk={props.desk}
            index={index}
            view={props.view}
            onOpen={props.onOpen}
            onPress={(event) => {
              if (event.shiftKey) props.desk.extendTo(index);
              props.desk.setCurrent(index);
              (event.currentTarget as HTMLElement).focus({ preventScroll: true });
              const take = props.desk.takes.at(index);
              if (event.shiftKey) return;
              props.desk.endRange();
              if (take && (event.ctrlKey || event.metaKey)) props.desk.toggleChosen(take);
              else if (isTouch?.matches) props.onTap();
            }}
          />
        )}
      </GuardedFor>
    </div>
  );
}

/** The part of a long list that is drawn, where it is scrolled to, and moving through it by keys. */
function useWindow(desk: Desk, view: Accessor<View>, scroller: () => HTMLDivElement) {
  const [scrollTop, setScrollTop] = createSignal(0);
  const [size, setSize] = createSignal({ width: 900, height: 600 });

  onMount(() => {
    const measure = () =>
      setSize({ width: scroller().clientWidth - 8, height: scroller().clientHeight });
    const watch = new ResizeObserver(measure);
    watch.observe(scroller());
    measure();
    onCleanup(() => watch.disconnect());
  });
  const layout = createMemo(() => layoutFor(view(), size().width), undefined, {
    equals: (a, b) => a.numColumns === b.numColumns && a.rowHeight === b.rowHeight,
  });
  const total = () => desk.takes.total() ?? 0;
  const inView = createMemo(
    () => itemsInView(layout(), total(), scrollTop(), size().height),
    undefined,
    { equals: (a, b) => a.first === b.first && a.end === b.end },
  );
  createEffect(() => {
    // Before the first answer the number of takes is unknown.
    if (desk.takes.total() !== null) desk.takes.want(inView().first, inView().end);
  });
  const rows = createMemo(() => {
    const { first, end } = inView();
    const { numColumns } = layout();
    const all: number[] = [];
    for (let row = Math.floor(first / numColumns); row * numColumns < end; row++) all.push(row);
    // The take that has the focus stays on the page, so that keys continue working out of sight.
    const focused = Math.floor(desk.current() / numColumns);
    if (desk.current() < total() && !all.includes(focused)) all.push(focused);
    return all;
  });

  const focusCurrent = () =>
    scroller().querySelector<HTMLElement>(`[data-index="${desk.current()}"]`)?.focus({
      preventScroll: true,
    });
  const goTo = (index: number) => {
    desk.setCurrent(index);
    scroller().scrollTop = scrollToShow(layout(), index, scroller().scrollTop, size().height);
    queueMicrotask(focusCurrent);
  };
  createEffect(
    on(desk.takes.isStale, (isStale) => {
      if (!isStale && desk.current() >= total()) desk.setCurrent(Math.max(0, total() - 1));
    }),
  );
  // What keys are about stays where it is on the page when others come or go above it.
  createEffect(
    on(
      desk.moved,
      ({ by, to }) => {
        const rowOf = (index: number) => Math.floor(index / layout().numColumns);
        scroller().scrollTop += (rowOf(to) - rowOf(to - by)) * layout().rowHeight;
      },
      { defer: true },
    ),
  );
  // Another order or condition begins at its top; another layout keeps its place.
  createEffect(
    on(
      desk.request,
      () => {
        scroller().scrollTop = 0;
      },
      { defer: true },
    ),
  );
  createEffect(
    on(
      () => [layout().numColumns, layout().rowHeight],
      () => {
        scroller().scrollTop = scrollToShow(layout(), untrack(desk.current), 0, size().height);
      },
      { defer: true },
    ),
  );
  const move = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const next = itemAfterKey(event.key, desk.current(), total(), layout(), size().height);
    if (next === null) return false;
    if (event.shiftKey) desk.extendTo(next);
    else desk.endRange();
    goTo(next);
    return true;
  };
  return { layout, rows, total, setScrollTop, move, goTo, focusCurrent };
}

/**
 * The focus stays in the list when what had it goes: the take into the bin, the bar of the chosen with them. The
 * function that is returned takes the focus in.
 */
function useHeldFocus(
  desk: Desk,
  scroller: () => HTMLDivElement,
  focusCurrent: () => void,
): () => void {
  let isHeld = false;
  onMount(() => {
    scroller().addEventListener("focusin", () => {
      isHeld = true;
    });
    scroller().addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !scroller().contains(relatedTarget as Node)) isHeld = false;
    });
  });
  const isLost = () =>
    document.activeElement === document.body || document.activeElement === scroller();
  createEffect(
    on(
      () => [desk.takes.isStale(), desk.takes.at(desk.current())],
      () => queueMicrotask(() => isHeld && isLost() && focusCurrent()),
    ),
  );
  return () => {
    isHeld = true;
    scroller().focus({ preventScroll: true });
    focusCurrent();
  };
}

function itemsOfRow(row: number, layout: Layout, total: number): number[] {
  const first = row * layout.numColumns;
  return Array.from(
    { length: Math.max(0, Math.min(layout.numColumns, total - first)) },
    (_, column) => first + column,
  );
}

function Item(props: {
  desk: Desk;
  index: number;
  view: View;
  onOpen: (take: Take) => void;
  onPress: (event: MouseEvent) => void;
}) {
  const take = createMemo(() => props.desk.takes.at(props.index));
  // A row that scrolls in is empty at first and filled when there is time.
  const [isDue, setIsDue] = createSignal(false);
  onCleanup(calmly(() => setIsDue(true)));
  const isCurrent = () => props.desk.current() === props.index;
  const isRejected = () => {
    const one = take();
    return one !== null && ownRating(one, account()?.name).flag === "reject";
  };
  const isChosen = () => {
    const one = take();
    return one !== null && props.desk.chosen().has(one.id);
  };
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is known when it runs only
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are the grid's
    <div
      classList={{
        "take-line": props.view === "table",
        "take-card": props.view !== "table",
        "is-current": isCurrent(),
        "is-chosen": isChosen(),
        "is-rejected": isRejected(),
      }}
      role={props.view === "table" ? "row" : "gridcell"}
      data-index={props.index}
      tabIndex={isCurrent() ? 0 : -1}
      aria-selected={isChosen()}
      aria-rowindex={props.view === "table" ? props.index + 1 : undefined}
      aria-label={take() ? takeAloud(take() as Take) : "Loading"}
      onClick={(event) => props.onPress(event)}
      onDblClick={() => {
        const one = take();
        if (one) props.onOpen(one);
      }}
    >
      <Show when={isDue() && take()} fallback={<span class="take-waiting" />}>
        {(one) => (
          <Show
            when={props.view === "table"}
            fallback={<TakeCard desk={props.desk} take={one()} pictureHeight={PICTURE_PX} />}
          >
            <TakeLine desk={props.desk} take={one()} />
          </Show>
        )}
      </Show>
    </div>
  );
}
