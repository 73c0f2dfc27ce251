/** Where everything on a canvas comes from: look at any moment, hear it, open it, compare it with another. */

import { useLocation, useParams } from "@solidjs/router";
import { createSignal, Match, onCleanup, Show, Switch } from "solid-js";
import { pages } from "../addresses";
import { sentence } from "../api";
import { Addressed } from "../frame/Addressed";
import { PageOfProject, useProject } from "../frame/projectPage";
import { Comparison } from "../takes/collection/Comparison";
import { Segments } from "../ui/controls/Segments";
import { onPageKeys } from "../ui/keys/hotkeys";
import { type KeyHelp, registerKeys } from "../ui/keys/keyHelp";
import { LineageList } from "./LineageList";
import { LineageTree } from "./LineageTree";
import { createLineageView, type LineageView } from "./lineageView";
import { NodeInfo } from "./NodeInfo";
import { EARLIER } from "./tree";

export default function LineagePage() {
  const params = useParams<{ project: string; canvas: string }>();
  return (
    <Addressed parts={[params.project, params.canvas]}>
      {(project, canvas) => <LineageOf projectId={project} canvasId={canvas} />}
    </Addressed>
  );
}

const VIEWS = [
  { value: false, label: "Tree" },
  { value: true, label: "List" },
];

const LINEAGE_KEYS: readonly KeyHelp[] = [
  { keys: "Enter", label: "Hear this moment, or unfold what is folded", group: "Lineage" },
  { keys: "ArrowRight", label: "To what came from it", group: "Lineage" },
  { keys: "ArrowLeft", label: "To what it comes from", group: "Lineage" },
  { keys: "ArrowDown", label: "To the next beside it", group: "Lineage" },
  { keys: "Space", label: "Choose it, or no longer", group: "Lineage" },
  { keys: "c", label: "Compare what is chosen", group: "Lineage" },
  { keys: "o", label: "Open it in the studio", group: "Lineage" },
];

function LineageOf(props: { projectId: string; canvasId: string }) {
  const wanted = new URLSearchParams(useLocation().search).get("take");
  const project = useProject(props.projectId);
  const shown = createLineageView(project, props.canvasId, wanted);
  const [isList, setIsList] = createSignal(false);
  onCleanup(registerKeys(LINEAGE_KEYS));
  onPageKeys((event) => {
    const isOnControl = (event.target as HTMLElement).closest?.("button, a, input, summary");
    if (event.ctrlKey || event.metaKey || (isOnControl && event.key === " ")) return false;
    return shown.answerKey(event, shown.currentNode() ?? null);
  });
  return (
    <PageOfProject
      project={project}
      title="Lineage"
      crumbs={[
        {
          label: shown.canvas()?.name ?? "Canvas",
          href: pages.canvas(props.projectId, props.canvasId),
        },
      ]}
      class="lineage-page"
      header={
        <Segments
          label="View of the lineage"
          segments={VIEWS}
          chosen={isList()}
          choose={setIsList}
        />
      }
    >
      <LineageMain shown={shown} isList={isList()} />
      <CurrentNode shown={shown} />
      <Show when={shown.compared().length > 1}>
        <Comparison items={shown.compared()} onClose={() => shown.setCompared([])} />
      </Show>
    </PageOfProject>
  );
}

function LineageMain(props: { shown: LineageView; isList: boolean }) {
  const { failure, refetch, known, tree, current, chosen, setCurrent, press, answerKey } =
    props.shown;
  // Whoever scrolls to what is not loaded yet gets it without a press.
  const scrolled = (event: Event) => {
    const scroller = event.target as HTMLElement;
    const earlier = scroller.querySelector(`[data-node="${EARLIER}"]`);
    if (earlier && meets(earlier.getBoundingClientRect(), scroller.getBoundingClientRect()))
      props.shown.loadEarlier();
  };
  return (
    <main class="lineage-main" on:scroll={{ handleEvent: scrolled, capture: true, passive: true }}>
      <Switch
        fallback={
          <p class="muted takes-loading" role="status">
            Loading the lineage …
          </p>
        }
      >
        <Match when={failure()}>
          <p class="problem import-line" role="alert">
            <span>{sentence(failure())}</span>
            <button type="button" onClick={refetch}>
              Try again
            </button>
          </p>
        </Match>
        <Match when={known() && props.isList}>
          <LineageList
            lineage={known()!}
            numEarlier={known()!.num_earlier}
            onEarlier={props.shown.loadEarlier}
            current={current()}
            chosen={chosen()}
            onFocus={setCurrent}
            onPress={press}
            onKey={answerKey}
          />
        </Match>
        <Match when={tree()}>
          {(placed) => (
            <LineageTree
              tree={placed()}
              current={current()}
              chosen={chosen()}
              pictureOf={props.shown.pictureOf}
              onFocus={(id) => !id.startsWith("more:") && id !== EARLIER && setCurrent(id)}
              onPress={press}
              onKey={answerKey}
            />
          )}
        </Match>
      </Switch>
    </main>
  );
}

/** Whether two rectangles have a point in common. */
const meets = (one: DOMRect, other: DOMRect): boolean =>
  one.left < other.right &&
  one.right > other.left &&
  one.top < other.bottom &&
  one.bottom > other.top;

function CurrentNode(props: { shown: LineageView }) {
  const { shown } = props;
  const node = shown.currentNode;
  return (
    <NodeInfo
      node={node() ?? null}
      lineage={shown.known() ?? null}
      content={shown.content()}
      isLoading={shown.isLoading()}
      isChosen={node() ? shown.chosen().has(node()!.id) : false}
      numChosen={shown.chosen().size}
      onPlay={() => node() && shown.play(node()!)}
      onOpen={() => node() && shown.open(node()!)}
      onChoose={() => node() && shown.choose(node()!.id)}
      onCompare={shown.compare}
      onGoTo={shown.setCurrent}
    />
  );
}
