import { describe, expect, it } from "vitest";
import { CHORALE } from "../../canvases/chorale/kind";
import { piecesOf } from "../../canvases/text/comparing/TextDifference";
import { TEXT } from "../../canvases/text/kind";
import { METRE_ROW } from "../../domain/chorale/music/symbols";
import type { DocumentEdit } from "../../domain/document/gridEdits";
import type { DocumentLayout, Reading, Replica } from "../../domain/document/layout";
import type { TextEdit } from "../../domain/text/edits";
import type { TextReplica } from "../../domain/text/replica";
import { changeWords, comparisonWords } from "./historyWords";

/** The words for an edit of a new document. */
function wordsFor<Edit>(
  layout: DocumentLayout,
  begin: (replica: Replica) => void,
  write: (edit: Edit) => void,
): string {
  const replica = layout.replica();
  begin(replica);
  const read = (): Reading => replica.read(null, []);
  const before = read();
  void before.columnIndex; // made when somebody asks
  for (const change of replica.collect(write as (edit: never) => void, before))
    replica.apply(change);
  return changeWords(before, read(), layout === TEXT.layout ? TEXT : CHORALE);
}

const chorale = (write: (edit: DocumentEdit) => void) =>
  wordsFor(
    CHORALE.layout,
    (replica) => {
      replica.doc.getArray("columns").push(Array.from({ length: 48 }, (_, index) => `c${index}`));
    },
    write,
  );

const text = (write: (edit: TextEdit) => void) =>
  wordsFor(
    TEXT.layout,
    (replica) => (replica as TextReplica).text.insert(0, "She went home."),
    write,
  );

describe("what an edit changed, in words", () => {
  it("names voices and bars", () => {
    expect(chorale((edit) => edit.setSymbol(1, 20, 60))).toBe("wrote alto in bar 2");
    expect(chorale((edit) => edit.setState(3, 40, 2))).toBe("marked bass in bar 3");
    expect(chorale((edit) => edit.setMeta("title", "Evening"))).toBe("changed the title");
    expect(chorale((edit) => edit.setMarks(0, 3, { fermata: true }))).toBe(
      "changed lyrics, signs, chords or metres at 1 place",
    );
    expect(chorale((edit) => edit.setMarks(METRE_ROW, 16, { metre: "3/4" }))).toBe(
      "changed lyrics, signs, chords or metres at 1 place",
    );
  });

  it("says of a note with its letter that it was written, and no more", () => {
    const written = chorale((edit) => {
      edit.setSymbol(1, 20, 61);
      edit.setMarks(1, 20, { spelling: "Db" });
    });
    expect(written).toBe("wrote alto in bar 2");
  });

  it("says nothing of a change of metre that only moved", () => {
    const changing = (replica: Replica) => {
      replica.doc.getArray("columns").push(Array.from({ length: 48 }, (_, index) => `c${index}`));
      replica.doc.getMap("marks").set(`c16:${METRE_ROW}`, { metre: "2/2" });
    };
    const insert = (edit: DocumentEdit) => edit.insertColumns(0, 16);
    expect(wordsFor(CHORALE.layout, changing, insert)).toBe("added 1 bar");
  });

  it("counts bars that came and went", () => {
    expect(chorale((edit) => edit.insertColumns(16, 16))).toBe("added 1 bar");
    expect(chorale((edit) => edit.deleteColumns(0, 32))).toBe("removed 2 bars");
    expect(chorale((edit) => edit.deleteColumns(0, 4))).toBe("removed 1 beat");
  });

  it("names words", () => {
    expect(text((edit) => edit.setSymbol(0, 1, "ran"))).toBe("wrote word 2");
    expect(text((edit) => edit.type(0, 4, ""))).toBe("removed 1 word");
    expect(text((edit) => edit.type(3, 3, ""))).toBe("nothing that can be seen");
  });
});

it("two moments are compared without saying that somebody did what is different", () => {
  const replica = CHORALE.layout.replica();
  replica.doc.getArray("columns").push(Array.from({ length: 48 }, (_, index) => `c${index}`));
  const then = replica.read(null, []);
  void then.columnIndex;
  const write = (edit: DocumentEdit) => {
    edit.setSymbol(1, 20, 60);
    edit.setMeta("title", "Evening");
  };
  for (const change of replica.collect(write as (edit: never) => void, then)) replica.apply(change);
  const now = replica.read(null, []);
  expect(comparisonWords(now, then, CHORALE, "now")).toBe(
    "compared with now: different alto in bar 2, different title",
  );
  expect(comparisonWords(now, now, CHORALE, "First")).toBe("compared with First: the same");
});

describe("two texts in one", () => {
  it("show what went and what came in its place", () => {
    expect(piecesOf("She went home.", "She ran home.")).toEqual([
      { text: "She ", is: "same" },
      { text: "went", is: "gone" },
      { text: "ran", is: "come" },
      { text: " home.", is: "same" },
    ]);
  });
});
