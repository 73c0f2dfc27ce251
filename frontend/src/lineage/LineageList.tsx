/** The same lineage as a list in the order of time, each with what it comes from. */

import { Show } from "solid-js";
import { isSounding } from "../canvases/listening";
import { gradeWords } from "../domain/takes/takeWords";
import type { Lineage, LineageNode } from "../protocol";
import { ago } from "../ui/ago";
import { GuardedFor, quoted } from "../ui/Guarded";
import { EARLIER, earlierWords } from "./tree";
import { KIND_WORDS } from "./words";

export function LineageList(props: {
  lineage: Lineage;
  numEarlier: number;
  onEarlier: () => void;
  current: string | null;
  chosen: ReadonlySet<string>;
  onFocus: (id: string) => void;
  onPress: (node: LineageNode) => void;
  onKey: (event: KeyboardEvent, node: LineageNode) => boolean;
}) {
  const labelOf = (id: string) => props.lineage.nodes.find((node) => node.id === id)?.label ?? "";
  const parentsOf = (id: string) =>
    props.lineage.edges
      .filter(([, to]) => to === id)
      .map(([from, , how]) => `${labelOf(from)}${how ? ` (${how})` : ""}`);
  return (
    <ol class="lineage-list" aria-label="Lineage as a list">
      <Show when={props.numEarlier > 0}>
        <li>
          <button type="button" data-node={EARLIER} onClick={() => props.onEarlier()}>
            <b>{earlierWords(props.numEarlier)}</b>
            <span class="muted">load</span>
          </button>
        </li>
      </Show>
      <GuardedFor each={props.lineage.nodes} as="li" nameOf={(node) => quoted(node.label)}>
        {(node) => (
          <li>
            <button
              type="button"
              classList={{
                "is-current": node.id === props.current,
                "is-chosen": props.chosen.has(node.id),
                "is-sounding": isSounding(node.id),
              }}
              onFocus={() => props.onFocus(node.id)}
              onClick={() => props.onPress(node)}
              onKeyDown={(event) => {
                if (event.ctrlKey || event.metaKey || event.altKey) return;
                if (props.onKey(event, node)) event.preventDefault();
              }}
            >
              <b>{node.label}</b>
              <span class="muted">
                {KIND_WORDS[node.kind]}
                {node.by ? ` by ${node.by}` : ""}, {ago(node.at)}
                {node.grade === null ? "" : `, grade ${gradeWords(node.grade)}`}
                {node.is_in_bin ? ", in the bin" : ""}
              </span>
              <Show when={parentsOf(node.id).length > 0}>
                <span class="muted">from {parentsOf(node.id).join(" and ")}</span>
              </Show>
            </button>
          </li>
        )}
      </GuardedFor>
    </ol>
  );
}
