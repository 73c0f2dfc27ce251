/** A ranking as it is now, once it is open with its takes: fetched once, then kept current by the project's stream. */

import { type Accessor, createSignal, onCleanup } from "solid-js";
import { ApiFailure, sentence } from "../api";
import { curation } from "../curation";
import type { OpenProject } from "../frame/projectPage";
import type { Ranking, Take } from "../protocol";

export interface OpenRanking {
  ranking: Accessor<Ranking | null>;
  /** By id, in the bin or not; none before the ranking is open. */
  takes: Accessor<ReadonlyMap<string, Take>>;
  failure: Accessor<{ text: string; isMissing: boolean } | null>;
  put(ranking: Ranking): void;
  reload(): void;
}

const PAGE_SIZE = 100;

/** The takes of a ranking by their ids: not to be asked for before it is open. */
export async function takesOfRanking(
  project: string,
  ranking: string,
): Promise<ReadonlyMap<string, Take>> {
  const all = new Map<string, Take>();
  for (let offset = 0; ; offset += PAGE_SIZE) {
    const query = new URLSearchParams({ ranking, sort: "name" });
    query.set("offset", String(offset));
    query.set("limit", String(PAGE_SIZE));
    const page = await curation.takes(project, query);
    for (const take of page.takes) all.set(take.id, take);
    if (offset + PAGE_SIZE >= page.total) return all;
  }
}

export function openRanking(project: OpenProject, id: string): OpenRanking {
  const [ranking, setRanking] = createSignal<Ranking | null>(null);
  const [takes, setTakes] = createSignal<ReadonlyMap<string, Take>>(new Map());
  const [failure, setFailure] = createSignal<{ text: string; isMissing: boolean } | null>(null);

  const loadTakes = async () => setTakes(await takesOfRanking(project.id, id));
  const load = async () => {
    try {
      const now = await curation.ranking(id);
      setRanking(now);
      if (now.is_open) await loadTakes();
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
