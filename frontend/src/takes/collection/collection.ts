/**
 * Thousands of takes as the server orders them, of which the pages near the visible rows are loaded. A row that
 * somebody changes is replaced where it stands. When the list is loaded again, takes may have come and gone: the
 * current one (the one that keys of the keyboard act on) is looked for in what came, or the one that stood after it.
 */

import { type Accessor, batch, createEffect, createSignal, on, onCleanup } from "solid-js";
import { sentence } from "../../api";
import type { Take, TakePage } from "../../protocol";

export const PAGE_SIZE = 100;
const WAIT_MS = 60;
const REFRESH_MS = 500;

export interface TakeCollection {
  /** How many there are in all; null until the first answer. */
  total: Accessor<number | null>;
  /** True while older rows are shown than those asked for. */
  isStale: Accessor<boolean>;
  /** Why the last page could not be fetched; null where it could. */
  failure: Accessor<string | null>;
  /** The take at a place of the order; null while its page is on its way. */
  at(index: number): Take | null;
  /** The index of a take among the loaded ones; -1 where it is not loaded. */
  indexOf(id: string): number;
  /** Fetch the pages of these places once no other request has come for a moment. */
  want(first: number, end: number): void;
  /** Replace a take that changed; true if it was loaded. */
  put(take: Take): boolean;
  /** Load again what is shown, a moment later. */
  refresh(): void;
}

/** The current row, which stays with its take. `preferred`: the ids of the current take and of those that would
 * take its place, the best first. `moved` is told the index of the first of them that is still there. */
export interface Place {
  preferred(): readonly string[];
  moved(index: number): void;
}

const NOWHERE: Place = { preferred: () => [], moved: () => undefined };

/** Fetch the page with the first of the takes `around` (ids) that exists; without any, the page at `offset`. */
export type FetchPage = (
  offset: number,
  limit: number,
  signal: AbortSignal,
  around: readonly string[],
) => Promise<Pick<TakePage, "takes" | "total"> & { offset?: number }>;

/** The pages that are loaded, and where each take is in them. */
class Pages {
  private readonly pages = new Map<number, Take[]>();
  private readonly places = new Map<string, number>();

  add(page: number, takes: readonly Take[]): void {
    this.pages.set(page, [...takes]);
    takes.forEach((take, index) => this.places.set(take.id, page * PAGE_SIZE + index));
  }

  at(index: number): Take | null {
    return this.pages.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE] ?? null;
  }

  indexOf(id: string): number {
    return this.places.get(id) ?? -1;
  }

  /** False if the take is not loaded. */
  replace(take: Take): boolean {
    const index = this.indexOf(take.id);
    const page = this.pages.get(Math.floor(index / PAGE_SIZE));
    if (index < 0 || !page) return false;
    page[index % PAGE_SIZE] = take;
    return true;
  }
}

/** Do something once nothing asked for it for a while. */
function later(perform: () => void, waitMs: number): (() => void) & { cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => clearTimeout(timer);
  const ask = () => {
    cancel();
    timer = setTimeout(perform, waitMs);
  };
  return Object.assign(ask, { cancel });
}

/** The pages that hold these places of `total`, one at least. */
function pagesOf([from, to]: readonly [number, number], total: number): number[] {
  const lastPage = Math.max(0, Math.ceil(total / PAGE_SIZE) - 1);
  const first = Math.min(Math.floor(from / PAGE_SIZE), lastPage);
  const end = Math.max(first + 1, Math.min(Math.ceil(to / PAGE_SIZE), lastPage + 1));
  return Array.from({ length: end - first }, (_, index) => first + index);
}

/** A collection that starts over whenever `fetchPage` is another function. */
export function createCollection(
  fetchPage: Accessor<FetchPage>,
  place: Place = NOWHERE,
): TakeCollection {
  let pages = new Pages();
  let requested = new Set<number>();
  let wanted: [number, number] = [0, PAGE_SIZE];
  let aborting = new AbortController();
  const loadSoon = later(() => load(), WAIT_MS);
  const startOverSoon = later(() => startOver(place.preferred()), REFRESH_MS);
  /** While the list is loaded again: the ids to find in it. Else null. */
  let around: readonly string[] | null = null;
  const [version, setVersion] = createSignal(0);
  const [total, setTotal] = createSignal<number | null>(null);
  const [isStale, setIsStale] = createSignal(true);
  const [failure, setFailure] = createSignal<string | null>(null);

  const startOver = (preferred: readonly string[]) => {
    aborting.abort();
    aborting = new AbortController();
    requested = new Set();
    around = preferred;
    setIsStale(true);
    // One page first: it says where the others are.
    void fetchOne(pagesOf(wanted, total() ?? 1)[0] ?? 0);
  };
  /** What was shown stays until there is something to show instead. */
  const replace = (page: number, answer: { takes: readonly Take[]; total: number }) => {
    const preferred = around?.length ? place.preferred() : [];
    pages = new Pages();
    requested = new Set([page]);
    around = null;
    pages.add(page, answer.takes);
    setTotal(answer.total);
    const found = preferred.map((id) => pages.indexOf(id)).find((index) => index >= 0);
    if (found !== undefined) place.moved(found);
    loadSoon();
  };
  const load = () => {
    if (around !== null) return;
    for (const page of pagesOf(wanted, total() ?? 1)) if (!requested.has(page)) void fetchOne(page);
  };
  const fetchOne = async (page: number) => {
    const { signal } = aborting;
    requested.add(page);
    try {
      const answer = await fetchPage()(page * PAGE_SIZE, PAGE_SIZE, signal, around ?? []);
      if (signal.aborted) return;
      batch(() => {
        const at = Math.floor((answer.offset ?? page * PAGE_SIZE) / PAGE_SIZE);
        if (around !== null) replace(at, answer);
        else pages.add(at, answer.takes);
        setTotal(answer.total);
        setFailure(null);
        setIsStale(false);
        setVersion((now) => now + 1);
      });
      // Fewer than before: the visible rows may now lie beyond the end.
      if (answer.takes.length === 0 && answer.total > 0) load();
    } catch (problem) {
      if (signal.aborted) return;
      requested.delete(page);
      setIsStale(false);
      setFailure(sentence(problem));
    }
  };
  createEffect(
    on(fetchPage, () => {
      wanted = [0, PAGE_SIZE];
      startOver([]);
    }),
  );
  onCleanup(() => {
    aborting.abort();
    loadSoon.cancel();
    startOverSoon.cancel();
  });
  return {
    total,
    isStale,
    failure,
    at(index) {
      version();
      return pages.at(index);
    },
    indexOf(id) {
      version();
      return pages.indexOf(id);
    },
    want(first, end) {
      wanted = [first, end];
      loadSoon();
    },
    put(take) {
      const isHere = pages.replace(take);
      if (isHere) setVersion((now) => now + 1);
      return isHere;
    },
    refresh: startOverSoon,
  };
}
