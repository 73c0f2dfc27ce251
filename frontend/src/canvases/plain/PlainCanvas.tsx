// A canvas of a kind without a page in this code: tools, its cells, or the page that its package brings.
import { createEffect, createSignal, on, onCleanup, onMount, Show } from "solid-js";
import type { Extent } from "../../domain/plain/lines";
import { cellName, symbolLabel } from "../../domain/plain/shape";
import type { KindShape } from "../../protocol";
import { alternatives, clearSelection, setTool, shownGrid, stage } from "../../state/stage/open";
import { Alternatives } from "../common/Alternatives";
import { Announcements } from "../common/Announcements";
import { sendAttention } from "../common/attention";
import { DoubtLegend } from "../common/DoubtLegend";
import { onCanvasKeys } from "../common/keyListener";
import type { CanvasViewProps } from "../common/kind";
import { Opening } from "../common/Opening";
import { StageLine } from "../common/StageLine";
import { placeOf, placeOfAttention, putCursor, reveal } from "./acts";
import { Cells } from "./Cells";
import { Help } from "./Help";
import { performKey } from "./keymap";
import { OwnPage } from "./OwnPage";
import { Toolbar } from "./Toolbar";
import { endTyping } from "./typing";
import { createViews, PageFailure, ViewChoice } from "./views";

export default function PlainCanvas(props: CanvasViewProps & { shape: KindShape }) {
  let root!: HTMLElement;
  let extent: () => Extent = () => ({ numRows: 0, numColumns: 0, perLine: 1 });
  const [showsHelp, setShowsHelp] = createSignal(false);
  const views = createViews(props.shape);

  onMount(() => setTool("select"));
  onCanvasKeys({
    isMenuOpen: () => false,
    openHelp: () => setShowsHelp(true),
    perform(event) {
      const at = event.target as HTMLElement;
      const isInCells = at === document.body || at.closest(".plain-cells") !== null;
      return performKey(event, { shape: props.shape, extent: extent(), isInCells });
    },
  });
  onCleanup(endTyping);
  createEffect(
    on(
      stage,
      () => {
        clearSelection();
        endTyping();
      },
      { defer: true },
    ),
  );
  createEffect(
    on(props.document.lastUndone, (cell) => {
      if (!cell || stage().view !== "canvas") return;
      putCursor(cell);
      reveal(cell);
    }),
  );
  sendAttention(props, placeOfAttention);
  return (
    <section class="plain-canvas" ref={root} aria-label={`${props.kind.label} canvas`}>
      <Toolbar
        shape={props.shape}
        views={<ViewChoice shape={props.shape} views={views} label={props.kind.label} />}
        openHelp={() => setShowsHelp(true)}
      />
      <StageLine kind={props.kind} />
      <PageFailure views={views} label={props.kind.label} />
      <div class="plain-page">
        <Show
          when={views.view() === "own"}
          fallback={
            <Cells
              shape={props.shape}
              ref={(how) => {
                extent = how;
              }}
            />
          }
        >
          <OwnPage shape={props.shape} onFailure={views.giveWay} />
        </Show>
        <DoubtLegend />
        <Opening document={props.document} />
      </div>
      <CellAlternatives shape={props.shape} />
      <Announcements />
      <Show when={showsHelp()}>
        <Help shape={props.shape} close={() => setShowsHelp(false)} />
      </Show>
    </section>
  );
}

function CellAlternatives(props: { shape: KindShape }) {
  const cell = () => alternatives()?.cells[0] ?? null;
  return (
    <Alternatives
      place={cell() && placeOf(cell()!)}
      name={cell() ? cellName(props.shape, cell()!) : ""}
      now={cell() ? symbolLabel(props.shape, shownGrid()[cell()!.row]?.[cell()!.column] ?? 0) : ""}
    />
  );
}
