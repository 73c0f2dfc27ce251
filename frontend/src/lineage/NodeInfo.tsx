/** One moment of a lineage: its picture and sound, where it comes from and what came from it. */

import { For, Show } from "solid-js";
import { position, seek } from "../audio/player";
import type { Content } from "../canvases/content";
import { canHear, isHeard, isSounding } from "../canvases/listening";
import { gradeWords } from "../domain/takes/takeWords";
import type { Lineage, LineageNode } from "../protocol";
import { playhead } from "../state/stage/playhead";
import { Picture } from "../takes/Picture";
import { ago } from "../ui/ago";
import { plural } from "../ui/plural";
import { KIND_WORDS } from "./words";

interface NodeInfoProps {
  node: LineageNode | null;
  lineage: Lineage | null;
  content: Content | null;
  isLoading: boolean;
  isChosen: boolean;
  numChosen: number;
  onPlay: () => void;
  onOpen: () => void;
  onChoose: () => void;
  onCompare: () => void;
  onGoTo: (id: string) => void;
}

export function NodeInfo(props: NodeInfoProps) {
  return (
    <aside class="lineage-info" aria-label="About this moment">
      <Show
        when={props.node}
        fallback={
          <p class="muted">
            Press a moment to hear it.{" "}
            <span class="lineage-keys">
              <kbd>Space</kbd> chooses, <kbd>C</kbd> compares, <kbd>O</kbd> opens it in the studio.
            </span>
          </p>
        }
      >
        {(node) => <AboutNode {...props} node={node()} />}
      </Show>
      <Show when={props.numChosen > 0}>
        <div class="lineage-chosen">
          <span class="figures" role="status">
            {props.numChosen} chosen
          </span>
          <span class="spacer" />
          <button type="button" disabled={props.numChosen < 2} onClick={props.onCompare}>
            Compare <kbd>C</kbd>
          </button>
        </div>
      </Show>
    </aside>
  );
}

function AboutNode(props: NodeInfoProps & { node: LineageNode }) {
  const nodeOf = (id: string) => props.lineage?.nodes.find((node) => node.id === id);
  const parents = () => (props.lineage?.edges ?? []).filter(([, to]) => to === props.node.id);
  const children = () => (props.lineage?.edges ?? []).filter(([from]) => from === props.node.id);
  return (
    <>
      <header class="info-head">
        <h2>{props.node.label}</h2>
      </header>
      <p class="muted info-origin">
        {KIND_WORDS[props.node.kind]}
        {props.node.by ? ` by ${props.node.by}` : ""}, {ago(props.node.at)}
        {props.node.grade === null ? "" : `, grade ${gradeWords(props.node.grade)}`}
        {props.node.is_in_bin ? ", in the bin" : ""}
      </p>
      <NodePicture {...props} numChildren={children().length} />
      <div class="info-acts">
        <Show when={props.content && canHear(props.content)}>
          <button type="button" onClick={props.onPlay}>
            {isSounding(props.node.id) ? "Pause" : "Play"}
          </button>
        </Show>
        <button type="button" aria-pressed={props.isChosen} class="toggle" onClick={props.onChoose}>
          {props.isChosen ? "Chosen" : "Choose"}
        </button>
        <span class="spacer" />
        <button type="button" class="primary" onClick={props.onOpen}>
          Open
        </button>
      </div>
      <Relations
        title="Comes from"
        all={parents().map(([from, , how]) => ({ node: nodeOf(from), how }))}
        onGoTo={props.onGoTo}
      />
      <Relations
        title="Led to"
        all={children().map(([, to, how]) => ({ node: nodeOf(to), how }))}
        onGoTo={props.onGoTo}
      />
    </>
  );
}

/** How it looks there, to be pressed and heard; or why nothing is shown. */
function NodePicture(props: NodeInfoProps & { node: LineageNode; numChildren: number }) {
  return (
    <Show
      when={props.content}
      fallback={
        <p class="muted info-origin">
          {props.isLoading
            ? "Loading …"
            : props.node.kind === "job"
              ? `${plural(props.numChildren, "take")} came from it.`
              : ""}
        </p>
      }
    >
      {(content) => (
        <button
          type="button"
          class="info-picture"
          aria-label={`Play ${props.node.label} from here`}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            const share = event.detail > 0 ? (event.clientX - box.left) / box.width : 0;
            if (!isHeard(props.node.id)) props.onPlay();
            seek(share * (content().grid[0]?.length ?? 0));
          }}
        >
          <Picture
            content={content()}
            height={120}
            playhead={isHeard(props.node.id) && playhead() !== null ? position() : null}
          />
        </button>
      )}
    </Show>
  );
}

const MOST_RELATIONS = 12;

function Relations(props: {
  title: string;
  all: { node: LineageNode | undefined; how: string }[];
  onGoTo: (id: string) => void;
}) {
  return (
    <Show when={props.all.length > 0}>
      <section class="info-part">
        <h3>{props.title}</h3>
        <ul class="relation-list">
          <For each={props.all.slice(0, MOST_RELATIONS)}>
            {(one) => (
              <Show when={one.node}>
                {(node) => (
                  <li>
                    <button type="button" class="link" onClick={() => props.onGoTo(node().id)}>
                      {node().label}
                    </button>
                    <span class="muted"> {one.how}</span>
                  </li>
                )}
              </Show>
            )}
          </For>
          <Show when={props.all.length > MOST_RELATIONS}>
            <li class="muted">and {props.all.length - MOST_RELATIONS} more</li>
          </Show>
        </ul>
      </section>
    </Show>
  );
}
