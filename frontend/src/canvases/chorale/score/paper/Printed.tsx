/** A whole piece as a score to read, line below line; a press lets it be heard from that line. */

import { createMemo, createResource, For, Show } from "solid-js";
import { sentence } from "../../../../api";
import type { PrintedProps } from "../../../common/kind";
import { firstColumn } from "../engraving";
import { parsed } from "../parsed";

/** Staff spaces across: two such scores stand side by side. */
const WIDTH = 84;

export default function Printed(props: PrintedProps) {
  const score = createMemo(() => ({
    symbols: props.grid as number[][],
    meta: { ...props.meta },
    width: WIDTH,
    view: "closed",
  }));
  const [answer] = createResource(score, (wanted) => props.engrave(wanted));
  return (
    <div class="printed">
      <Show when={!answer.error} fallback={<p class="problem">{sentence(answer.error)}</p>}>
        <Show when={answer.latest} fallback={<p class="muted">Engraving …</p>}>
          {(found) => (
            <For each={found().pages}>
              {(page, at) => (
                <button
                  type="button"
                  class="engraved printed-line"
                  aria-label={`${props.label}, line ${at() + 1}`}
                  onClick={() => props.onPress(firstColumn(page))}
                >
                  <span class="staves">{drawn(page)}</span>
                </button>
              )}
            </For>
          )}
        </Show>
      </Show>
    </div>
  );
}

function drawn(page: string): SVGSVGElement {
  const svg = parsed(page);
  // Two scores of one page have heads of the same names.
  for (const head of svg.querySelectorAll("[id]")) head.removeAttribute("id");
  svg.setAttribute("aria-hidden", "true");
  return svg;
}
