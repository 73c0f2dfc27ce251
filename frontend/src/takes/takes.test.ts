import { createRoot, createSignal } from "solid-js";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  ownRating,
  ratingInShort,
  ratingsInFull,
  ratingWords,
  withRating,
} from "../domain/takes/rating";
import type { Stars, Take } from "../protocol";
import { momentOf, replayQuery } from "../state/addresses";
import { heightOf, itemAfterKey, itemsInView, scrollToShow } from "../ui/virtual";
import { createCollection, type FetchPage } from "./collection/collection";
import { ANY, numFilters, parametersOf, queryFrom, requestFor } from "./collection/query";
import { placesBetween } from "./collection/ranges";
import { commonTags, withTags } from "./tags";

const by = (name: string, stars: number | null, flag: Stars["flag"] = null): Stars => ({
  name,
  stars,
  flag,
  rated_at: null,
  saw_others: null,
});

describe("what is asked for", () => {
  it("stands in the address as short as it can", () => {
    expect(parametersOf(ANY).toString()).toBe("");
    const query = queryFrom(new URLSearchParams("rating_min=4&grade_max=8&author=Ana&sort=grade"));
    expect(query).toMatchObject({ rating_min: "4", grade_max: "8", author: "Ana", sort: "grade" });
    expect(parametersOf(query).toString()).toBe("rating_min=4&grade_max=8&author=Ana&sort=grade");
  });

  it("leaves out what no request could mean", () => {
    const query = queryFrom(new URLSearchParams("rating_min=lots&sort=luck&nonsense=1"));
    expect(query).toEqual(ANY);
  });

  it("asks for a sub-grade only once both its name and its value are said", () => {
    const half = { ...ANY, feature: "rhythm", setting_min: "2" };
    expect(queryFrom(parametersOf(half))).toEqual(half);
    expect(requestFor(half, 0, 9).toString()).toBe("sort=-created&offset=0&limit=9");
    expect(numFilters(half)).toBe(0);
    expect(numFilters({ ...half, setting: "temperature", feature_max: "1" })).toBe(2);
    expect(parametersOf({ ...ANY, feature: "rhythm", feature_max: "0.5" }).toString()).toBe(
      "feature=rhythm&feature_max=0.5",
    );
  });

  it("counts the whole of the last day", () => {
    const request = requestFor({ ...ANY, until: "2026-11-24" }, 200, 100);
    expect(request.get("until")).toBe("2026-11-24T23:59:59.999Z");
    expect([request.get("offset"), request.get("limit")]).toEqual(["200", "100"]);
  });

  it("counts conditions, but neither the search nor the order", () => {
    expect(numFilters({ ...ANY, search: "x", sort: "grade", tag: "advent", starred: "true" })).toBe(
      2,
    );
  });
});

describe("rows near the window", () => {
  const layout = { numColumns: 4, rowHeight: 100 };

  it("are whole rows with some to spare on both sides", () => {
    expect(itemsInView(layout, 1000, 0, 350, 2)).toEqual({ first: 0, end: 24 });
    expect(itemsInView(layout, 1000, 1000, 350, 2)).toEqual({ first: 32, end: 64 });
  });

  it("end with the last item", () => {
    expect(heightOf(layout, 10)).toBe(300);
    expect(itemsInView(layout, 10, 5000, 350, 2)).toEqual({ first: 10, end: 10 });
    expect(itemsInView(layout, 0, 0, 350)).toEqual({ first: 0, end: 0 });
  });

  it("follow the arrows, and stay in the column at the first and last row", () => {
    const key = (name: string, index: number) => itemAfterKey(name, index, 10, layout, 350);
    expect(key("ArrowDown", 1)).toBe(5);
    expect(key("ArrowDown", 7)).toBe(9);
    expect(key("ArrowDown", 9)).toBe(9);
    expect(key("ArrowUp", 2)).toBe(2);
    expect(key("ArrowRight", 9)).toBe(9);
    expect(key("End", 0)).toBe(9);
    expect(key("Enter", 0)).toBeNull();
  });

  it("scroll no further than needed to be seen", () => {
    expect(scrollToShow(layout, 0, 250, 300)).toBe(0);
    expect(scrollToShow(layout, 16, 250, 300)).toBe(250);
    expect(scrollToShow(layout, 24, 250, 300)).toBe(400);
  });
});

describe("stars", () => {
  const take = { ratings: [by("Ana", 4)], rating: 4, num_ratings: 1 };
  const given = (stars: number) => ({ stars, flag: null });
  const nothing = { stars: null, flag: null };

  it("are one's own, and the mean of all", () => {
    const rated = withRating(take, "Ben", given(1));
    expect(ownRating(rated, "Ben")).toEqual(given(1));
    expect(ratingWords(rated)).toBe("2.5 of 5 by 2");
    expect([ratingInShort(rated), ratingInShort(take)]).toEqual(["2.5 (2)", "4"]);
  });

  it("of others go out of sight with one's own", () => {
    const rated = withRating(take, "Ben", given(1));
    const taken = withRating(rated, "Ben", nothing);
    expect([taken.ratings, taken.rating, taken.num_ratings]).toEqual([[], null, 1]);
    expect(ratingWords(taken)).toBe("1 rated");
    expect(ratingWords(withRating(take, "Ana", nothing))).toBe("");
  });
});

describe("a pick", () => {
  it("counts as one's own rating, but not in the mean", () => {
    const rated = { ratings: [by("Ana", 4)], rating: 4, num_ratings: 1 };
    const picked = withRating(rated, "Ben", { stars: null, flag: "pick" });
    expect([picked.rating, picked.num_ratings, picked.ratings.length]).toEqual([4, 1, 2]);
    expect(ratingsInFull(picked)).toBe("Ana 4 · Ben picked it");
  });
});

describe("tags", () => {
  it("are words without #, none twice", () => {
    expect(withTags(["advent"], "#Advent, cadence  sing")).toEqual(["advent", "cadence", "sing"]);
  });

  it("are common where each take has them, however they are written", () => {
    const all = [{ tags: ["Advent", "calm"] }, { tags: ["advent"] }];
    expect(commonTags(all)).toEqual(["Advent"]);
    expect(commonTags([])).toEqual([]);
  });
});

describe("a range", () => {
  it("goes from where it began to where it is now, whichever comes first, within the list", () => {
    expect(placesBetween(2, 5, 9)).toEqual({ first: 2, last: 5 });
    expect(placesBetween(5, 2, 9)).toEqual({ first: 2, last: 5 });
    expect(placesBetween(5, 12, 9)).toEqual({ first: 5, last: 8 });
  });
});

describe("the address of a replay", () => {
  it("names a candidate and a step, and stands for the first one where it names nothing", () => {
    expect(replayQuery({ candidate: 1, step: 6 })).toBe("?candidate=1&step=6");
    expect(momentOf("?candidate=1&step=6")).toEqual({ candidate: 1, step: 6 });
    expect(momentOf("?candidate=x&step=-1")).toEqual({ candidate: 0, step: null });
    expect(momentOf(replayQuery(undefined))).toEqual({ candidate: 0, step: null });
  });
});

describe("a collection of takes", () => {
  const take = (number: number, name = `take ${number}`) => ({ id: `t${number}`, name }) as Take;
  const pageOf = (offset: number, limit: number, total: number) => ({
    takes: Array.from({ length: Math.min(limit, total - offset) }, (_, i) => take(offset + i)),
    total,
  });
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("fetches only the pages that are near, and each once", async () => {
    const fetchPage = vi.fn(async (offset: number, limit: number) => pageOf(offset, limit, 5000));
    await createRoot(async (dispose) => {
      const takes = createCollection(() => fetchPage as FetchPage);
      await vi.advanceTimersByTimeAsync(0);
      expect(takes.total()).toBe(5000);
      expect(takes.at(99)?.id).toBe("t99");
      takes.want(0, 20);
      takes.want(3150, 3210);
      await vi.advanceTimersByTimeAsync(100);
      expect(fetchPage.mock.calls.map(([offset]) => offset)).toEqual([0, 3100, 3200]);
      expect(takes.at(3205)?.id).toBe("t3205");
      expect(takes.at(2000)).toBeNull();
      dispose();
    });
  });

  it("replaces a row where it stands", async () => {
    await createRoot(async (dispose) => {
      const takes = createCollection(
        () => (async (offset, limit) => pageOf(offset, limit, 150)) as FetchPage,
      );
      await vi.advanceTimersByTimeAsync(0);
      expect(takes.put(take(7, "renamed"))).toBe(true);
      expect(takes.at(7)?.name).toBe("renamed");
      expect(takes.put(take(140))).toBe(false);
      dispose();
    });
  });

  it("keeps what it shows until the next question is answered, and drops late answers", async () => {
    await createRoot(async (dispose) => {
      const slow = (total: number, ms: number): FetchPage => {
        return async (offset, limit) => {
          await new Promise((resolve) => setTimeout(resolve, ms));
          return pageOf(offset, limit, total);
        };
      };
      const [fetchPage, ask] = createSignal<FetchPage>(slow(10, 10));
      const takes = createCollection(fetchPage);
      await vi.advanceTimersByTimeAsync(20);
      ask(() => slow(20, 500));
      expect([takes.total(), takes.isStale()]).toEqual([10, true]);
      ask(() => slow(30, 50));
      await vi.advanceTimersByTimeAsync(1000);
      expect([takes.total(), takes.isStale()]).toEqual([30, false]);
      dispose();
    });
  });

  /** A page of the ids in `order`, around the first that is there. */
  const pageOfIds = (order: () => readonly number[]): FetchPage =>
    (async (offset, limit, _signal, around) => {
      const ids = order().map((number) => `t${number}`);
      const found = around.find((id) => ids.includes(id));
      const at = found === undefined ? offset : Math.floor(ids.indexOf(found) / limit) * limit;
      const takes = order().slice(at, at + limit);
      return { takes: takes.map((number) => take(number)), offset: at, total: ids.length };
    }) as FetchPage;
  const numbers = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => from + index);

  it("finds the take that keys are about again, wherever others went or came", async () => {
    await createRoot(async (dispose) => {
      let order = numbers(0, 350);
      let [current, moves] = [0, 0];
      const takes = createCollection(() => pageOfIds(() => order), {
        preferred: () =>
          [current, current + 1, current + 2].flatMap((at) => takes.at(at)?.id ?? []),
        moved(index) {
          current = index;
          moves += 1;
        },
      });
      await vi.advanceTimersByTimeAsync(100);
      takes.want(300, 320);
      await vi.advanceTimersByTimeAsync(100);
      current = 310;
      order = numbers(150, 350); // the half of them left the filter
      takes.refresh();
      await vi.advanceTimersByTimeAsync(1000);
      expect([takes.total(), current, takes.at(current)?.id]).toEqual([200, 160, "t310"]);
      order = order.filter((number) => number !== 310 && number !== 311); // and so did that one and the next
      takes.refresh();
      await vi.advanceTimersByTimeAsync(1000);
      expect(takes.at(current)?.id).toBe("t312");
      order = [...numbers(900, 920), ...order]; // newer ones come first
      takes.refresh();
      await vi.advanceTimersByTimeAsync(1000);
      expect([current, takes.at(current)?.id, moves]).toEqual([180, "t312", 3]);
      dispose();
    });
  });

  it("says why a page did not come, and fetches it when asked again", async () => {
    await createRoot(async (dispose) => {
      let isDown = true;
      const takes = createCollection(
        () =>
          (async (offset, limit) => {
            if (isDown) throw new Error("down");
            return pageOf(offset, limit, 5);
          }) as FetchPage,
      );
      await vi.advanceTimersByTimeAsync(0);
      expect(takes.failure()).not.toBeNull();
      isDown = false;
      takes.refresh();
      await vi.advanceTimersByTimeAsync(1000);
      expect([takes.failure(), takes.total()]).toEqual([null, 5]);
      dispose();
    });
  });
});
