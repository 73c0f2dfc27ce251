/**
 * What this browser's code makes of a snapshot and the events after it, beside a fresh snapshot. Run by
 * `tests/studio/test_browser_state.py`, which records both from the studio.
 */

import { createRoot } from "solid-js";
import { beforeAll, describe, expect, it } from "vitest";
import { CHORALE_LAYOUT } from "../domain/chorale/layout";
import { StepStore } from "../domain/generation/stepStore";
import type {
  Act,
  Campaign,
  Canvas,
  CanvasSnapshot,
  CanvasState,
  Frame,
  Generation,
  Look,
  ProjectSnapshot,
  Ranking,
} from "../protocol";
import { openSession, type Session } from "../session";
import { fakePage, memoryStore } from "../testing/fakeServer";
import { answerRequests, type Recorded, recordedSocket } from "../testing/recordedServer";
import { ask } from "./asking";
import { type CanvasDocument, openDocument } from "./document/document";
import {
  DRAW_INTERVAL_MS,
  type FollowedGeneration,
  followGeneration,
} from "./generations/generations";
import { openProject, type ProjectState } from "./project";

const byId = <Row extends { id: string }>(rows: readonly Row[]) =>
  new Map(rows.map((row) => [row.id, row]));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let recorded: Recorded;
let session: Session;
let document: CanvasDocument;
let project: ProjectState;
let followed: FollowedGeneration;
let answered: Promise<Look>;
const rankings = new Map<string, Ranking>();
const campaigns = new Map<string, Campaign>();

const fresh = <Body>(path: string): Body => recorded.after[path] as Body;

beforeAll(async () => {
  const path = import.meta.env.VITE_RECORDED as string;
  recorded = (await import(/* @vite-ignore */ path)).default as Recorded;
  fakePage();
  answerRequests(recorded);
  session = openSession(recorded.project, () => recordedSocket(recorded));
  document = openDocument(session, recorded.canvas, CHORALE_LAYOUT, memoryStore());
  answered = ask(recorded.canvas, "doubt", [], {});
  await pause(10);
  project = createRoot(() => openProject(recorded.project, session));
  project.hear((payload) => {
    if (payload.kind === "ranking") rankings.set(payload.ranking.id, payload.ranking);
    else if (payload.kind === "campaign") campaigns.set(payload.campaign.id, payload.campaign);
  });
  await project.openCanvas(recorded.canvas);
  followed = followGeneration(recorded.generation);
  await pause(4 * DRAW_INTERVAL_MS);
});

describe("after all events", () => {
  it("project, members and canvases are those of a fresh snapshot", () => {
    const now = fresh<ProjectSnapshot>(`/projects/${recorded.project}/snapshot`);
    const { name, is_in_bin, role } = now.project;
    expect(project.project()).toMatchObject({ name, is_in_bin, role });
    expect(project.members()).toEqual(now.members);
    // Edits of a document come on the canvas's own stream and leave its row as it was.
    const rows = (canvases: readonly Canvas[]) =>
      byId(canvases.map((canvas) => ({ ...canvas, updated_at: "" })));
    expect(rows(project.canvases())).toEqual(rows(now.canvases));
  });

  it("what belongs to the canvas is that of a fresh snapshot", () => {
    const now = fresh<CanvasSnapshot>(`/canvases/${recorded.canvas}/snapshot`);
    expect(byId(project.generations(recorded.canvas))).toEqual(byId(now.generations));
    expect(byId(project.takes(recorded.canvas))).toEqual(byId(now.takes));
    expect(byId(project.comments(recorded.canvas))).toEqual(byId(now.comments));
    expect(project.versions(recorded.canvas)).toEqual(now.versions);
    expect(byId(project.jobs(recorded.canvas))).toEqual(byId(now.jobs));
    expect(now.grades.length).toBeGreaterThan(0);
    for (const grade of now.grades)
      expect(project.grades.at(grade.generation, grade.candidate, grade.step)).toEqual(grade);
  });

  it("rankings and campaigns are as they are read", () => {
    const now = fresh<Ranking[]>(`/projects/${recorded.project}/rankings`);
    expect(rankings).toEqual(byId(now));
    expect(campaigns).toEqual(byId(fresh<Campaign[]>(`/projects/${recorded.project}/campaigns`)));
  });

  it("a generation has its state, acts and every step", () => {
    const path = `/generations/${recorded.generation}`;
    const now = fresh<Generation>(path);
    expect(followed.generation()).toEqual(now);
    expect(followed.acts()).toEqual(fresh<Act[]>(`${path}/acts`));
    const steps = new StepStore(CHORALE_LAYOUT.numRows);
    for (const frame of fresh<Frame[]>(`${path}/frames`))
      for (const step of frame.steps) steps.add(step);
    expect(followed.lastStep()).toBe(steps.lastStep);
    for (let candidate = 0; candidate < now.num_candidates; candidate++)
      for (let step = 0; step <= (now.last_step ?? -1); step++)
        expect(followed.gridAt(candidate, step)).toEqual(steps.gridAt(candidate, step));
  });

  it("the document is read as the worker reads it", () => {
    const now = fresh<CanvasState>(`/canvases/${recorded.canvas}/state`);
    expect(document.columns()).toEqual(now.columns);
    expect(document.symbols()).toEqual(now.content.symbols);
    expect(document.states()).toEqual(now.states);
    expect(document.pins()).toEqual(now.pins);
  });

  it("a look that was asked has its answer", async () => {
    expect(await answered).toEqual(fresh<Look>(`/looks/${recorded.look.id}`));
  });
});
