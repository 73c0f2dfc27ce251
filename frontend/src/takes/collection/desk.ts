/** The state of a page of takes: the query, the rows, the current and the chosen takes, and acts. */

import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import type { CanvasKind } from "../../canvases/common/kind";
import { type Content, contentOfTake, kindNamed } from "../../canvases/content";
import { curation } from "../../curation";
import { isAtLeast } from "../../domain/people/roles";
import type { Role, Take, TakePage } from "../../protocol";
import type { Session } from "../../session";
import type { ProjectState } from "../../state/project";
import { toast } from "../../ui/messages/toasts";
import type { Meant } from "./atOnce";
import { type Choosing, createChoosing } from "./choosing";
import { createCollection, type TakeCollection } from "./collection";
import { type Curating, createCurating } from "./curating";
import { requestFor, type TakesQuery } from "./query";
import { createSurroundings } from "./surroundings";

export interface Desk extends Curating, Choosing {
  projectId: string;
  project: ProjectState;
  role: Accessor<Role | null>;
  canCurate: Accessor<boolean>;
  takes: TakeCollection;
  /** What is asked for: which takes, in which order. */
  request: Accessor<string>;
  /** Place of the take that keys are about. */
  current: Accessor<number>;
  setCurrent(index: number): void;
  currentTake: Accessor<Take | null>;
  /** By how many places the take that keys are about moved, and to which, when the list came anew. */
  moved: Accessor<{ by: number; to: number }>;
  /** What a key or button is about: all that are chosen where this take is among them, otherwise it alone. */
  meantBy(take: Take): Meant;
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
  const request = createMemo(() => requestFor(query(), 0, 0).toString());
  const fetchPage = createMemo(() => {
    request();
    const now = query();
    return (
      offset: number,
      limit: number,
      signal: AbortSignal,
      around: readonly string[],
    ): Promise<TakePage> => {
      const wanted = requestFor(now, offset, limit);
      for (const id of around) wanted.append("around", id);
      return curation.takes(projectId, wanted, signal);
    };
  });
  const [current, setCurrent] = createSignal(0);
  const [moved, setMoved] = createSignal({ by: 0, to: 0 });
  const takes = createCollection(fetchPage, {
    preferred: () => nearest(takes, current(), (id) => choosing.chosen().has(id)),
    moved(to) {
      const by = to - current();
      if (by === 0) return;
      setCurrent(to);
      setMoved({ by, to });
    },
  });
  // Another order or condition begins at its top.
  createEffect(on(request, () => setCurrent(0), { defer: true }));
  const choosing = createChoosing({ projectId, query, takes, current });

  const isBinView = () => query().binned !== "";
  const takeIn = (take: Take) => {
    const isHere = takes.put(take);
    if (!isHere || take.is_in_bin !== isBinView() || mayLeave(query())) takes.refresh();
    choosing.refreshChosen(take, take.is_in_bin === isBinView());
  };
  const changed = () => {
    takes.refresh();
    choosing.recheckChosen();
  };
  onCleanup(
    project.hear((payload) => {
      if (payload.kind === "take") takeIn(payload.take);
      if (payload.kind === "takes" || payload.kind === "archive") changed();
    }),
  );

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
    request,
    current,
    setCurrent,
    moved,
    currentTake: () => takes.at(current()),
    ...choosing,
    meantBy(take) {
      const chosen = choosing.chosen();
      return chosen.has(take.id)
        ? { ids: [...chosen.keys()], name: take.name }
        : { ids: [take.id], name: take.name };
    },
    kindOf,
    contentOf: (take) => contentOfTake(take, kindOf(take), around(take.canvas)),
    ...createCurating({ projectId, show: takes.put, takeIn, changed, mayCurate }),
  };
}

const MOST_AFTER = 30;
const MOST_BEFORE = 10;

/**
 * The take that keys are about, and those to take its place if it is gone: the next ones, then those before. What is
 * chosen comes last, since it leaves a filter together.
 */
function nearest(
  takes: TakeCollection,
  current: number,
  isChosen: (id: string) => boolean,
): readonly string[] {
  const now = takes.at(current);
  const near: Take[] = [];
  const walk = (by: 1 | -1, most: number) => {
    let count = 0;
    for (let at = current + by; count < most; at += by) {
      const take = takes.at(at);
      if (!take) return;
      if (isChosen(take.id)) continue;
      near.push(take);
      count++;
    }
  };
  walk(1, MOST_AFTER);
  walk(-1, MOST_BEFORE);
  return [...(now ? [now] : []), ...near].map(({ id }) => id);
}

/** Whether a take that somebody changes may not fit the filter any more. */
const mayLeave = (query: TakesQuery): boolean =>
  ["mine", "rating_min", "starred", "tag", "search"].some(
    (name) => query[name as keyof TakesQuery] !== "",
  );
