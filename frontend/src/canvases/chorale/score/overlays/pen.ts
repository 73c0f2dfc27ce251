// What is drawn onto the score while one writes: the cursor, the note under the pointer, notes not engraved yet.
import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";
import type { Grid } from "../../../../domain/cells";
import { freshNotes } from "../../../../domain/chorale/entry/noteEntry";
import {
  columnToX,
  HALF_SPACE,
  ledgerLines,
  stepToY,
} from "../../../../domain/chorale/staff/staffGeometry";
import { stepOf } from "../../../../domain/chorale/staff/staffSteps";
import { shownGrid } from "../../../../state/stage/open";
import { shownLetters } from "../../inView";
import { caret } from "../../keyboard/caret";
import { writtenAs } from "../../letters";
import { isWriting } from "../../writing/isWriting";
import { type DrawnPlace, placeOf } from "../places";
import { shape } from "./shapes";

/** A note that a press or a drag would leave. */
export interface Ghost {
  row: number;
  column: number;
  step: number;
  length: number;
}

const [ghosts, setGhosts] = createSignal<readonly Ghost[]>([]);

export { setGhosts };

const CARET_WIDTH = 300;
const CARET_REACH = 3 * HALF_SPACE;
const HEAD = { rx: 118, ry: 82 };
const LEDGER = 200;

/** Draw as long as the owner lives. drawn: the grid that the pages in view were engraved from. */
export function drawPen(
  places: Accessor<readonly DrawnPlace[]>,
  drawn: Accessor<Grid | null>,
): void {
  draws(() => {
    if (!isWriting()) return null;
    const { row, column } = caret();
    const place = placeOf(places(), row, column);
    return place && { place, shapes: caretShapes(place, row, column) };
  });
  followGhosts(() => (isWriting() ? freshGhosts(drawn()) : []), "fresh");
  followGhosts(ghosts, "ghost");

  function followGhosts(which: () => readonly Ghost[], kind: string): void {
    createEffect(() => {
      const groups = which().flatMap((ghost) => {
        const place = placeOf(places(), ghost.row, ghost.column);
        return place ? [onPage(place, headShapes(place, ghost, kind))] : [];
      });
      onCleanup(() => {
        for (const group of groups) group.remove();
      });
    });
  }
}

function draws(what: () => { place: DrawnPlace; shapes: readonly SVGElement[] } | null): void {
  createEffect(() => {
    const now = what();
    if (!now) return;
    const group = onPage(now.place, now.shapes);
    onCleanup(() => group.remove());
  });
}

function onPage(place: DrawnPlace, shapes: readonly SVGElement[]): SVGElement {
  const group = shape("g", "pen", {});
  group.append(...shapes);
  place.page.append(group);
  return group;
}

/** Notes of the chosen voice that are written and not engraved yet: a fast hand is ahead of the engraver. */
function freshGhosts(drawn: Grid | null): Ghost[] {
  if (!drawn) return [];
  return freshNotes(shownGrid(), drawn, caret()).map((note) => ({
    row: note.row,
    column: note.start,
    length: note.length,
    step: stepOf(writtenAs(note)),
  }));
}

function caretShapes(place: DrawnPlace, row: number, column: number): SVGElement[] {
  const isAtEnd = column >= place.bar.first + place.bar.length;
  const x = columnToX(place, column) - (isAtEnd ? CARET_WIDTH / 2 : 0);
  const top = place.top - CARET_REACH;
  const height = place.bottom - place.top + 2 * CARET_REACH;
  const letter = shape("text", "caret-voice", {
    x,
    y: top - 60,
    "text-anchor": "middle",
    "font-size": "300px",
  });
  letter.textContent = shownLetters()[row] ?? "";
  return [
    shape("rect", "caret-field", {
      x: x - CARET_WIDTH / 2,
      y: top,
      width: CARET_WIDTH,
      height,
      rx: 60,
    }),
    shape("path", "caret-edge", { d: `M${x - CARET_WIDTH / 2} ${top}v${height}` }),
    letter,
  ];
}

function headShapes(
  place: DrawnPlace,
  { column, step, length }: Ghost,
  kind: string,
): SVGElement[] {
  const [x, y] = [columnToX(place, column), stepToY(place, step)];
  const ledgers = ledgerLines(place, step).map((line) =>
    shape("path", "pen-ledger", { d: `M${x - LEDGER} ${line}h${2 * LEDGER}` }),
  );
  const head = shape("ellipse", `pen-head ${kind}${length >= 8 ? " open" : ""}`, {
    cx: x,
    cy: y,
    ...HEAD,
    transform: `rotate(-22 ${x} ${y})`,
  });
  return [...ledgers, head];
}
