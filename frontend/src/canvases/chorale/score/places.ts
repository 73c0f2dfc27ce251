// Where the staves of an engraved score are, read off its drawing: a place is one bar of one staff.
import { type Bar, barAt, type ChoraleMeta } from "../../../domain/chorale/music/bars";
import { stavesIn } from "../../../domain/chorale/notation/staves";
import { columnEdges } from "../../../domain/chorale/staff/columnEdges";
import { type Head, headsOf } from "../../../domain/chorale/staff/noteHeads";
import {
  columnToX,
  type StaffPlace,
  xToColumn,
  yToStep,
} from "../../../domain/chorale/staff/staffGeometry";
import { metaInView } from "../inView";
import { bottomStep, type ScoreView } from "./view";

export interface DrawnPlace extends StaffPlace {
  /** The group that all of its page is drawn in. */
  page: SVGGElement;
  /** Where the bar begins, with its clef and signatures. */
  begin: number;
}

/** A point of a staff: a sixteenth and a step. */
export interface StaffPoint {
  place: DrawnPlace;
  column: number;
  step: number;
  /** In the units of the drawing. */
  y: number;
}

const STAFF_LINE = /^M(-?\d+) (-?\d+) L(-?\d+) /;
const GLYPH = /^M(-?\d+)/;
const PAGE = /translate\((-?\d+)/;
/** How wide the signs before the music are: a clef, and a sign of a signature. */
const SIGNS = { clef: 480, keySig: 150, meterSig: 280 } as const;
/** From the last of them to the middle of the first head, and from a bar line to it. */
const BEHIND_SIGN = 380;
const BEHIND_BAR_LINE = 300;
/** From the end of the music to a signature behind it. */
const BEFORE_SIGN = 150;
/** How far above or below a staff a pointer still means it. */
const REACH = 900;
const REACH_PIXELS = 80;
const HALF_HEAD = 130;

/** One line of staves: where its bars are, and what is drawn of it. */
export interface Line {
  svg: SVGSVGElement;
  /** Heads, rests and whatever else has a name, by it. */
  elements: readonly Element[];
  /** Bar by bar and staff by staff, in the order of the drawing. */
  places: readonly DrawnPlace[];
  /** First column, and the one after the last. */
  first: number;
  end: number;
  /** Where each column begins, from the first to the one after the last, in the staves' units. */
  edges: readonly number[];
  /** Units across the drawing, and how far to the right in it the staves' own zero is. */
  width: number;
  shift: number;
}

/** Read a line off its drawing. */
export function lineOf(
  svg: SVGSVGElement,
  { view, numColumns, meta }: { view: ScoreView; numColumns: number; meta: ChoraleMeta },
): Line {
  const elements = [...svg.querySelectorAll("g[id]")];
  const heads = headsOf(
    elements.map(({ id }) => id),
    numColumns,
  ).flat();
  const anchors = anchorsOf(heads, new Map(elements.map((one) => [one.id, one])));
  // Each bar has a head or a rest where it begins.
  const first = Math.min(numColumns, ...heads.map(({ start }) => start));
  const places: DrawnPlace[] = [];
  let at = first;
  [...svg.querySelectorAll<SVGGElement>("g.staff")].forEach((staff, index) => {
    const number = index % (view.staves.length + numBeside(view));
    if (number === 0 && index > 0) at += barAt(at, numColumns, meta).length;
    const rows = view.staves[number];
    if (at < numColumns && rows) {
      const place = placeIn(staff, { rows, bar: barAt(at, numColumns, meta), anchors });
      if (place) places.push(place);
    }
  });
  const last = places.at(-1);
  const page = svg.querySelector<SVGGElement>(":scope > g");
  return {
    svg,
    elements,
    places,
    first,
    end: last ? last.bar.first + last.bar.length : first,
    edges: columnEdges(places.filter(({ rows }) => rows === view.staves[0])),
    width: svg.viewBox.baseVal.width,
    shift: Number(PAGE.exec(page?.getAttribute("transform") ?? "")?.[1] ?? 0),
  };
}

/** Staves beneath those of the voices, which no cell is on. */
const numBeside = ({ name, staves }: ScoreView): number =>
  name === "reduction" || staves.length === 1 ? 0 : stavesIn(metaInView().staves).length;

function placeIn(
  staff: SVGGElement,
  parts: { rows: readonly number[]; bar: Bar; anchors: readonly Anchor[] },
): DrawnPlace | null {
  const { rows, bar, anchors } = parts;
  const lines = [...staff.children].map((line) => STAFF_LINE.exec(line.getAttribute("d") ?? ""));
  const drawn = lines.filter((line) => line !== null);
  const page = staff.closest("svg > g");
  if (drawn.length < 5 || !(page instanceof SVGGElement)) return null;
  const ys = drawn.map((line) => Number(line[2]));
  const begin = Number(drawn[0]?.[1]);
  const here = anchors.filter(
    ({ column }) => column >= bar.first && column < bar.first + bar.length,
  );
  return {
    page,
    rows,
    bar,
    begin,
    ...spanOf(staff, begin, Number(drawn[0]?.[3]), here[0]?.x),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
    bottomStep: bottomStep(rows),
    anchors: here,
  };
}

/**
 * The music of a bar lies behind its clef and signatures, where it has any, and before the signature of a metre that
 * begins on the next line. head: where its first head is, if it has one.
 */
function spanOf(
  staff: Element,
  begin: number,
  end: number,
  head = (begin + end) / 2,
): { left: number; right: number } {
  const signs = Object.entries(SIGNS).flatMap(([kind, width]) =>
    [...staff.querySelectorAll(`.${kind} .glyph`)].map((sign) => {
      const x = Number(GLYPH.exec(sign.getAttribute("d") ?? "")?.[1] ?? 0);
      return { x, end: x + width };
    }),
  );
  const before = signs.filter(({ x }) => x < head).map((sign) => sign.end);
  const behind = signs.filter(({ x }) => x >= head);
  return {
    left: before.length === 0 ? begin + BEHIND_BAR_LINE : Math.max(...before) + BEHIND_SIGN,
    right: Math.min(end, ...behind.map(({ x }) => x - BEFORE_SIGN)),
  };
}

interface Anchor {
  column: number;
  x: number;
}

/** The middles of heads and rests by column; a rest of a whole bar stands in its middle and says nothing. */
function anchorsOf(heads: readonly Head[], elements: ReadonlyMap<string, Element>): Anchor[] {
  const found = new Map<number, number>();
  for (const head of heads) {
    const element = elements.get(head.id);
    const mark = element?.querySelector(".mark");
    if (!mark || element?.classList.contains("mRest")) continue;
    const x = Number(mark.getAttribute("x")) + Number(mark.getAttribute("width")) / 2;
    found.set(head.start, Math.min(x, found.get(head.start) ?? x));
  }
  return [...found]
    .map(([column, x]) => ({ column, x }))
    .sort((one, other) => one.column - other.column);
}

/** How far along a line a column begins, from 0 to 1 of the drawing's width; columns of other lines at its ends. */
export function shareAlong(line: Line, column: number): number {
  const index = Math.max(0, Math.min(line.edges.length - 1, column - line.first));
  return ((line.edges[index] ?? 0) + line.shift) / Math.max(1, line.width);
}

/** How far along a line the heads of a column begin. */
export function shareOfHeads(line: Line, column: number): number {
  const place =
    column < line.end ? placeOf(line.places, line.places[0]?.rows[0] ?? 0, column) : null;
  if (!place) return shareAlong(line, column);
  return (columnToX(place, column) - HALF_HEAD + line.shift) / Math.max(1, line.width);
}

/** The staff under a place on the screen, and what it means there. */
export function staffPointAt(
  places: readonly DrawnPlace[],
  at: { clientX: number; clientY: number },
  raster: number,
): StaffPoint | null {
  let nearest: { place: DrawnPlace; x: number; y: number; distance: number } | null = null;
  const pages = new Map<SVGGElement, DOMPoint | null>();
  for (const place of places) {
    if (!pages.has(place.page))
      pages.set(place.page, isNear(place.page, at.clientY) ? toDrawing(place.page, at) : null);
    const point = pages.get(place.page);
    if (!point) continue;
    if (point.x < place.left - BEHIND_SIGN || point.x > place.right) continue;
    const distance = Math.max(0, place.top - point.y, point.y - place.bottom);
    if (distance <= REACH && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY))
      nearest = { place, x: point.x, y: point.y, distance };
  }
  if (!nearest) return null;
  const { place, x, y } = nearest;
  return { place, column: xToColumn(place, x, raster), step: yToStep(place, y), y };
}

/** Asked of its frame: to ask a line that is out of view would lay it out. */
function isNear(page: SVGGElement, clientY: number): boolean {
  const box = page.ownerSVGElement?.parentElement?.getBoundingClientRect();
  return (
    box !== undefined && clientY > box.top - REACH_PIXELS && clientY < box.bottom + REACH_PIXELS
  );
}

function toDrawing(page: SVGGElement, at: { clientX: number; clientY: number }): DOMPoint | null {
  const matrix = page.getScreenCTM();
  return matrix && new DOMPoint(at.clientX, at.clientY).matrixTransform(matrix.inverse());
}

/** Where a note's head is on the screen, its place, and the screen's y of a y in the units of the staves; null where it
 * is not drawn. */
export function headOnScreen(
  places: readonly DrawnPlace[],
  head: Element,
  { row, column }: { row: number; column: number },
): { mark: DOMRect; place: DrawnPlace; yOf: (y: number) => number } | null {
  const place = placeOf(places, row, column);
  const matrix = place?.page.getScreenCTM();
  if (!place || !matrix) return null;
  const mark = (head.querySelector(".mark") ?? head).getBoundingClientRect();
  return { mark, place, yOf: (y) => new DOMPoint(0, y).matrixTransform(matrix).y };
}

/** The place that a sixteenth of a voice is drawn in; the end of the music belongs to the last bar. */
export function placeOf(
  places: readonly DrawnPlace[],
  row: number,
  column: number,
): DrawnPlace | null {
  const ofVoice = places.filter(({ rows }) => rows.includes(row));
  const found = ofVoice.find(({ bar }) => column >= bar.first && column < bar.first + bar.length);
  return found ?? ofVoice.at(-1) ?? null;
}
