/** The picture of a lineage: nodes as buttons, edges behind them; arrows go from node to node. */

import { createMemo, For } from "solid-js";
import { isSounding } from "../canvases/listening";
import { ago } from "../ui/ago";
import type { PlacedNode, Tree } from "./tree";
import { nodeAfterKey } from "./tree";
import { KIND_WORDS } from "./words";

const [NODE_WIDTH, NODE_HEIGHT, GAP_X, GAP_Y, EDGE_PX] = [186, 50, 64, 16, 20];

const left = (node: PlacedNode) => EDGE_PX + node.depth * (NODE_WIDTH + GAP_X);
const top = (node: PlacedNode) => EDGE_PX + node.row * (NODE_HEIGHT + GAP_Y);

interface LineageTreeProps {
  tree: Tree;
  current: string | null;
  chosen: ReadonlySet<string>;
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
  const height = () => 2 * EDGE_PX + props.tree.numRows * (NODE_HEIGHT + GAP_Y) - GAP_Y;
  // By id: a node that has the pointer stays the same element when the picture is laid out anew.
  const byId = createMemo(() => new Map(props.tree.nodes.map((node) => [node.id, node])));
  const ids = createMemo(() => props.tree.nodes.map((node) => node.id));
  const isOnPath = (id: string) => id === props.current;
  return (
    <section class="lineage-scroller" aria-label="Lineage">
      <div
        ref={frame}
        class="lineage-space"
        style={{ width: `${width()}px`, height: `${height()}px` }}
      >
        <svg width={width()} height={height()} aria-hidden="true">
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
        <For each={ids()}>
          {(id) => {
            const node = createMemo<PlacedNode>(
              (before) => byId().get(id) ?? before,
              byId().get(id) as PlacedNode,
            );
            return (
              <NodeButton {...props} node={node()} onKeyDown={(event) => keys(event, node())} />
            );
          }}
        </For>
      </div>
    </section>
  );
}

/** An edge, bent so that it leaves and arrives level. */
const path = (from: PlacedNode, to: PlacedNode): string => {
  const [x1, y1] = [left(from) + NODE_WIDTH, top(from) + NODE_HEIGHT / 2];
  const [x2, y2] = [left(to), top(to) + NODE_HEIGHT / 2];
  const bend = Math.max(24, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
};

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
      style={{ left: `${left(props.node)}px`, top: `${top(props.node)}px` }}
      aria-label={`${props.node.label}, ${KIND_WORDS[props.node.kind]}${props.node.by ? ` by ${props.node.by}` : ""}${props.node.is_in_bin ? ", in the bin" : ""}`}
      aria-current={props.node.id === props.current ? "true" : undefined}
      onFocus={() => props.onFocus(props.node.id)}
      onClick={() => props.onPress(props.node)}
      onKeyDown={props.onKeyDown}
    >
      <b>{props.node.label}</b>
      <small>
        {props.node.kind === "more"
          ? "unfold"
          : [props.node.by, props.node.is_in_bin ? "in the bin" : ago(props.node.at)]
              .filter(Boolean)
              .join(" · ")}
      </small>
    </button>
  );
}
