/** The picture of a lineage: nodes as buttons, edges behind them; arrows go from node to node. */

import { createMemo, For, Show } from "solid-js";
import type { Content } from "../canvases/content";
import { isSounding } from "../canvases/listening";
import { gradeWords } from "../domain/takes/takeWords";
import { Picture } from "../takes/Picture";
import { TakeName } from "../takes/TakeName";
import { ago } from "../ui/ago";
import { GuardedFor, quoted } from "../ui/Guarded";
import type { PlacedNode, Tree } from "./tree";
import { nodeAfterKey } from "./tree";
import { KIND_WORDS } from "./words";

const [NODE_WIDTH, NODE_HEIGHT, GAP_X, GAP_Y, EDGE_PX] = [196, 108, 64, 14, 20];
/** Of a node without a picture, which stands in the middle of its place. */
const BARE_HEIGHT = 52;
const PICTURE_PX = 44;
const WITH_PICTURE: readonly string[] = ["import", "canvas", "take", "placed"];

/** What a press does on a node that stands for several others. */
const UNFOLDS: Partial<Record<PlacedNode["kind"], string>> = { more: "unfold", earlier: "load" };

const left = (node: PlacedNode) => EDGE_PX + node.depth * (NODE_WIDTH + GAP_X);
const height = (node: PlacedNode) => (WITH_PICTURE.includes(node.kind) ? NODE_HEIGHT : BARE_HEIGHT);
const top = (node: PlacedNode) =>
  EDGE_PX + node.row * (NODE_HEIGHT + GAP_Y) + (NODE_HEIGHT - height(node)) / 2;
const middle = (node: PlacedNode) => top(node) + height(node) / 2;

interface LineageTreeProps {
  tree: Tree;
  current: string | null;
  chosen: ReadonlySet<string>;
  /** What a moment looks like; null where there is nothing to see, or not yet. */
  pictureOf: (node: PlacedNode) => Content | null;
  onFocus: (id: string) => void;
  onPress: (node: PlacedNode) => void;
  onKey: (event: KeyboardEvent, node: PlacedNode) => boolean;
}

export function LineageTree(props: LineageTreeProps) {
  let frame!: HTMLDivElement;
  const keys = (event: KeyboardEvent, node: PlacedNode) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = event.key.startsWith("Arrow")
      ? nodeAfterKey(props.tree, node.id, event.key)
      : null;
    if (next !== null) {
      const button = frame.querySelector<HTMLElement>(`[data-node="${CSS.escape(next)}"]`);
      button?.focus();
      button?.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else if (!props.onKey(event, node) && !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const width = () => 2 * EDGE_PX + props.tree.numDepths * (NODE_WIDTH + GAP_X) - GAP_X;
  const wholeHeight = () => 2 * EDGE_PX + props.tree.numRows * (NODE_HEIGHT + GAP_Y) - GAP_Y;
  // By id: a node that has the pointer stays the same element when the picture is laid out anew.
  const byId = createMemo(() => new Map(props.tree.nodes.map((node) => [node.id, node])));
  const ids = createMemo(() => props.tree.nodes.map((node) => node.id));
  const isOnPath = (id: string) => id === props.current;
  return (
    <section class="lineage-scroller" aria-label="Lineage">
      <div
        ref={frame}
        class="lineage-space"
        style={{ width: `${width()}px`, height: `${wholeHeight()}px` }}
      >
        <svg width={width()} height={wholeHeight()} aria-hidden="true">
          <For each={props.tree.edges}>
            {(edge) => (
              <path
                class="lineage-edge"
                classList={{ near: isOnPath(edge.from.id) || isOnPath(edge.to.id) }}
                d={path(edge.from, edge.to)}
              >
                <title>{edge.label}</title>
              </path>
            )}
          </For>
        </svg>
        <GuardedFor each={ids()} nameOf={(id) => quoted(byId().get(id)?.label)}>
          {(id) => {
            const node = createMemo<PlacedNode>(
              (before) => byId().get(id) ?? before,
              byId().get(id) as PlacedNode,
            );
            return (
              <NodeButton {...props} node={node()} onKeyDown={(event) => keys(event, node())} />
            );
          }}
        </GuardedFor>
      </div>
    </section>
  );
}

/** An edge, bent so that it leaves and arrives level. */
const path = (from: PlacedNode, to: PlacedNode): string => {
  const [x1, y1] = [left(from) + NODE_WIDTH, middle(from)];
  const [x2, y2] = [left(to), middle(to)];
  const bend = Math.max(24, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
};

/** All of it for those who hear it. */
function aloud(node: PlacedNode): string {
  const grade = node.grade === null ? "" : `, grade ${gradeWords(node.grade)}`;
  if (node.kind === "earlier") return `Load ${node.label}`;
  const by = node.by ? ` by ${node.by}` : "";
  return `${node.label}, ${KIND_WORDS[node.kind]}${by}${grade}${node.is_in_bin ? ", in the bin" : ""}`;
}

function NodeButton(
  props: LineageTreeProps & { node: PlacedNode; onKeyDown: (event: KeyboardEvent) => void },
) {
  return (
    <button
      type="button"
      class="lineage-node"
      classList={{
        "is-current": props.node.id === props.current,
        "is-chosen": props.chosen.has(props.node.id),
        "is-sounding": isSounding(props.node.id),
        binned: props.node.is_in_bin,
      }}
      data-node={props.node.id}
      data-kind={props.node.kind}
      style={{
        left: `${left(props.node)}px`,
        top: `${top(props.node)}px`,
        width: `${NODE_WIDTH}px`,
        height: `${height(props.node)}px`,
      }}
      aria-label={aloud(props.node)}
      aria-current={props.node.id === props.current ? "true" : undefined}
      onFocus={() => props.onFocus(props.node.id)}
      onClick={() => props.onPress(props.node)}
      onKeyDown={props.onKeyDown}
    >
      <Show when={WITH_PICTURE.includes(props.node.kind)}>
        <span class="lineage-picture">
          <Show when={props.pictureOf(props.node)}>
            {(content) => <Picture content={content()} height={PICTURE_PX} />}
          </Show>
        </span>
      </Show>
      <span class="lineage-name">
        <b>
          <TakeName name={props.node.label} />
        </b>
        <Show when={props.node.grade !== null}>
          <span class="lineage-grade figures" title="Grade, lower is better">
            {gradeWords(props.node.grade)}
          </span>
        </Show>
      </span>
      <small>
        {UNFOLDS[props.node.kind] ??
          [props.node.by, props.node.is_in_bin ? "in the bin" : ago(props.node.at)]
            .filter(Boolean)
            .join(" · ")}
      </small>
    </button>
  );
}
