/**
 * Which takes are chosen: one by one, a range, or all that the list shows. With another filter the choice is given
 * up; where a take that is chosen leaves the list, that is said.
 */

import {
  type Accessor,
  createEffect,
  createMemo,
  createResource,
  createSignal,
  on,
  untrack,
} from "solid-js";
import { curation } from "../../curation";
import type { Take } from "../../protocol";
import { toastFailure } from "../../state/failures";
import { toast } from "../../ui/messages/toasts";
import { plural } from "../../ui/plural";
import { PAGE_SIZE, type TakeCollection } from "./collection";
import { ANY, numFilters, requestFor, type TakesQuery } from "./query";
import { placesBetween } from "./ranges";

type Chosen = ReadonlyMap<string, Take>;

/** At once; more would be binned or tagged without being looked at. */
export const MOST_CHOSEN = 500;

export interface Choosing {
  chosen: Accessor<Chosen>;
  toggleChosen(take: Take): void;
  clearChosen(): void;
  /** Choose from where the range began to this place of the list, and no more of it. */
  extendTo(index: number): void;
  /** The next range begins anew. */
  endRange(): void;
  chooseAll(): void;
  /** Those of the chosen that the filter hides. */
  hidden: Accessor<readonly Take[]>;
  dropHidden(): void;
  /** A take that changed. */
  refreshChosen(take: Take, isHere: boolean): void;
}

interface Shown {
  projectId: string;
  query: Accessor<TakesQuery>;
  takes: TakeCollection;
}

export function createChoosing(parts: Shown & { current: Accessor<number> }): Choosing {
  const { projectId, query, takes, current } = parts;
  const [chosen, setChosen] = createSignal<Chosen>(new Map());
  const [changes, setChanges] = createSignal(0);
  giveUpUnseen({ query, chosen, choose: setChosen });
  const [hidden] = createResource(
    () => {
      const all = chosen();
      return all.size > 0 && isFiltered(query()) ? { all, query: query(), at: changes() } : null;
    },
    (chosen) => hiddenOf(projectId, chosen.all, chosen.query).catch(() => []),
  );
  let range: { from: number; base: Chosen } | null = null;
  const choosePlaces = async (first: number, last: number, base: Chosen) => {
    const end = Math.min(last, first + MOST_CHOSEN - 1);
    try {
      const more = await fetchPlaces(parts, first, end);
      setChosen(new Map([...base, ...more.map((take) => [take.id, take] as const)]));
      if (end < last) toast(`At most ${MOST_CHOSEN} takes can be chosen at once.`);
    } catch (failure) {
      toastFailure(failure);
    }
  };
  return {
    chosen,
    toggleChosen(take) {
      range = null;
      setChosen((all) => {
        const next = new Map(all);
        if (!next.delete(take.id)) next.set(take.id, take);
        return next;
      });
    },
    clearChosen() {
      range = null;
      setChosen(new Map());
    },
    extendTo(index) {
      range ??= { from: current(), base: chosen() };
      const { first, last } = placesBetween(range.from, index, takes.total() ?? 0);
      void choosePlaces(first, last, range.base);
    },
    endRange() {
      range = null;
    },
    chooseAll() {
      range = null;
      void choosePlaces(0, (takes.total() ?? 0) - 1, new Map());
    },
    hidden: () => (chosen().size > 0 && isFiltered(query()) ? (hidden.latest ?? []) : []),
    dropHidden() {
      const away = new Set((hidden.latest ?? []).map((take) => take.id));
      setChosen((all) => new Map([...all].filter(([id]) => !away.has(id))));
    },
    refreshChosen(take, isHere) {
      setChosen((all) => {
        if (!all.has(take.id)) return all;
        const next = new Map(all);
        if (isHere) next.set(take.id, take);
        else next.delete(take.id);
        return next;
      });
      setChanges((count) => count + 1);
    },
  };
}

/** The takes at these places of the list; those that are not here are fetched. */
async function fetchPlaces(shown: Shown, first: number, last: number): Promise<Take[]> {
  const { projectId, takes } = shown;
  const query = shown.query();
  const found: Take[] = [];
  for (let at = first; at <= last; at = first + found.length) {
    const here = takes.at(at);
    if (here) {
      found.push(here);
      continue;
    }
    const limit = Math.min(PAGE_SIZE, last - at + 1);
    const page = await curation.takes(projectId, requestFor(query, at, limit));
    if (page.takes.length === 0) break;
    found.push(...page.takes);
  }
  return found;
}

const isFiltered = (query: TakesQuery): boolean => numFilters(query) > 0 || query.search !== "";

/** Those of the chosen takes that the studio does not find by this query. */
async function hiddenOf(projectId: string, all: Chosen, query: TakesQuery): Promise<Take[]> {
  const ids = [...all.keys()];
  const seen = new Set<string>();
  for (let at = 0; at < ids.length; at += PAGE_SIZE) {
    const request = requestFor(query, 0, PAGE_SIZE);
    for (const id of ids.slice(at, at + PAGE_SIZE)) request.append("among", id);
    for (const take of (await curation.takes(projectId, request)).takes) seen.add(take.id);
  }
  return [...all.values()].filter((take) => !seen.has(take.id));
}

/** With another filter the choice is given up, and can be made again. */
function giveUpUnseen(parts: {
  query: Accessor<TakesQuery>;
  chosen: Accessor<Chosen>;
  choose: (takes: Chosen) => void;
}): void {
  const { query, chosen, choose } = parts;
  const filter = createMemo(() => requestFor({ ...query(), sort: ANY.sort }, 0, 0).toString());
  const giveUp = () => {
    const before = untrack(chosen);
    if (before.size === 0) return;
    choose(new Map());
    toast(`${plural(before.size, "take")} no longer chosen, because the filter changed.`, {
      action: { label: "Choose again", perform: () => choose(before) },
    });
  };
  createEffect(on(filter, giveUp, { defer: true }));
}
