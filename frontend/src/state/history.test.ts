import { describe, expect, it } from "vitest";
import type { Comment } from "../protocol";
import { threadsOf } from "./comments";
import { entriesOf } from "./history";

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 12, minutes)).toISOString();

describe("the entries of a history", () => {
  it("join what one person did without a long pause", () => {
    const moments = [
      { author: 1, at: at(0) },
      { author: 1, at: at(4) },
      { author: 2, at: at(5) },
      { author: 1, at: at(6) },
      { author: 1, at: at(20) },
    ];
    expect(entriesOf(moments).map(({ author, first, last }) => [author, first, last])).toEqual([
      [1, 0, 1],
      [2, 2, 2],
      [1, 3, 3],
      [1, 4, 4],
    ]);
  });

  it("are none where nobody did anything", () => {
    expect(entriesOf([])).toEqual([]);
  });
});

describe("threads", () => {
  const said = (id: string, minutes: number, thread: string | null = null): Comment => ({
    id,
    thread,
    canvas: "c",
    text: id,
    column: null,
    last_column: null,
    row: null,
    place: "",
    quote: "",
    mentions: [],
    resolved_at: null,
    resolved_by: null,
    created_by: null,
    created_at: at(minutes),
    edited_at: null,
  });

  it("come with their answers, the one in which somebody spoke last first", () => {
    const threads = threadsOf([
      said("a", 0),
      said("b", 1),
      said("c", 2, "a"),
      said("d", 3, "gone"),
    ]);
    expect(threads.map(({ first, answers }) => [first.id, answers.map(({ id }) => id)])).toEqual([
      ["a", ["c"]],
      ["b", []],
    ]);
  });
});
