// Where the staves of an engraved score are, read off its drawing: a place is one bar of one staff.
import { barAt, type ChoraleMeta } from "../../../domain/chorale/bars";
import type { Head } from "../../../domain/chorale/heads";
import { type StaffPlace, xToColumn, yToStep } from "../../../domain/chorale/staffPlaces";
import { bottomStep, type ScoreView } from "./view";

export interface DrawnPlace extends StaffPlace {
  /** The group that all of its page is drawn in. */
  page: SVGGElement;
}

/** A point of a staff: a sixteenth and a step. */
export interface StaffPoint {
  place: DrawnPlace;
  column: number;
  step: number;
}

const STAFF_LINE = /^M(-?\d+) (-?\d+) L(-?\d+) /;
const GLYPH = /translate\((-?\d+)/;
/** From the last sign before the music to the music, and from a bar line to it. */
const BEHIND_SIGN = 420;
const BEHIND_BAR_LINE = 300;
/** How far above or below a staff a pointer still means it. */
const REACH = 900;

/** Every bar of every staff, in the order of the drawing. */
export function drawnPlaces(
  sheet: Element,
  parts: {
    view: ScoreView;
    heads: readonly Head[][];
    elements: ReadonlyMap<string, Element>;
    numColumns: number;
    meta: ChoraleMeta;
  },
): DrawnPlace[] {
  const { view, meta, numColumns } = parts;
  const staves = [...sheet.querySelectorAll<SVGGElement>("g.staff")];
  const anchors = anchorsOf(parts);
  let first = 0;
  return staves.flatMap((staff, index): DrawnPlace[] => {
    const number = index % view.staves.length;
    if (number === 0 && index > 0) first += barAt(first, numColumns, meta).length;
    const lines = [...staff.children].map((line) => STAFF_LINE.exec(line.getAttribute("d") ?? ""));
    const drawn = lines.filter((line) => line !== null);
    const page = staff.closest("svg > g");
    if (drawn.length < 5 || first >= numColumns || !(page instanceof SVGGElement)) return [];
    const ys = drawn.map((line) => Number(line[2]));
    const rows = view.staves[number] as readonly number[];
    const bar = barAt(first, numColumns, meta);
    return [
      {
        page,
        rows,
        bar,
        left: leftOf(staff, Number(drawn[0]?.[1])),
        right: Number(drawn[0]?.[3]),
        top: Math.min(...ys),
        bottom: Math.max(...ys),
        bottomStep: bottomStep(rows),
        anchors: anchors.filter(
          ({ column }) => column >= bar.first && column < bar.first + bar.length,
        ),
      },
    ];
  });
}

/** Behind the clef and signatures of a staff, where it has any. */
function leftOf(staff: Element, begin: number): number {
  const signs = [...staff.querySelectorAll(":is(.clef, .keySig, .meterSig) use")];
  const xs = signs.map((sign) =>
    Number(GLYPH.exec(sign.getAttribute("transform") ?? "")?.[1] ?? 0),
  );
  return xs.length === 0 ? begin + BEHIND_BAR_LINE : Math.max(...xs) + BEHIND_SIGN;
}

/** The middles of heads and rests by column; a rest of a whole bar stands in its middle and says nothing. */
function anchorsOf(parts: {
  heads: readonly Head[][];
  elements: ReadonlyMap<string, Element>;
}): { column: number; x: number }[] {
  const found = new Map<number, number>();
  for (const head of parts.heads.flat()) {
    const element = parts.elements.get(head.id);
    const mark = element?.querySelector(".mark");
    if (!mark || element?.classList.contains("mRest")) continue;
    const x = Number(mark.getAttribute("x")) + Number(mark.getAttribute("width")) / 2;
    found.set(head.start, Math.min(x, found.get(head.start) ?? x));
  }
  return [...found]
    .map(([column, x]) => ({ column, x }))
    .sort((one, other) => one.column - other.column);
}

/** The staff under a place on the screen, and what it means there. */
export function staffPointAt(
  places: readonly DrawnPlace[],
  at: { clientX: number; clientY: number },
  raster: number,
): StaffPoint | null {
  let nearest: { place: DrawnPlace; x: number; y: number; distance: number } | null = null;
  const pages = new Map<SVGGElement, DOMPoint>();
  for (const place of places) {
    const point = pages.get(place.page) ?? toDrawing(place.page, at);
    if (!point) continue;
    pages.set(place.page, point);
    if (point.x < place.left - BEHIND_SIGN || point.x > place.right) continue;
    const distance = Math.max(0, place.top - point.y, point.y - place.bottom);
    if (distance <= REACH && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY))
      nearest = { place, x: point.x, y: point.y, distance };
  }
  if (!nearest) return null;
  const { place, x, y } = nearest;
  return { place, column: xToColumn(place, x, raster), step: yToStep(place, y) };
}

function toDrawing(page: SVGGElement, at: { clientX: number; clientY: number }): DOMPoint | null {
  const matrix = page.getScreenCTM();
  return matrix && new DOMPoint(at.clientX, at.clientY).matrixTransform(matrix.inverse());
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
