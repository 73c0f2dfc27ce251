/** Where everything on a canvas comes from: look at any moment, hear it, open it, compare it with another. */

import { useLocation, useNavigate, useParams } from "@solidjs/router";
import { createMemo, createResource, createSignal, Match, onCleanup, Show, Switch } from "solid-js";
import { sentence } from "../api";
import { kindNamed } from "../canvases/content";
import { listen, stopListening } from "../canvases/listening";
import { curation } from "../curation";
import { Gate } from "../frame/Gate";
import { PageOfProject, useProject } from "../frame/projectPage";
import type { LineageNode } from "../protocol";
import { studioAddress } from "../state/addresses";
import { toastFailure } from "../state/failures";
import { MOST_COMPARED } from "../takes/ChosenBar";
import { type Compared, Comparison } from "../takes/Comparison";
import { isTyping } from "../ui/hotkeys";
import { toast } from "../ui/toasts";
import { contentOfNode } from "./contents";
import { LineageList } from "./LineageList";
import { LineageTree } from "./LineageTree";
import { type FoldedNode, folded, layoutOf } from "./layout";
import { NodeInfo } from "./NodeInfo";

export default function LineagePage() {
  const params = useParams<{ project: string; canvas: string }>();
  return (
    <Gate>
      <Show when={`${params.project}/${params.canvas}`} keyed>
        {(address) => {
          const [project, canvas] = address.split("/") as [string, string];
          return <LineageOf projectId={project} canvasId={canvas} />;
        }}
      </Show>
    </Gate>
  );
}

const REFRESH_MS = 1_500;

function LineageOf(props: { projectId: string; canvasId: string }) {
  const navigate = useNavigate();
  const wanted = new URLSearchParams(useLocation().search).get("take");
  const project = useProject(props.projectId);
  const [lineage, { refetch }] = createResource(
    () => props.canvasId,
    (id) => curation.lineage(id),
  );
  const [unfolded, setUnfolded] = createSignal<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = createSignal<string | null>(wanted && `take:${wanted}`);
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set());
  const [isList, setIsList] = createSignal(false);
  const [compared, setCompared] = createSignal<readonly Compared[]>([]);

  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  onCleanup(
    project.state.hear((payload) => {
      if (!["take", "generation", "job"].includes(payload.kind)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void refetch(), REFRESH_MS);
    }),
  );
  const canvas = () => project.state.canvas(props.canvasId);
  const kind = () => kindNamed(canvas()?.kind);
  const known = () => (lineage.error ? undefined : lineage.latest);
  const layout = createMemo(() => {
    const whole = known();
    if (!whole) return null;
    const kept = new Set([...chosen(), ...(current() ? [current() as string] : [])]);
    return layoutOf(folded(whole, unfolded(), kept));
  });
  const currentNode = createMemo(() => known()?.nodes.find((node) => node.id === current()));
  const [content] = createResource(
    () => {
      const node = currentNode();
      const whole = known();
      return node && whole && canvas() ? { node, whole } : undefined;
    },
    ({ node, whole }) => contentOfNode(node, whole, props.canvasId, kind()),
  );
  const contentHere = () => (content.error ? null : (content.latest ?? null));

  const open = (node: LineageNode) => {
    if (node.is_in_bin) return void toast("This take is in the bin. Restore it to open it.");
    if (node.generation && node.candidate != null)
      navigate(
        studioAddress(props.projectId, {
          canvas: props.canvasId,
          generation: node.generation,
          candidate: node.candidate,
          step: node.step ?? null,
        }),
      );
    else navigate(`/p/${props.projectId}/c/${props.canvasId}`);
  };
  const play = async (
    node: Pick<LineageNode, "id" | "kind" | "generation" | "candidate" | "step">,
  ) => {
    const whole = known();
    if (!whole) return;
    try {
      const what = await contentOfNode(node, whole, props.canvasId, kind());
      if (what) listen(node.id, what);
    } catch (failure) {
      toastFailure(failure);
    }
  };
  const press = (node: FoldedNode | LineageNode) => {
    if ("folds" in node && node.folds) {
      setUnfolded((all) => new Set(all).add(node.folds?.parent ?? ""));
      return;
    }
    setCurrent(node.id);
    if (node.kind !== "more") void play(node as LineageNode);
  };
  const choose = (id: string) =>
    setChosen((all) => {
      const next = new Set(all);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const compare = async () => {
    const whole = known();
    const nodes = whole?.nodes.filter((node) => chosen().has(node.id)) ?? [];
    if (!whole || nodes.length < 2 || nodes.length > MOST_COMPARED)
      return void toast("Choose two to four moments to compare (X).");
    stopListening();
    try {
      const all = await Promise.all(
        nodes.map(async (node): Promise<Compared | null> => {
          const what = await contentOfNode(node, whole, props.canvasId, kind());
          return (
            what && {
              id: node.id,
              name: node.label,
              words: node.by ? `by ${node.by}` : "",
              content: what,
              run: null,
            }
          );
        }),
      );
      setCompared(all.filter((one): one is Compared => one !== null));
    } catch (failure) {
      toastFailure(failure);
    }
  };
  const handleKey = (event: KeyboardEvent, node: FoldedNode | LineageNode | null): boolean => {
    const key = event.key.toLowerCase();
    if (key === "c") void compare();
    else if (!node || node.kind === "more") return false;
    else if (key === "x") choose(node.id);
    else if (key === "o") open(node as LineageNode);
    else return false;
    return true;
  };
  const anywhere = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event.target) || event.ctrlKey || event.metaKey) return;
    if (document.querySelector("dialog[open], .menu")) return;
    if (handleKey(event, currentNode() ?? null)) event.preventDefault();
  };
  window.addEventListener("keydown", anywhere);
  onCleanup(() => window.removeEventListener("keydown", anywhere));
  return (
    <PageOfProject
      project={project}
      title="Lineage"
      crumbs={[
        {
          label: canvas()?.name ?? "Canvas",
          href: `/p/${props.projectId}/c/${props.canvasId}`,
        },
      ]}
      class="lineage-page"
      header={
        <div class="segments" role="radiogroup" aria-label="View of the lineage">
          <button
            type="button"
            role="radio"
            aria-checked={!isList()}
            onClick={() => setIsList(false)}
          >
            Tree
          </button>
          <button
            type="button"
            role="radio"
            aria-checked={isList()}
            onClick={() => setIsList(true)}
          >
            List
          </button>
        </div>
      }
    >
      <main class="lineage-main">
        <Switch
          fallback={
            <p class="muted takes-loading" role="status">
              Loading the lineage …
            </p>
          }
        >
          <Match when={lineage.error}>
            <p class="problem import-line" role="alert">
              <span>{sentence(lineage.error)}</span>
              <button type="button" onClick={() => void refetch()}>
                Try again
              </button>
            </p>
          </Match>
          <Match when={known() && isList()}>
            <LineageList
              lineage={known()!}
              current={current()}
              chosen={chosen()}
              onFocus={setCurrent}
              onPress={press}
              onKey={handleKey}
            />
          </Match>
          <Match when={layout()}>
            {(placed) => (
              <LineageTree
                layout={placed()}
                current={current()}
                chosen={chosen()}
                onFocus={(id) => !id.startsWith("more:") && setCurrent(id)}
                onPress={press}
                onKey={handleKey}
              />
            )}
          </Match>
        </Switch>
      </main>
      <NodeInfo
        node={currentNode() ?? null}
        lineage={known() ?? null}
        content={contentHere()}
        isLoading={content.loading}
        isChosen={currentNode() ? chosen().has(currentNode()!.id) : false}
        numChosen={chosen().size}
        onPlay={() => currentNode() && void play(currentNode()!)}
        onOpen={() => currentNode() && open(currentNode()!)}
        onChoose={() => currentNode() && choose(currentNode()!.id)}
        onCompare={() => void compare()}
        onGoTo={setCurrent}
      />
      <Show when={compared().length > 1}>
        <Comparison items={compared()} onClose={() => setCompared([])} />
      </Show>
    </PageOfProject>
  );
}
