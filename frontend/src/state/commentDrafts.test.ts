import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commentDraft, keepCommentDraft } from "./commentDrafts";

const HERE = { person: 1, canvas: "a" };

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});

afterEach(() => vi.unstubAllGlobals());

describe("a comment that is not sent", () => {
  it("is there again in its place, for its person alone, until it is sent", () => {
    keepCommentDraft(HERE, "A sixth here?");
    keepCommentDraft({ ...HERE, thread: 7 }, "Yes.");
    expect(commentDraft(HERE)).toBe("A sixth here?");
    expect(commentDraft({ ...HERE, thread: 7 })).toBe("Yes.");
    expect(commentDraft({ ...HERE, canvas: "b" })).toBe("");
    expect(commentDraft({ ...HERE, person: 2 })).toBe("");
    keepCommentDraft(HERE, "");
    expect(commentDraft(HERE)).toBe("");
  });

  it("stays in its field alone where a browser keeps nothing", () => {
    const refuse = () => {
      throw new Error("no storage here");
    };
    vi.stubGlobal("sessionStorage", { getItem: refuse, setItem: refuse, removeItem: refuse });
    keepCommentDraft(HERE, "A sixth here?");
    expect(commentDraft(HERE)).toBe("");
  });
});
