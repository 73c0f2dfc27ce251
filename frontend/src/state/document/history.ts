/** The history of a canvas in this browser: every edit that it has, and the document after any of them. */

import { type Accessor, createMemo, createSignal } from "solid-js";
import * as Y from "yjs";
import { api, sentence } from "../../api";
import { fromBase64 } from "../../domain/document/base64";
import type { Change, DocumentLayout, Reading, Replica } from "../../domain/document/layout";
import type { History, Moment, Person, Version } from "../../protocol";

/** Edits that are fetched at once, where there are so many; earlier ones when somebody asks. */
const FETCHED_AT_FIRST = 500;

/** Consecutive edits of one person: `first` and `last` are places among the moments. */
export interface Entry {
  author: number | null;
  first: number;
  last: number;
  from: string;
  to: string;
}

/** A moment that has a name; seq: null where it came with an archive. */
type Named = Pick<Version, "seq">;

/** So long a person may pause within one entry. */
const PAUSE_MS = 5 * 60_000;

export interface CanvasHistory {
  moments: Accessor<readonly Moment[]>;
  entries: Accessor<readonly Entry[]>;
  personOf(author: number | null): Person | null;
  hasEarlier: Accessor<boolean>;
  problem: Accessor<string | null>;
  /** Fetch the newest edits, and as many earlier ones as a first look needs. */
  load(): Promise<void>;
  loadEarlier(): Promise<void>;
  /** The document after the first `count` moments; it stays as it is until the next call. */
  replicaAt(count: number): Replica;
  readingAt(count: number): Reading;
  /** The same, for who goes through all of it: its pace leaves `readingAt` alone. */
  reader(): (count: number) => Reading;
}

export function openHistory(
  canvas: string,
  layout: DocumentLayout,
  versions: Accessor<readonly Named[]>,
): CanvasHistory {
  /** From the oldest to the newest. */
  const [pages, setPages] = createSignal<readonly History[]>([]);
  const [problem, setProblem] = createSignal<string | null>(null);
  const moments = createMemo(() => pages().flatMap((page) => page.moments));
  const entries = createMemo(() => entriesOf(moments(), versions()));
  const replay = new Replay(layout, pages);

  const fetchPage = async (until: number | null): Promise<History | null> => {
    try {
      const page = await api.history(canvas, until);
      setProblem(null);
      return page;
    } catch (failure) {
      setProblem(sentence(failure));
      return null;
    }
  };
  const loadEarlier = async () => {
    const [oldest] = pages();
    const page = oldest?.has_earlier ? await fetchPage(oldest.seq) : null;
    if (page && pages()[0] === oldest) setPages([page, ...pages()]);
  };
  return {
    moments,
    entries,
    personOf: (author) =>
      pages()
        .flatMap((page) => page.people)
        .find(({ id }) => id === author) ?? null,
    hasEarlier: () => pages()[0]?.has_earlier ?? false,
    problem,
    async load() {
      const newest = await fetchPage(null);
      if (!newest) return;
      setPages([...pages().filter(({ seq }) => seq < newest.seq), newest]);
      while (moments().length < FETCHED_AT_FIRST && pages()[0]?.has_earlier) {
        const before = pages()[0];
        await loadEarlier();
        if (pages()[0] === before) return;
      }
    },
    loadEarlier,
    replicaAt: (count) => replay.at(count),
    readingAt: (count) => replay.read(count),
    reader: () => {
      const own = new Replay(layout, pages);
      return (count) => own.read(count);
    },
  };
}

/** Makes any moment anew from the snapshot before it, or goes on from the one that was asked for last. */
export class Replay {
  private replica: Replica | null = null;
  /** What it said when it was read last, and what has changed since: to read those alone is quick. */
  private reading: Reading | null = null;
  private changes: Change[] = [];
  private page: History | null = null;
  /** How many moments of that page are in. */
  private count = 0;

  constructor(
    private readonly layout: DocumentLayout,
    private readonly pages: () => readonly History[],
  ) {}

  /** What it says, for good: ids of words are made when somebody asks, and by then it has moved on. */
  read(count: number): Reading {
    const replica = this.at(count);
    if (this.reading === null || this.changes.length > 0) {
      this.reading = replica.read(this.reading, this.changes);
      this.changes = [];
      void [this.reading.columnIndex, this.reading.authors];
    }
    return this.reading;
  }

  at(count: number): Replica {
    let within = count;
    let page: History | undefined;
    for (const one of this.pages()) {
      page = one;
      if (within <= one.moments.length) break;
      within -= one.moments.length;
    }
    if (!page) return this.layout.replica();
    if (this.replica === null || this.page !== page || this.count > within) {
      this.begin(page);
    }
    const replica = this.replica as Replica;
    const updates = page.moments.slice(this.count, within);
    // In one transaction: several times as quick as one each, or as merging them before.
    replica.doc.transact(() => {
      for (const { update } of updates) Y.applyUpdate(replica.doc, fromBase64(update));
    });
    this.count = within;
    return replica;
  }

  /** Make the document before the moments of a page. */
  private begin(page: History): void {
    this.replica?.doc.destroy();
    const replica = this.layout.replica();
    Y.applyUpdate(replica.doc, fromBase64(page.snapshot));
    replica.doc.on("afterTransaction", (transaction) => {
      if (this.reading && transaction.changed.size > 0)
        this.changes.push(...replica.describe(transaction, this.reading));
    });
    [this.replica, this.page, this.count] = [replica, page, 0];
    [this.reading, this.changes] = [null, []];
  }
}

/**
 * Moments as people remember them: what one person did without a long pause. They end where somebody named a
 * version, so that each stands before it or after it. Pure.
 */
export function entriesOf(
  moments: readonly Pick<Moment, "author" | "at" | "seq">[],
  versions: readonly Named[],
): Entry[] {
  const entries: Entry[] = [];
  moments.forEach(({ author, at, seq }, index) => {
    const last = entries.at(-1);
    const before = moments[index - 1]?.seq ?? seq;
    const isNamedBetween = versions.some(
      (named) => named.seq !== null && before <= named.seq && named.seq < seq,
    );
    const isSame =
      last &&
      !isNamedBetween &&
      last.author === author &&
      Date.parse(at) - Date.parse(last.to) <= PAUSE_MS;
    if (isSame) {
      last.last = index;
      last.to = at;
    } else entries.push({ author, first: index, last: index, from: at, to: at });
  });
  return entries;
}
