/** The lineage of a canvas as it is looked at: which moment is current, which are chosen, what is folded. */

import { useNavigate } from "@solidjs/router";
import { type Accessor, createMemo, createResource, createSignal, onCleanup } from "solid-js";
import { pages } from "../addresses";
import { type Content, kindNamed } from "../canvases/content";
import { listen, stopListening } from "../canvases/listening";
import { curation } from "../curation";
import type { OpenProject } from "../frame/projectPage";
import type { Lineage, LineageNode, LineagePage } from "../protocol";
import { studioAddress } from "../state/addresses";
import { toastFailure } from "../state/failures";
import { MOST_COMPARED } from "../takes/collection/ChosenBar";
import type { ComparedStep } from "../takes/collection/Comparison";
import { toast } from "../ui/messages/toasts";
import { contentOfNode } from "./contents";
import { withEarlier, withNewest } from "./pages";
import { createPictures } from "./pictures";
import { type FoldedNode, folded, treeOf, withEarlierNode } from "./tree";

const REFRESH_MS = 1_500;

type Nodes = Pick<LineageNode, "id" | "kind" | "generation" | "candidate" | "step">;

export type LineageView = ReturnType<typeof createLineageView>;

/** `wanted`: the take that is current at first. */
export function createLineageView(project: OpenProject, canvasId: string, wanted: string | null) {
  const { lineage, refetch, loadEarlier } = useLineage(project, canvasId, wanted);
  const [unfolded, setUnfolded] = createSignal<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = createSignal<string | null>(wanted && `take:${wanted}`);
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set());
  const canvas = () => project.state.canvas(canvasId);
  const kind = () => kindNamed(canvas()?.kind);
  const known = () => (lineage.error ? undefined : lineage.latest);
  const tree = createMemo(() => {
    const whole = known();
    if (!whole) return null;
    const kept = new Set([...chosen(), ...(current() ? [current() as string] : [])]);
    return treeOf(withEarlierNode(folded(whole, unfolded(), kept), whole.num_earlier));
  });
  const pictureOf = createPictures({
    projectId: project.id,
    canvasId,
    kind,
    lineage: () => (canvas() ? known() : undefined),
    shown: () => tree()?.nodes ?? [],
  });
  const currentNode = createMemo(() => known()?.nodes.find((node) => node.id === current()));
  const [content] = createResource(
    () => {
      const node = currentNode();
      const whole = known();
      return node && whole && canvas() ? { node, whole } : undefined;
    },
    ({ node, whole }) => contentOfNode(node, whole, canvasId, kind()),
  );
  const contentHere = () => (content.error ? null : (content.latest ?? null));

  const choose = (id: string) =>
    setChosen((all) => {
      const next = new Set(all);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const fetchContent = (node: Nodes, whole: Lineage) =>
    contentOfNode(node, whole, canvasId, kind());
  const comparing = useComparing(known, chosen, fetchContent);
  const { open, play, press } = useActs({
    project,
    canvasId,
    known,
    fetchContent,
    loadEarlier,
    unfold: (parent) => setUnfolded((all) => new Set(all).add(parent)),
    setCurrent,
  });
  return {
    failure: () => lineage.error as unknown,
    refetch: () => void refetch(),
    loadEarlier,
    canvas,
    known,
    tree,
    pictureOf,
    current,
    setCurrent,
    currentNode,
    content: contentHere,
    isLoading: () => content.loading,
    chosen,
    choose,
    open,
    play,
    press,
    ...comparing,
    /** Do what a key asks for; false where it asks for nothing. */
    answerKey(event: KeyboardEvent, node: FoldedNode | LineageNode | null): boolean {
      const key = event.key.toLowerCase();
      if (key === "c") comparing.compare();
      else if (!node || node.kind === "more" || node.kind === "earlier") return false;
      else if (key === " ") choose(node.id);
      else if (key === "o") open(node as LineageNode);
      else return false;
      return true;
    },
  };
}

/** The lineage as far as it is loaded; its newest page is fetched again a moment after something happened. */
function useLineage(project: OpenProject, canvasId: string, wanted: string | null) {
  const [lineage, { refetch, mutate }] = createResource<LineagePage, string>(
    () => canvasId,
    async (id, { value }) =>
      value
        ? withNewest(value, await curation.lineage(id))
        : curation.lineage(id, wanted ? { take: wanted } : {}),
  );
  let isLoading = false;
  const loadEarlier = async () => {
    const before = lineage.latest?.earlier;
    if (!before || isLoading) return;
    isLoading = true;
    try {
      const page = await curation.lineage(canvasId, { before });
      mutate((known) => known && withEarlier(known, page));
    } catch (failure) {
      toastFailure(failure);
    } finally {
      isLoading = false;
    }
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  onCleanup(
    project.state.hear((payload) => {
      if (!["take", "generation", "job"].includes(payload.kind)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void refetch(), REFRESH_MS);
    }),
  );
  return { lineage, refetch, loadEarlier: () => void loadEarlier() };
}

/** What pressing a moment does: unfold, look and listen, open in the studio. */
function useActs(parts: {
  project: OpenProject;
  canvasId: string;
  known: Accessor<Lineage | undefined>;
  fetchContent: (node: Nodes, whole: Lineage) => Promise<Content | null>;
  loadEarlier: () => void;
  unfold: (parent: string) => void;
  setCurrent: (id: string) => void;
}) {
  const { project, canvasId, known, fetchContent, loadEarlier, unfold, setCurrent } = parts;
  const navigate = useNavigate();
  const open = (node: LineageNode) => {
    if (node.is_in_bin) return void toast("This take is in the bin. Restore it to open it.");
    if (node.generation && node.candidate != null)
      navigate(
        studioAddress(project.id, {
          canvas: canvasId,
          generation: node.generation,
          candidate: node.candidate,
          step: node.step ?? null,
        }),
      );
    else navigate(pages.canvas(project.id, canvasId));
  };
  const play = async (node: Nodes) => {
    const whole = known();
    if (!whole) return;
    try {
      const what = await fetchContent(node, whole);
      if (what) listen(node.id, what);
    } catch (failure) {
      toastFailure(failure);
    }
  };
  const press = (node: FoldedNode | LineageNode) => {
    if ("folds" in node && node.folds) {
      unfold(node.folds.parent);
      return;
    }
    if (node.kind === "earlier") return loadEarlier();
    setCurrent(node.id);
    if (node.kind !== "more") void play(node as LineageNode);
  };
  return { open, play: (node: Nodes) => void play(node), press };
}

/** Two to four moments beside each other. */
function useComparing(
  known: Accessor<Lineage | undefined>,
  chosen: Accessor<ReadonlySet<string>>,
  fetchContent: (node: Nodes, whole: Lineage) => Promise<Content | null>,
) {
  const [compared, setCompared] = createSignal<readonly ComparedStep[]>([]);
  const compare = async () => {
    const whole = known();
    const nodes = whole?.nodes.filter((node) => chosen().has(node.id)) ?? [];
    if (!whole || nodes.length < 2 || nodes.length > MOST_COMPARED)
      return void toast("Choose two to four moments to compare (Space).");
    stopListening();
    try {
      const all = await Promise.all(
        nodes.map(async (node): Promise<ComparedStep | null> => {
          const what = await fetchContent(node, whole);
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
      setCompared(all.filter((one): one is ComparedStep => one !== null));
    } catch (failure) {
      toastFailure(failure);
    }
  };
  return { compared, setCompared, compare: () => void compare() };
}
