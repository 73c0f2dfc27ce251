/** What the history dialog works with: the moment that is shown, what it is compared with, and both in words. */

import {
  type Accessor,
  createEffect,
  createMemo,
  createResource,
  createSignal,
  on,
  onCleanup,
} from "solid-js";
import * as Y from "yjs";
import { api } from "../../api";
import type { Content } from "../../canvases/content";
import { swapTo } from "../../canvases/listening";
import { openKind } from "../../canvases/registry";
import { fromBase64 } from "../../domain/document/base64";
import type { Reading, Replica } from "../../domain/document/layout";
import type { Version } from "../../protocol";
import { type CanvasHistory, openHistory } from "../../state/document/history";
import { isPlaying } from "../../state/stage/playhead";
import type { Studio } from "../../state/stage/studio";
import { momentWords } from "../../ui/ago";
import { toast } from "../../ui/messages/toasts";
import { changeWords, comparisonWords } from "./historyWords";

export interface InHistory {
  history: CanvasHistory;
  /** How many edits are in what is shown; all of them: the canvas as it is now. */
  count: Accessor<number>;
  isNow: Accessor<boolean>;
  goTo(count: number): void;
  /** A version that is shown, whether the history goes back to it or not. */
  version: Accessor<Version | null>;
  show(version: Version): void;
  /** What a version says. Rejects with `ApiFailure`. */
  readingOfVersion(id: string): Promise<Reading>;
  /** "before", "now" or the id of a version. */
  against: Accessor<string>;
  setAgainst(wanted: string): void;
  shown: Accessor<Reading | null>;
  base: Accessor<Reading | null>;
  content: Accessor<Content | null>;
  /** Makes it what is heard. */
  hear(): void;
  /** Who and when. */
  caption: Accessor<string>;
  /** What is different from what it is compared with. */
  words: Accessor<string>;
  flags: Accessor<{ at: number; name: string }[]>;
  problem: Accessor<string | null>;
  /** The document as it is shown; null for the canvas as it is now, which needs no restoring. */
  replica(): Replica | null;
}

/** since: the number of the canvas's stream at which to begin, compared with now. */
export function useHistory(studio: Studio, since: number | null): InHistory {
  const history = openHistory(studio.canvasId, studio.document.layout, () =>
    studio.project.versions(studio.canvasId),
  );
  const moments = createMemo(() => history.moments());
  const [count, setCount] = createSignal<number | null>(null);
  const [version, setVersion] = createSignal<Version | null>(null);
  const [against, setAgainst] = createSignal(since === null ? "before" : "now");
  const countAt = (seq: number) => moments().filter((moment) => moment.seq <= seq).length;
  const versions = () => studio.project.versions(studio.canvasId);
  const at = () => count() ?? moments().length;
  const isNow = () => version() === null && at() >= moments().length;
  void history.load().then(() => since !== null && setCount(countAt(since)));
  useNewEdits(studio, history, () => count() === null);

  const replicaOf = useVersions(studio, version, against);
  const readingOf = (moment: number) =>
    moment >= moments().length ? studio.document.reading() : history.readingAt(moment);
  const firstOfEntry = () => history.entries().findLast((entry) => entry.first < at())?.first ?? 0;
  /** The earlier of the two is read first: from it on the later one takes less time. */
  const both = createMemo((): { base: Reading | null; shown: Reading | null } => {
    const other = against();
    const named = version();
    const before = other === "before" && named === null ? readingOf(firstOfEntry()) : null;
    const shown = named ? replicaOf(named.id) : readingOf(at());
    if (other === "before") return { base: before ?? shown, shown };
    return { base: other === "now" ? studio.document.reading() : replicaOf(other), shown };
  });
  const content = createMemo((): Content | null => {
    const { shown } = both();
    return shown && { kind: openKind(), grid: shown.symbols, content: { meta: shown.meta } };
  });
  const hear = () => swapTo("history", content() as Content);
  createEffect(on(content, (now) => now && isPlaying() && hear(), { defer: true }));
  return {
    history,
    count: at,
    isNow,
    goTo(wanted) {
      setVersion(null);
      setCount(wanted >= moments().length ? null : wanted);
    },
    version,
    show(named) {
      setCount(named.seq === null ? null : countAt(named.seq));
      setVersion(named);
    },
    readingOfVersion: replicaOf.fetched,
    against,
    setAgainst,
    shown: () => both().shown,
    base: () => both().base,
    content,
    hear,
    caption: () => captionOf(history, version(), at(), isNow()),
    words: createMemo(() => {
      const { base, shown } = both();
      if (!base || !shown || base === shown) return "";
      if (against() === "before") return changeWords(base, shown, openKind());
      const named = versions().find(({ id }) => id === against());
      return comparisonWords(base, shown, openKind(), named?.name ?? "now");
    }),
    flags: () =>
      versions().flatMap(({ seq, name }) => {
        const first = moments()[0]?.seq ?? Number.POSITIVE_INFINITY;
        return seq !== null && seq >= first - 1 ? [{ at: countAt(seq), name }] : [];
      }),
    problem: history.problem,
    replica: () => {
      const named = version();
      if (named) return replicaOf.replica(named.id);
      return isNow() ? null : history.replicaAt(at());
    },
  };
}

/** Read the documents of the versions that are shown, compared with or pictured. */
function useVersions(studio: Studio, shown: Accessor<Version | null>, against: Accessor<string>) {
  const known = new Map<string, Replica>();
  const fetchOne = async (id: string): Promise<Replica> => {
    const { update } = await api.versionContent(id);
    // Somebody may have asked for it meanwhile.
    const replica = known.get(id) ?? studio.document.layout.replica();
    if (!known.has(id)) Y.applyUpdate(replica.doc, fromBase64(update));
    known.set(id, replica);
    return replica;
  };
  const replicaOf = async (id: string) => known.get(id) ?? fetchOne(id);
  const isVersion = (id: string) => id !== "before" && id !== "now";
  const wanted = () => [shown()?.id ?? "now", against()].filter(isVersion).join(" ") || undefined;
  const [fetched] = createResource(wanted, (ids) => Promise.all(ids.split(" ").map(replicaOf)));
  const readingOf = (id: string): Reading | null => {
    if (fetched.error) return null;
    void fetched.latest;
    return known.get(id)?.read(null, []) ?? null;
  };
  return Object.assign(readingOf, {
    replica: (id: string) => known.get(id) ?? null,
    fetched: async (id: string): Promise<Reading> => (await replicaOf(id)).read(null, []),
  });
}

const RELOAD_MS = 1000;

/** While the canvas as it is now is shown, edits that come in belong to its history a moment later. */
function useNewEdits(studio: Studio, history: CanvasHistory, isNow: () => boolean): void {
  createEffect(
    on(
      studio.document.reading,
      () => {
        const timer = setTimeout(() => isNow() && void history.load(), RELOAD_MS);
        onCleanup(() => clearTimeout(timer));
      },
      { defer: true },
    ),
  );
}

function captionOf(
  history: CanvasHistory,
  version: Version | null,
  at: number,
  isNow: boolean,
): string {
  if (version) return `${version.name}, ${momentWords(version.moment_at)}`;
  if (isNow) return "Now";
  const moment = history.moments()[at - 1];
  if (!moment) return "Before the first edit";
  return `${history.personOf(moment.author)?.name ?? "Somebody"}, ${momentWords(moment.at)}`;
}

/** Make the canvas what it was, as one edit of this person. */
export function restore(studio: Studio, now: InHistory): void {
  const then = now.replica();
  if (!then) return;
  studio.stage.showCanvas();
  studio.document.restore(then);
  toast(`Restored: ${now.caption()}.`, {
    undoes: "edit",
    action: { label: "Undo", perform: () => studio.document.undo() },
  });
}
