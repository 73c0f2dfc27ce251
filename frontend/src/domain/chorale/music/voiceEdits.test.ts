// Voices that people add, remove and move, with their marks.
import { describe, expect, it } from "vitest";
import type { DocumentEdit } from "../../document/gridEdits";
import { GridReplica } from "../../document/gridReplica";
import type { Change } from "../../document/layout";
import { CHORALE_SHAPE } from "./symbols";
import { otherVoices, rowsOf, withMoved, withoutVoice, withVoice } from "./voiceEdits";
import { STANDARD, type Voice, voicesIn } from "./voices";

const names = (voices: readonly Voice[]) => voices.map(({ name }) => name);

/** Two columns of the four voices, with a word, a state, an author, a chord and a change of key. */
function canvas(): GridReplica {
  const replica = new GridReplica(CHORALE_SHAPE);
  replica.columns.push(["a", "b"]);
  [72, 67, 60, 48].forEach((pitch, row) => {
    replica.maps.symbols.set(`a:${row}`, pitch);
    replica.maps.symbols.set(`b:${row}`, -pitch);
  });
  replica.maps.marks.set("a:1", { lyrics: [{ text: "Amen" }] });
  replica.maps.states.set("b:3", 2);
  replica.maps.authors.set("a:3", "model");
  replica.maps.marks.set("a:4", { chord: { root: 0, quality: "maj", bass: null } });
  replica.maps.marks.set("a:5", { key: { fifths: 2, mode: "major" } });
  return replica;
}

function change(replica: GridReplica, arrange: (voices: readonly Voice[]) => unknown) {
  const voices = voicesIn(replica.maps.meta.get("voices"));
  const arranged = arrange(voices) as Exclude<ReturnType<typeof withVoice>, string>;
  const edit = (verbs: DocumentEdit) => {
    verbs.setMeta("voices", arranged.voices);
    verbs.setRows(rowsOf(arranged, voices.length));
  };
  const changes = replica.collect(edit as (verbs: never) => void, replica.read(null, []));
  const before = JSON.stringify(replica.doc.toJSON());
  for (const one of changes) replica.apply(one as Change);
  return before;
}

describe("a voice that is added", () => {
  it("stands above the first that lies lower, and what is below the voices moves down", () => {
    const replica = canvas();
    change(replica, (voices) => withVoice(voices, "Baritone"));
    const now = replica.read(null, []);
    expect(names(voicesIn(now.meta.voices))).toEqual([
      "Soprano",
      "Alto",
      "Tenor",
      "Baritone",
      "Bass",
    ]);
    expect(now.symbols).toEqual([
      [72, -72],
      [67, -67],
      [60, -60],
      [0, 0],
      [48, -48],
    ]);
    expect(now.states[4]).toEqual([0, 2]);
    expect(now.authors.get("a:4")).toBe("model");
    expect(now.marks.get("a:5")).toMatchObject({ chord: { root: 0 } });
    expect(now.meta.key_changes).toEqual([[0, 2, "major"]]);
    expect(now.marks.has("a:4")).toBe(false);
  });

  it("is composed as the free part that is nearest, or held where none is free", () => {
    const three = STANDARD.filter(({ name }) => name !== "Tenor");
    const found = withVoice(three, "Tenor");
    expect(typeof found !== "string" && found.voices[2]).toMatchObject({
      name: "Tenor",
      part: "T",
    });
    const held = withVoice(STANDARD, "Alto");
    expect(typeof held !== "string" && held.voices[2]).toMatchObject({ name: "Alto 2", part: "" });
  });

  it("is refused beyond six", () => {
    const six = [...STANDARD, ...STANDARD.slice(2)];
    expect(withVoice(six, "Alto")).toMatch(/at most 6 voices/);
  });
});

describe("a voice that is removed", () => {
  it("takes its notes and words along, and those below move up", () => {
    const replica = canvas();
    change(replica, (voices) => withoutVoice(voices, 1));
    const now = replica.read(null, []);
    expect(now.symbols).toEqual([
      [72, -72],
      [60, -60],
      [48, -48],
    ]);
    expect([...now.marks.keys()].sort()).toEqual(["a:4", "a:5"]);
    expect(now.authors.get("a:2")).toBe("model");
    expect(replica.maps.symbols.has("a:3")).toBe(false);
  });

  it("is refused where two are left", () => {
    expect(withoutVoice(STANDARD.slice(0, 2), 0)).toMatch(/at least 2 voices/);
  });

  it("comes back where another one was removed before it was added again", () => {
    const replica = canvas();
    change(replica, (voices) => withVoice(voices, "Descant"));
    const before = change(replica, (voices) => withVoice(voices, "Alto"));
    change(replica, (voices) => withoutVoice(voices, 3));
    expect(JSON.parse(JSON.stringify(replica.doc.toJSON())).symbols).toEqual(
      JSON.parse(before).symbols,
    );
  });
});

describe("voices that change places", () => {
  it("keep all that is theirs", () => {
    const replica = canvas();
    change(replica, (voices) => withMoved(voices, 1, -1));
    const now = replica.read(null, []);
    expect(names(voicesIn(now.meta.voices))).toEqual(["Alto", "Soprano", "Tenor", "Bass"]);
    expect(now.symbols.slice(0, 2)).toEqual([
      [67, -67],
      [72, -72],
    ]);
    expect(now.marks.get("a:0")).toEqual({ lyrics: [{ text: "Amen" }] });
    expect(withMoved(STANDARD, 3, 1)).toMatch(/lowest voice/);
  });

  it("cannot take a candidate of before, as others cannot; with other names they can", () => {
    const found = withMoved(STANDARD, 1, -1);
    const moved = typeof found === "string" ? STANDARD : found.voices;
    expect(otherVoices(STANDARD, moved)).toMatch(/Undo that change/);
    expect(otherVoices(STANDARD, STANDARD.slice(1))).toMatch(/Undo that change/);
    expect(
      otherVoices(
        STANDARD,
        STANDARD.map((voice) => ({ ...voice, name: `my ${voice.name}` })),
      ),
    ).toBe(null);
  });
});
