/** Curves of strengths over votes: where their lines lie, and a picture of them as a file. Pure. */

import type { GroupStandings } from "../../protocol";
import { type Scale, scaleFor, shareOf } from "../scale";

export const CURVE_WIDTH = 720;
export const CURVE_HEIGHT = 260;
const EDGE = { left: 34, right: 10, top: 10, bottom: 26 };

/** Curves that can be told apart; those of the best groups are drawn. */
export const MOST_CURVES = 6;
/** How each line is drawn, so that no colour has to tell it: dashes, px. */
const DASHES = ["", "7 3", "2 3", "10 3 2 3", "1 5", "14 4"];

export interface Curve {
  label: string;
  /** Points of a polyline. */
  line: string;
  /** Points of the polygon between the ends of the intervals. */
  band: string;
  dash: string;
  end: { x: number; y: number };
}

export interface Curves {
  scale: Scale;
  curves: Curve[];
  ticks: { value: number; y: number }[];
  votes: { value: number; x: number }[];
}

export function curvesOf(found: Pick<GroupStandings, "groups" | "curve">): Curves {
  const shown = found.groups.slice(0, MOST_CURVES);
  const most = found.curve.at(-1)?.num_votes ?? 1;
  // Early votes say little: the scale is that of the strengths, and intervals may leave it.
  const scale = scaleFor(
    found.curve.flatMap(({ strengths }) => strengths.map((one) => ({ low: one, high: one }))),
  );
  const x = (votes: number) =>
    round(EDGE.left + (votes / most) * (CURVE_WIDTH - EDGE.left - EDGE.right));
  const y = (strength: number) =>
    round(EDGE.top + (1 - shareOf(scale, strength)) * (CURVE_HEIGHT - EDGE.top - EDGE.bottom));
  const points = (values: (at: number) => number | undefined) =>
    found.curve.map((point, at) => `${x(point.num_votes)},${y(values(at) ?? 0)}`);
  const curves = shown.map((group, place) => {
    const highs = points((at) => found.curve[at]?.highs[place]);
    const lows = points((at) => found.curve[at]?.lows[place]);
    return {
      label: group.label,
      line: points((at) => found.curve[at]?.strengths[place]).join(" "),
      band: [...highs, ...lows.reverse()].join(" "),
      dash: DASHES[place] ?? "",
      end: { x: x(most), y: y(group.strength) },
    };
  });
  return {
    scale,
    curves,
    ticks: scale.ticks.map((value) => ({ value, y: y(value) })),
    votes: [...new Set([0, Math.round(most / 2), most])].map((value) => ({ value, x: x(value) })),
  };
}

const round = (value: number): number => Math.round(10 * value) / 10;

/** A drawing of the page as a file of its own, in ink on paper whatever the page's colours are. */
export function asFile(svg: SVGSVGElement): Blob {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(CURVE_WIDTH));
  copy.setAttribute("height", String(copy.viewBox.baseVal.height));
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent =
    "svg{background:#fff;color:#1a1a1a;font:12px sans-serif}text{fill:#1a1a1a}" +
    ".curve-line{fill:none;stroke:#1a1a1a;stroke-width:1.6}.curve-band{fill:#1a1a1a;opacity:.07}" +
    ".curve-grid{stroke:#ccc}";
  copy.prepend(style);
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
}
