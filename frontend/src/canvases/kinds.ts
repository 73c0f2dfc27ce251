// Canvas kinds and what draws them: a new kind is one component and one line here.
import { type Component, lazy } from "solid-js";
import type { Role } from "../protocol";
import type { Session } from "../session";
import type { CanvasDocument } from "../state/document";

export interface CanvasViewProps {
  session: Session;
  document: CanvasDocument;
  /** The reader's role: a canvas is read-only below editor. */
  role: Role;
}

export const CANVAS_VIEWS: Record<string, Component<CanvasViewProps>> = {
  chorale: lazy(() => import("./chorale/ChoraleCanvas")),
};
