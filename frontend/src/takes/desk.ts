/** The state of a page of takes: the query, the rows, the current and the chosen takes, and acts. */

import { type Accessor, createMemo, createSignal, onCleanup } from "solid-js";
import { api } from "../api";
import type { CanvasKind } from "../canvases/common/kind";
import { type Content, contentOfTake, kindNamed } from "../canvases/content";
import { curation } from "../curation";
import { withRating } from "../domain/rating";
import { isAtLeast } from "../domain/roles";
import type { Role, Take, TakeChange } from "../protocol";
import type { Session } from "../session";
import { account } from "../state/account";
import { toastFailure } from "../state/failures";
import type { ProjectState } from "../state/project";
import { toast } from "../ui/toasts";
import { createCollection, type TakeCollection } from "./collection";
import { requestFor, type TakesQuery } from "./query";
import { createSurroundings } from "./surroundings";

/** Other values for what people may change of a take. */
export type TakeEdit = Partial<Pick<Take, keyof TakeChange>>;

export interface Desk {
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
  change(take: Take, change: TakeEdit): void;
  /** The person's own stars. The same stars again remove them. */
  rate(take: Take, stars: number): void;
  bin(takes: readonly Take[]): void;
  restore(take: Take): void;
  /** Take back the last change made here. */
  undo(): void;
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
  const done: (() => Promise<unknown>)[] = [];

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

  /** Show at once what is meant, and what the server made of it a moment later. */
  const attempt = async (before: Take, shown: Take, call: Promise<Take>): Promise<boolean> => {
    takes.put(shown);
    try {
      takeIn(await call);
      return true;
    } catch (failure) {
      takes.put(before);
      toastFailure(failure);
      return false;
    }
  };
  const mayCurate = (): boolean => {
    if (isAtLeast(role(), "curator")) return true;
    toast("Only curators can rate, star and tag takes. You can look, listen and export.");
    return false;
  };
  const change = async (take: Take, wanted: TakeEdit) => {
    if (!mayCurate()) return;
    const before: TakeEdit = {};
    for (const name of Object.keys(wanted) as (keyof TakeEdit)[])
      Object.assign(before, { [name]: take[name] });
    if (await attempt(take, { ...take, ...wanted }, curation.changeTake(take.id, wanted)))
      done.push(() => curation.changeTake(take.id, before).then(takeIn));
  };
  const rate = async (take: Take, stars: number) => {
    if (!mayCurate()) return;
    const name = account()?.name ?? "";
    const mine = take.ratings.find((one) => one.name === name)?.stars ?? null;
    const wanted = mine === stars ? null : stars;
    if (await attempt(take, withRating(take, name, wanted), curation.rate(take.id, wanted)))
      done.push(() => curation.rate(take.id, mine).then(takeIn));
  };
  const restoreAll = (all: readonly Take[]) =>
    Promise.all(all.map((take) => api.restoreTake(take.id).then(takeIn)));
  const bin = async (all: readonly Take[]) => {
    if (!mayCurate() || all.length === 0) return;
    try {
      await Promise.all(all.map((take) => api.binTake(take.id).then(takeIn)));
    } catch (failure) {
      toastFailure(failure);
      return;
    }
    const undo = () => restoreAll(all);
    done.push(undo);
    const what = all.length === 1 ? `“${all[0]?.name}” is` : `${all.length} takes are`;
    toast(`${what} in the bin. You can restore ${all.length === 1 ? "it" : "them"} for 30 days.`, {
      action: { label: "Undo", perform: () => void undo().catch(toastFailure) },
    });
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
    change: (take, wanted) => void change(take, wanted),
    rate: (take, stars) => void rate(take, stars),
    bin: (all) => void bin(all),
    restore: (take) => void restoreAll([take]).catch(toastFailure),
    undo() {
      const last = done.pop();
      if (last) last().then(() => toast("Undone."), toastFailure);
      else toast("Nothing to undo.");
    },
  };
}
