/** The state of a page of takes: the query, the rows, the current and the chosen takes, and acts. */

import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  untrack,
} from "solid-js";
import type { CanvasKind } from "../canvases/common/kind";
import { type Content, contentOfTake, kindNamed } from "../canvases/content";
import { curation } from "../curation";
import { isAtLeast } from "../domain/roles";
import type { Role, Take } from "../protocol";
import type { Session } from "../session";
import type { ProjectState } from "../state/project";
import { plural } from "../ui/plural";
import { toast } from "../ui/toasts";
import { createCollection, type TakeCollection } from "./collection";
import { type Curating, createCurating } from "./curating";
import { ANY, requestFor, type TakesQuery } from "./query";
import { createSurroundings } from "./surroundings";

export interface Desk extends Curating {
  projectId: string;
  project: ProjectState;
  role: Accessor<Role | null>;
  canCurate: Accessor<boolean>;
  takes: TakeCollection;
  /** Place of the take that keys are about. */
  current: Accessor<number>;
  setCurrent(index: number): void;
  currentTake: Accessor<Take | null>;
  chosen: Accessor<ReadonlyMap<string, Take>>;
  toggleChosen(take: Take): void;
  clearChosen(): void;
  kindOf(take: Take): CanvasKind;
  contentOf(take: Take): Content;
}

export function createDesk(parts: {
  projectId: string;
  project: ProjectState;
  session: Session;
  query: Accessor<TakesQuery>;
}): Desk {
  const { project, projectId, session, query } = parts;
  const role = () => session.role() ?? project.project()?.role ?? null;
  // Only what the request says makes the list start over.
  const asked = createMemo(() => requestFor(query(), 0, 0).toString());
  const fetchPage = createMemo(() => {
    asked();
    const now = query();
    return (offset: number, limit: number, signal: AbortSignal) =>
      curation.takes(projectId, requestFor(now, offset, limit), signal);
  });
  const takes = createCollection(fetchPage);
  const [current, setCurrent] = createSignal(0);
  const [chosen, setChosen] = createSignal<ReadonlyMap<string, Take>>(new Map());
  giveUpUnseen({ query, chosen, choose: setChosen });

  const isBinView = () => query().binned !== "";
  const takeIn = (take: Take) => {
    const isHere = takes.put(take);
    if (!isHere || take.is_in_bin !== isBinView()) takes.refresh();
    setChosen((all) => {
      if (!all.has(take.id)) return all;
      const next = new Map(all);
      if (take.is_in_bin === isBinView()) next.set(take.id, take);
      else next.delete(take.id);
      return next;
    });
  };
  onCleanup(project.hear((payload) => payload.kind === "take" && takeIn(payload.take)));

  const mayCurate = (): boolean => {
    if (isAtLeast(role(), "curator")) return true;
    toast("Only curators can rate, star and tag takes. You can look, listen and export.");
    return false;
  };
  const around = createSurroundings();
  const kindOf = (take: Take) => kindNamed(project.canvas(take.canvas)?.kind);
  return {
    projectId,
    project,
    role,
    canCurate: () => isAtLeast(role(), "curator"),
    takes,
    current,
    setCurrent,
    currentTake: () => takes.at(current()),
    chosen,
    toggleChosen: (take) =>
      setChosen((all) => {
        const next = new Map(all);
        if (!next.delete(take.id)) next.set(take.id, take);
        return next;
      }),
    clearChosen: () => setChosen(new Map()),
    kindOf,
    contentOf: (take) => contentOfTake(take, kindOf(take), around(take.canvas)),
    ...createCurating({ show: takes.put, takeIn, mayCurate }),
  };
}

/** What is chosen is in sight: with another filter the choice is given up, and can be made again. */
function giveUpUnseen(parts: {
  query: Accessor<TakesQuery>;
  chosen: Accessor<ReadonlyMap<string, Take>>;
  choose: (takes: ReadonlyMap<string, Take>) => void;
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
