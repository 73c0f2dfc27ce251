// The page that a kind's package brings: its module is handed an element and the stage, and may fail alone.
import { createEffect, createRoot, onCleanup, onMount, untrack } from "solid-js";
import type { KindShape } from "../../protocol";
import { currentDocument } from "../../state/document/document";
import {
  editCells,
  isRunning,
  selectedCells,
  setSelection,
  shownColumns,
  shownGrid,
  shownPins,
  shownStates,
  shownStep,
  stage,
  target,
} from "../../state/stage/open";
import { theme } from "../../ui/theme";
import {
  checkChanges,
  isOfModule,
  loadPage,
  type Page,
  type PageModule,
  type PageView,
} from "./pageModule";

export function OwnPage(props: { shape: KindShape; onFailure: (failure: unknown) => void }) {
  let element!: HTMLDivElement;
  let isOver = false;
  let end: (() => void) | undefined;
  const fail = (failure: unknown) => {
    if (isOver) return;
    console.error(failure);
    props.onFailure(failure);
  };
  const attempt = (act: () => void) => {
    try {
      act();
    } catch (failure) {
      fail(failure);
    }
  };
  const ends: (() => void)[] = [];
  const subscribe: Page["subscribe"] = (listener) => {
    const stop = createRoot((dispose) => {
      createEffect(() => {
        const view = viewNow();
        untrack(() => attempt(() => listener(view)));
      });
      return dispose;
    });
    ends.push(stop);
    return stop;
  };
  const begin = (module: PageModule) => {
    if (isOver) return;
    const { kind, row_names: rowNames, symbol_labels: symbolLabels } = props.shape;
    const page: Page = {
      element,
      kind: { name: kind, rowNames, symbolLabels },
      now: () => untrack(viewNow),
      subscribe,
      edit,
      select,
    };
    attempt(() => {
      end = module.mount(page);
    });
  };
  const onError = (event: ErrorEvent | PromiseRejectionEvent) => {
    if (isOfModule(props.shape.page, event)) fail("reason" in event ? event.reason : event.error);
  };
  onMount(() => {
    for (const name of ["error", "unhandledrejection"] as const)
      window.addEventListener(name, onError);
    loadPage(props.shape.page).then(begin, fail);
  });
  onCleanup(() => {
    for (const name of ["error", "unhandledrejection"] as const)
      window.removeEventListener(name, onError);
    for (const stop of ends) stop();
    attempt(() => end?.());
    isOver = true;
  });
  return <div ref={element} class="own-page" data-testid="own-page" />;
}

function viewNow(): PageView {
  const inView = stage();
  return {
    symbols: shownGrid(),
    states: shownStates(),
    pins: shownPins(),
    columns: shownColumns(),
    canvas: currentDocument()?.symbols() ?? [],
    selected: selectedCells(),
    candidate:
      inView.view === "canvas"
        ? null
        : {
            generation: inView.generation,
            candidate: inView.candidate,
            step: shownStep(),
            isRunning: isRunning(),
          },
    canEdit: target() !== null,
    theme: theme(),
  };
}

const edit: Page["edit"] = (changes) => {
  checkChanges(changes, untrack(shownGrid));
  if (untrack(target) === null) return false;
  untrack(() => editCells(changes));
  return true;
};

const select: Page["select"] = (cells) => {
  const columns = untrack(shownColumns);
  setSelection(
    cells.flatMap(({ row, column }) => {
      const id = columns[column];
      return id === undefined
        ? []
        : [{ firstColumn: id, lastColumn: id, firstRow: row, lastRow: row }];
    }),
  );
};
