/** A ranking as it is now, with its takes: fetched once, then kept current by the project's stream. */

import { type Accessor, createSignal, onCleanup } from "solid-js";
import { ApiFailure, sentence } from "../api";
import { curation } from "../curation";
import type { OpenProject } from "../frame/projectPage";
import type { Ranking, Take } from "../protocol";

export interface OpenRanking {
  ranking: Accessor<Ranking | null>;
  /** By id; in the bin or not. */
  takes: Accessor<ReadonlyMap<string, Take>>;
  failure: Accessor<{ text: string; isMissing: boolean } | null>;
  put(ranking: Ranking): void;
  reload(): void;
}

const PAGE_SIZE = 100;

export function openRanking(project: OpenProject, id: string): OpenRanking {
  const [ranking, setRanking] = createSignal<Ranking | null>(null);
  const [takes, setTakes] = createSignal<ReadonlyMap<string, Take>>(new Map());
  const [failure, setFailure] = createSignal<{ text: string; isMissing: boolean } | null>(null);

  const loadTakes = async () => {
    const all = new Map<string, Take>();
    for (let offset = 0; ; offset += PAGE_SIZE) {
      const query = new URLSearchParams({ ranking: id, sort: "name" });
      query.set("offset", String(offset));
      query.set("limit", String(PAGE_SIZE));
      const page = await curation.takes(project.id, query);
      for (const take of page.takes) all.set(take.id, take);
      if (offset + PAGE_SIZE >= page.total) break;
    }
    setTakes(all);
  };
  const load = async () => {
    try {
      setRanking(await curation.ranking(id));
      await loadTakes();
      setFailure(null);
    } catch (problem) {
      const isMissing = problem instanceof ApiFailure && problem.status === 404;
      setFailure({ text: sentence(problem), isMissing });
    }
  };
  const put = (now: Ranking) => {
    const isNewTake = now.standings.some((one) => !takes().has(one.take));
    setRanking(now);
    if (isNewTake) void loadTakes().catch(() => undefined);
  };
  void load();
  onCleanup(
    project.state.hear((payload) => {
      if (payload.kind === "ranking" && payload.ranking.id === id) put(payload.ranking);
      else if (payload.kind === "take" && takes().has(payload.take.id))
        setTakes((all) => new Map(all).set(payload.take.id, payload.take));
    }),
  );
  return { ranking, takes, failure, put, reload: () => void load() };
}
