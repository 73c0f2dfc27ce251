// What hangs below the chords of a column is written and taken away one by one.
import { describe, expect, it } from "vitest";
import { CHORALE_SHAPE, METRE_ROW } from "../../domain/chorale/music/symbols";
import type { DocumentEdit } from "../../domain/document/gridEdits";
import { GridReplica } from "../../domain/document/gridReplica";
import type { CanvasDocument } from "../../state/document/document";
import { forgetBelow, marksBelow, moveKeys, writeBelow } from "./barMarks";

function canvas() {
  const replica = new GridReplica(CHORALE_SHAPE);
  replica.columns.push(Array.from({ length: 48 }, (_, column) => `c${column}`));
  const form = ["start-repeat"];
  replica.maps.marks.set(`c16:${METRE_ROW}`, { form, key: { fifths: 6, mode: "major" } });
  replica.maps.marks.set(`c32:${METRE_ROW}`, { key: { fifths: -1, mode: "dorian" } });
  const document = {
    columns: () => replica.read(null, []).columns,
    columnIndex: () => replica.read(null, []).columnIndex,
    marks: () => replica.read(null, []).marks,
    meta: () => replica.read(null, []).meta,
  } as unknown as CanvasDocument;
  const edit = (change: (edit: DocumentEdit) => void) => {
    const changes = replica.collect(change as (edit: never) => void, replica.read(null, []));
    for (const one of changes) replica.apply(one);
  };
  return { document, edit };
}

describe("a change of key", () => {
  it("is written beside the signs of form, and taken away without them", () => {
    const { document, edit } = canvas();
    edit((verbs) => writeBelow(verbs, document, 16, { metre: "3/4" }));
    expect(marksBelow(document, 16)).toEqual({
      form: ["start-repeat"],
      key: { fifths: 6, mode: "major" },
      metre: "3/4",
    });
    edit((verbs) => forgetBelow(verbs, document, "key", [0, 47]));
    expect(marksBelow(document, 16)).toEqual({ form: ["start-repeat"], metre: "3/4" });
    expect(marksBelow(document, 32)).toBeUndefined();
    expect(document.meta().key_changes).toBeUndefined();
  });

  it("moves with a transposition, and has no more than seven signs", () => {
    const { document, edit } = canvas();
    edit((verbs) => moveKeys(verbs, document, 2));
    expect(document.meta().key_changes).toEqual([
      [16, -4, "major"],
      [32, 1, "dorian"],
    ]);
    expect(marksBelow(document, 16)?.form).toEqual(["start-repeat"]);
  });
});
