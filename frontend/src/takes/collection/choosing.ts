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
import type { TakeCollection } from "./collection";
import { ANY, numFilters, requestFor, type TakesQuery } from "./query";
import { placesBetween } from "./ranges";

/** By id; null for a take that was never in view. */
type Chosen = ReadonlyMap<string, Take | null>;

/** That one change may be of. */
export const MOST_CHOSEN = 5000;

export interface Choosing {
  chosen: Accessor<Chosen>;
  /** Those of the chosen that were in view. */
  chosenTakes: Accessor<readonly Take[]>;
  toggleChosen(take: Take): void;
  clearChosen(): void;
  /** Choose from where the range began to this place of the list, and no more of it. */
  extendTo(index: number): void;
  /** The next range begins anew. */
  endRange(): void;
  chooseAll(): void;
  /** Those of the chosen that the filter hides. */
  hidden: Accessor<readonly string[]>;
  dropHidden(): void;
  /** A take that changed. */
  refreshChosen(take: Take, isHere: boolean): void;
  /** Takes of which it is not known how they changed. */
  recheckChosen(): void;
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
  const recheckChosen = () => setChanges((count) => count + 1);
  giveUpUnseen({ query, chosen, choose: setChosen });
  const [hidden] = createResource(
    () => {
      const all = chosen();
      return all.size > 0 && isFiltered(query()) ? { all, query: query(), at: changes() } : null;
    },
    (chosen) => hiddenOf(projectId, chosen.all, chosen.query).catch(() => []),
  );
  const chosenTakes = createMemo(() => [...chosen().values()].filter((take) => take !== null));
  let range: { from: number; base: Chosen } | null = null;
  const choosePlaces = async (first: number, last: number, base: Chosen) => {
    const end = Math.min(last, first + MOST_CHOSEN - 1);
    try {
      const more = await fetchPlaces(parts, first, end);
      setChosen(new Map([...base, ...more]));
      if (end < last) toast(`At most ${MOST_CHOSEN.toLocaleString()} takes can be chosen at once.`);
    } catch (failure) {
      toastFailure(failure);
    }
  };
  return {
    chosen,
    chosenTakes,
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
      const away = new Set(hidden.latest ?? []);
      setChosen((all) => new Map([...all].filter(([id]) => !away.has(id))));
    },
    refreshChosen(take, isHere) {
      if (!chosen().has(take.id)) return;
      setChosen((all) => {
        const next = new Map(all);
        if (isHere) next.set(take.id, take);
        else next.delete(take.id);
        return next;
      });
      recheckChosen();
    },
    recheckChosen,
  };
}

/** The takes at these places of the list; of those that are not here only the ids are fetched. */
async function fetchPlaces(
  shown: Shown,
  first: number,
  last: number,
): Promise<[string, Take | null][]> {
  const { projectId, takes } = shown;
  const here: Take[] = [];
  for (let at = first; at <= last; at++) {
    const take = takes.at(at);
    if (!take) break;
    here.push(take);
  }
  if (here.length === last - first + 1) return here.map((take) => [take.id, take]);
  const request = requestFor(shown.query(), first, last - first + 1);
  const { takes: ids } = await curation.takeIds(projectId, request);
  return ids.map((id) => [id, takes.at(takes.indexOf(id))]);
}

const isFiltered = (query: TakesQuery): boolean => numFilters(query) > 0 || query.search !== "";

/** Those of the chosen takes that the studio does not find by this query. */
async function hiddenOf(projectId: string, all: Chosen, query: TakesQuery): Promise<string[]> {
  const { takes } = await curation.takeIds(projectId, requestFor(query, 0, MOST_CHOSEN));
  const seen = new Set(takes);
  return [...all.keys()].filter((id) => !seen.has(id));
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
