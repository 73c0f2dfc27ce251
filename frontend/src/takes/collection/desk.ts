/** The state of a page of takes: the query, the rows, the current and the chosen takes, and acts. */

import { type Accessor, createMemo, createSignal, onCleanup } from "solid-js";
import type { CanvasKind } from "../../canvases/common/kind";
import { type Content, contentOfTake, kindNamed } from "../../canvases/content";
import { curation } from "../../curation";
import { isAtLeast } from "../../domain/people/roles";
import type { Role, Take } from "../../protocol";
import type { Session } from "../../session";
import type { ProjectState } from "../../state/project";
import { toast } from "../../ui/messages/toasts";
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
  /** Place of the take that keys are about. */
  current: Accessor<number>;
  setCurrent(index: number): void;
  currentTake: Accessor<Take | null>;
  /** What a key or button is about: all that are chosen where this take is among them, otherwise it alone. */
  meantBy(take: Take): readonly Take[];
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
    return (offset: number, limit: number, signal: AbortSignal) =>
      curation.takes(projectId, requestFor(now, offset, limit), signal);
  });
  const takes = createCollection(fetchPage);
  const [current, setCurrent] = createSignal(0);
  const choosing = createChoosing({ projectId, query, takes, current });

  const isBinView = () => query().binned !== "";
  const takeIn = (take: Take) => {
    const isHere = takes.put(take);
    if (!isHere || take.is_in_bin !== isBinView()) takes.refresh();
    choosing.refreshChosen(take, take.is_in_bin === isBinView());
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
    ...choosing,
    meantBy(take) {
      const chosen = choosing.chosen();
      return chosen.has(take.id) ? [...chosen.values()] : [take];
    },
    kindOf,
    contentOf: (take) => contentOfTake(take, kindOf(take), around(take.canvas)),
    ...createCurating({ projectId, show: takes.put, takeIn, mayCurate }),
  };
}
