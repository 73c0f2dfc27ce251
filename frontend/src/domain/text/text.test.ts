import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { CellState } from "../cells";
import { toBase64 } from "../document/base64";
import type { Change } from "../document/layout";
import type { TextEdit } from "./edits";
import type { TextReading } from "./reading";
import { TEXT_LAYOUT, TextReplica } from "./replica";
import { mendedSpaces, textOf } from "./spacing";
import { cleanText, spacesOf, wordIndexAt, wordsOf, wordsWithin } from "./words";

function replicaOf(text: string, painted: Record<number, CellState> = {}): TextReplica {
  const replica = new TextReplica();
  replica.text.insert(0, text);
  const { words } = replica.read(null, []);
  for (const [index, state] of Object.entries(painted)) {
    const word = words[Number(index)];
    if (word) replica.text.format(word.from, word.to - word.from, { state });
  }
  return replica;
}

function edit(replica: TextReplica, act: (edit: TextEdit) => void): TextReading {
  const changes = replica.collect(act as (edit: never) => void, replica.read(null, []));
  replica.doc.transact(() => {
    for (const change of changes) replica.apply(change);
  });
  return replica.read(null, []);
}

const painted = (reading: TextReading) =>
  reading.words.map(({ word, state }) => (state === 0 ? word : `${word}:${state}`)).join(" ");

describe("words of a text", () => {
  it("are letters with inner apostrophes and hyphens, and single marks", () => {
    const words = wordsOf("It's a well-known “harbour”, isn't it? 3.5 ▢").map(({ word }) => word);
    expect(words).toEqual([..."It's a well-known “ harbour ” , isn't it ? 3 . 5 ▢".split(" ")]);
  });

  it("and the spaces between them make the text again", () => {
    const text = "  One,\ttwo\n\nthree — four … ";
    const words = wordsOf(text);
    const spaces = spacesOf(text, words);
    expect(words.map(({ word }, index) => spaces[index] + word).join("") + spaces.at(-1)).toBe(
      text,
    );
  });

  it("pass over stray characters and keep their places", () => {
    const text = "wa\u200br and\u202e peace";
    const words = wordsOf(text);
    expect(words.map(({ word }) => word)).toEqual(["war", "and", "peace"]);
    expect(text.slice(words[0]?.from, words[0]?.to)).toBe("wa\u200br");
    expect(cleanText("a\u0000b\ud800c\r\nd\u202e")).toBe("abc\nd");
  });

  it("are found by place, the word before winning at a border", () => {
    const words = wordsOf("the old harbour");
    expect(wordIndexAt(words, 3)).toBe(0);
    expect(wordIndexAt(words, 4)).toBe(1);
    expect(wordsWithin(words, 2, 5)).toEqual([0, 1]);
    expect(wordsWithin(words, 3, 4)).toBeNull();
  });
});

describe("spaces around other words", () => {
  it("close up before a mark and open where a mark went", () => {
    const spaces = ["", " ", " ", ""];
    expect(mendedSpaces(spaces, ["We", "▢", "▢"], ["We", ",", "so"])).toEqual(["", "", " ", ""]);
    expect(mendedSpaces(["", "", " ", ""], ["We", ",", "so"], ["We", "are", "so"])).toEqual(spaces);
  });

  it("are not doubled where nothing stands any more, and a line's end stays", () => {
    const before = ["He", "ran", "far", "away", ",", "and", "slept", ".", "She", "woke", "."];
    const spaces = ["", " ", " ", " ", "", " ", " ", "", "\n", " ", "", ""];
    const now = ["He", "ran", "", "", ",", "", "", ".", "She", "", "."];
    const mended = mendedSpaces(spaces, before, now);
    expect(textOf(now, mended)).toBe("He ran,.\nShe.");
    const fewer = ["", "ran", "far", "", ",", "and", "", ".", "", "woke", ""];
    expect(textOf(fewer, mendedSpaces(spaces, before, fewer))).toBe("ran far, and.\nwoke");
    const last = ["He", "ran", "far", "away", "", "", "", "", "She", "woke", "."];
    expect(textOf(last, mendedSpaces(spaces, before, last))).toBe("He ran far away\nShe woke.");
  });

  it("keep straight quotation marks beside their words, as in the text that they come from", () => {
    const text = '"Stay," she said. "It is "late", Ida."\n\n"I know."';
    const words = wordsOf(text);
    const now = words.map(({ word }) => (word === "late" ? "early" : word));
    const spaces = spacesOf(text, words);
    const before = words.map(({ word }) => word);
    expect(textOf(before, spaces)).toBe(text);
    expect(textOf(now, mendedSpaces(spaces, before, now))).toBe(text.replace("late", "early"));
    const free = before.map((word) => (word === "late" ? "▢" : word));
    expect(textOf(now, mendedSpaces(spaces, free, now))).toBe(text.replace("late", "early"));
  });

  it("are those of a typist where none are known", () => {
    expect(textOf(["“", "Stay", ",", "”", "she", "sa\u2063id", "."])).toBe("“Stay,” she said.");
  });
});

describe("typing", () => {
  it("inside a word keeps its state over the whole word", () => {
    const replica = replicaOf("she went down", { 1: 2 });
    expect(painted(edit(replica, (change) => change.type(6, 6, "xx")))).toBe("she wexxnt:2 down");
  });

  it("before and behind a word makes it longer, and a new word is unmasked", () => {
    const replica = replicaOf("she went down", { 1: 2 });
    edit(replica, (change) => change.type(8, 8, "y"));
    edit(replica, (change) => change.type(4, 4, "re"));
    const reading = edit(replica, (change) => change.type(11, 11, " far"));
    expect(painted(reading)).toBe("she rewenty:2 far down");
    expect(reading.words.map(({ author }) => author)).toEqual([null, "human", "human", null]);
  });

  it("a space splits a word in two of the same state, and taking it away joins them again", () => {
    const replica = replicaOf("she went down", { 1: 1 });
    expect(painted(edit(replica, (change) => change.type(6, 6, " ")))).toBe("she we:1 nt:1 down");
    expect(painted(edit(replica, (change) => change.type(6, 7, "")))).toBe("she went:1 down");
    expect(painted(edit(replica, (change) => change.type(8, 9, "")))).toBe("she wentdown:1");
  });

  it("in a word of the model's marks it as edited", () => {
    const replica = replicaOf("she ▢ down");
    const placed = edit(replica, (change) => change.setSymbol(0, 1, "we\u2063nt", "model"));
    expect(placed.words[1]).toMatchObject({ word: "went", author: "model", state: 2 });
    expect(edit(replica, (change) => change.type(8, 8, "s")).words[1]?.author).toBe("edited");
  });
});

describe("an edit of words", () => {
  it("puts several words in at once and mends the spaces", () => {
    const replica = replicaOf("she ▢ ▢ ▢ the sea", {});
    const reading = edit(replica, (change) => {
      ["saw", ",", "heard"].forEach((word, index) => {
        change.setSymbol(0, index + 1, word, "model");
      });
    });
    expect(reading.text).toBe("she saw, heard the sea");
  });

  it("can be made again where the text has moved", () => {
    const first = replicaOf("the old harbour lay still");
    const changes: Change[] = first.collect(
      ((change: TextEdit) => {
        change.setState(0, 2, 2);
        change.setSymbol(0, 4, "silent", "human");
      }) as (edit: never) => void,
      first.read(null, []),
    );
    const other = replicaOf("In those days the old harbour lay still");
    for (const change of changes) other.apply(change);
    expect(painted(other.read(null, []))).toBe("In those days the old harbour:2 lay silent");
  });

  it("made again where its neighbours are gone splits no word and joins none", () => {
    for (const [now, letters, expected] of [
      ["one two three", [" ", "n", "e", "w"], "one two new three"],
      ["one three", [" ", "n", "e", "w"], "one new three"],
      ["threeandmore", ["n", "e", "w"], "threeandmore new"],
    ] as const) {
      const first = replicaOf("one two gone three");
      const changes: Change[] = [];
      first.doc.on("afterTransaction", (transaction) => {
        changes.push(...first.describe(transaction, before));
      });
      let before = first.read(null, []);
      letters.forEach((letter, index) => {
        before = first.read(null, []);
        first.doc.transact(() => first.text.insert(12 + index, letter));
      });
      const other = replicaOf(now);
      other.doc.transact(() => {
        for (const change of changes) other.apply(change);
      });
      expect(other.text.toString()).toBe(expected);
    }
  });

  it("made again takes out what it had put in, and nobody's letter like it", () => {
    const first = replicaOf("one two gone");
    const changes: Change[] = [];
    let before = first.read(null, []);
    first.doc.on("afterTransaction", (transaction) => {
      changes.push(...first.describe(transaction, before));
    });
    const act = (write: () => void) => {
      before = first.read(null, []);
      first.doc.transact(write);
    };
    for (const [index, letter] of [..." helo"].entries())
      act(() => first.text.insert(12 + index, letter));
    act(() => first.text.delete(16, 1));
    for (const [index, letter] of [..."lo"].entries())
      act(() => first.text.insert(16 + index, letter));
    act(() => first.text.delete(11, 1));
    const other = replicaOf("one two");
    for (const change of changes) other.apply(change);
    expect(other.text.toString()).toBe("one two hello");
  });
});

describe("ids of words", () => {
  it("are Yjs's relative positions", () => {
    const replica = replicaOf("the old harbour");
    replica.text.insert(4, "very ");
    const { columns, words } = replica.read(null, []);
    const expected = words.map(({ from }) =>
      toBase64(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(replica.text, from))),
    );
    expect(columns).toEqual(expected);
  });

  it("find a word that was replaced, and forget one that was taken out", () => {
    const replica = replicaOf("she went down to sea");
    const { columns } = replica.read(null, []);
    edit(replica, (change) => change.setSymbol(0, 1, "came", "model"));
    edit(replica, (change) => change.setSymbol(0, 2, "up", "model"));
    const now = edit(replica, (change) => change.type(12, 15, ""));
    expect(now.text).toBe("she came up sea");
    expect(TEXT_LAYOUT.locate(columns, replica, now)).toEqual([0, 1, 2, undefined, 3]);
  });
});

describe("changes of a shared text", () => {
  it("say what a transaction did, so that it can be done elsewhere", () => {
    const replica = replicaOf("the old harbour", { 1: 2 });
    const before = replica.read(null, []);
    const twin = replicaOf("the old harbour", { 1: 2 });
    const described: Change[] = [];
    replica.doc.on("afterTransaction", (transaction) => {
      described.push(...replica.describe(transaction, before));
    });
    replica.doc.transact(() => {
      replica.text.insert(15, "s", {});
      replica.text.format(8, 8, { state: 1 });
      replica.text.delete(0, 4);
    });
    for (const change of described) twin.apply(change);
    expect(twin.text.toDelta()).toEqual(replica.text.toDelta());
  });
});
