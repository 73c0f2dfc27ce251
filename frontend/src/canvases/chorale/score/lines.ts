// The lines of a score, read off their drawings.
import { type Accessor, createMemo, createSignal, untrack } from "solid-js";
import type { Grid } from "../../../domain/cells";
import { headAt, headsOf } from "../../../domain/chorale/staff/noteHeads";
import { shownMeta } from "../inView";
import { type Line, lineOf } from "./places";
import { scoreView } from "./view";

/** The lines in view with their heads and staves, as they are drawn one by one. */
export function useLines(drawn: Accessor<Grid | null>, pages: Accessor<readonly string[] | null>) {
  const svgs: SVGSVGElement[] = [];
  const known = new WeakMap<SVGSVGElement, Line>();
  const [lines, setLines] = createSignal<readonly Line[]>([]);
  let isPlanned = false;
  /** All lines that are drawn at one time are read together, before they are shown. */
  function onDrawn(index: number, svg: SVGSVGElement): void {
    const numLines = pages()?.length ?? 0;
    const part = numLines > 1 ? `, line ${index + 1} of ${numLines}` : "";
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `Score of ${untrack(shownMeta).title}${part}`);
    svgs[index] = svg;
    if (isPlanned) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      const numColumns = drawn()?.[0]?.length ?? 0;
      const about = { view: untrack(scoreView), numColumns, meta: untrack(shownMeta) };
      setLines(
        svgs.slice(0, pages()?.length ?? 0).map((one) => {
          const line = known.get(one) ?? lineOf(one, about);
          known.set(one, line);
          return line;
        }),
      );
    });
  }
  const elements = createMemo(
    (): ReadonlyMap<string, Element> =>
      new Map(lines().flatMap((line) => line.elements.map((one) => [one.id, one] as const))),
  );
  const heads = createMemo(() => headsOf(elements().keys(), lines().at(-1)?.end ?? 0));
  const places = createMemo(() => lines().flatMap((line) => line.places));
  function elementAt(row: number, column: number): Element | null {
    const head = headAt(heads(), row, column);
    return (head && elements().get(head.id)) ?? null;
  }
  return { lines, elements, elementAt, heads, places, onDrawn };
}
