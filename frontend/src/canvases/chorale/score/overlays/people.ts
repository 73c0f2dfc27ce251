// Where other people have their selections and cursors, in their colours.
import { personColour } from "../../../../ui/personColour";
import { others, shownColumnIndex } from "../../inView";

/** Cells from column to column and from row to row, all inclusive. */
export interface Span {
  first: number;
  last: number;
  firstRow: number;
  lastRow: number;
}

export function peoplesSpans(): { span: Span; colour: string; name: string }[] {
  const index = shownColumnIndex();
  return others().flatMap(({ person, selection, cursor }) => {
    const rectangles = cursor
      ? [...selection, [cursor[0], cursor[0], cursor[1], cursor[1]] as const]
      : selection;
    return rectangles.flatMap(([firstId, lastId, firstRow, lastRow]) => {
      const [first, last] = [index.get(firstId), index.get(lastId)];
      if (first === undefined || last === undefined) return [];
      const span = { first: Math.min(first, last), last: Math.max(first, last), firstRow, lastRow };
      return [{ span, colour: personColour(person.id), name: person.name }];
    });
  });
}
