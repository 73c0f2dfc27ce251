// What a person reads on the screen is plain, current English: phrases that came back before are refused here.

import { describe, expect, it } from "vitest";

const SOURCES = import.meta.glob<string>(
  ["./**/*.{ts,tsx}", "!./**/*.test.{ts,tsx}", "!./**/*.recorded.ts", "!./protocol.ts"],
  { query: "?raw", import: "default", eager: true },
);

/** Each with what to write in its place. */
const BANNED: readonly [RegExp, string][] = [
  [/\bshall\b/i, "will, must or should"],
  [/\bof (ours|yours)\b/i, "our, your"],
  [/^Who (?!is\b|can\b)[^?]*$/, "Anyone who, people who"],
  [/\bstand(s)? (somewhere|at)\b/i, "appear, be at"],
  [/\b(take|taken) back\b/i, "undo, undone"],
  [/\btold\b/i, "shown, reported"],
  [/\b(returns|comes back) by itself\b/i, "what happens, and when"],
  [/\bcame (of|by) it\b/i, "came from it, joined with it"],
  [/\ball the same\b/i, "still"],
  [/\bgo on\b/i, "continue"],
  [/\b(alpha|eta)[ _]?(min|max)?\b(?!: 1 means)/i, "what the setting does"],
];

/** More are a list of words, not a sentence. */
const MOST_WORDS = 60;

/** A source without its comments. */
const codeOf = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");

/** Literals of two words or more, and the text between tags where there are tags; comments left out. */
function phrasesOf(source: string, hasTags: boolean): string[] {
  const literals = codeOf(source).matchAll(
    /"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`|>([^<>{}=;]+)</g,
  );
  return [...literals]
    .map((match) =>
      (match[1] ?? match[2] ?? (hasTags ? match[3] : undefined) ?? "").replace(/\s+/g, " ").trim(),
    )
    .filter(
      (phrase) => /[a-z][.,:;]? [a-z]/i.test(phrase) && phrase.split(" ").length <= MOST_WORDS,
    );
}

describe("the words on the screen", () => {
  it("finds literals and text between tags, and no comments", () => {
    const source = 'const a = "No links yet."; // shall not\nconst b = <p>\n  One\n  two\n</p>;';
    expect(phrasesOf(source, true)).toEqual(["No links yet.", "One two"]);
  });

  // The number that a judge gives is a grade, and a ranking has strengths; a score is written music.
  it("give no score but written music", () => {
    const ofNumber =
      /\bscores?:? ?\$?\{(?!\s*$)|\bscores? (of )?[+−-]?\d|\b(better|worse|lower|higher) scores?\b/im;
    expect(ofNumber.test("<h4>\n  Score {gradeWords(grade)}\n</h4>")).toBe(true);
    expect(ofNumber.test(`const words = "score \${grade}";`)).toBe(true);
    expect(ofNumber.test("export interface Score {\n")).toBe(false);
    const found = Object.entries(SOURCES).filter(([, source]) => ofNumber.test(codeOf(source)));
    expect(found.map(([path]) => path)).toEqual([]);
  });

  it.each(BANNED)("never say %s", (banned, better) => {
    const found = Object.entries(SOURCES).flatMap(([path, source]) =>
      phrasesOf(source, path.endsWith("x"))
        .filter((phrase) => banned.test(phrase))
        .map((phrase) => `${path}: “${phrase}”, write ${better}`),
    );
    expect(found).toEqual([]);
  });
});
