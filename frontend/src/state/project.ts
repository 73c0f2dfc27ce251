/**
 * The rows of one project, kept by snapshot and stream: members, canvases and, for canvases that were
 * opened, generations, takes and comments. Every row remembers the number it came with, so that a
 * snapshot and the events around it may arrive in any order.
 */

import { type Accessor, createMemo, createSignal } from "solid-js";
import { ApiFailure, api, sentence } from "../api";
import type { Canvas, Comment, Generation, Job, Member, Payload, Project, Take } from "../protocol";
import type { Session } from "../session";
import { GradeBook } from "./grades";
import { lookAnswered } from "./looks";

interface Row {
  id: string;
}

/** Rows by id with the stream's number of each; an older number never overwrites a newer one. */
export class Rows<T extends Row> {
  private readonly seqs = new Map<string, number>();
  private readonly rows = createSignal<ReadonlyMap<string, T>>(new Map());

  all(): ReadonlyMap<string, T> {
    return this.rows[0]();
  }

  put(row: T, seq: number): void {
    if ((this.seqs.get(row.id) ?? -1) > seq) return;
    this.seqs.set(row.id, seq);
    this.rows[1]((rows) => new Map(rows).set(row.id, row));
  }

  remove(id: string, seq: number): void {
    this.seqs.set(id, seq);
    this.rows[1]((rows) => {
      const left = new Map(rows);
      left.delete(id);
      return left;
    });
  }
}

export type Loading = "loading" | "ready" | { failure: string; isMissing: boolean };

export interface ProjectState {
  loading: Accessor<Loading>;
  project: Accessor<Project | null>;
  members: Accessor<Member[]>;
  canvases: Accessor<Canvas[]>;
  canvas(id: string): Canvas | null;
  generations(canvasId: string): Generation[];
  takes(canvasId: string): Take[];
  comments(canvasId: string): Comment[];
  /** Best of many, and grids of settings: by number. */
  jobs(canvasId: string): Job[];
  readonly grades: GradeBook;
  /** Load the rows that hang on one canvas. */
  openCanvas(canvasId: string): Promise<void>;
  /** Take in a new row that an answer of the API brought, where its event has not arrived yet. */
  put(payload: Payload): void;
  /** Hear of every later event of the project's stream; returns the function that stops it. */
  hear(listen: (payload: Payload) => void): () => void;
}

/** Load a project and keep it up to date through its session. */
export function openProject(projectId: string, session: Session): ProjectState {
  const [loading, setLoading] = createSignal<Loading>("loading");
  const [project, setProject] = createSignal<Project | null>(null);
  const [members, setMembers] = createSignal<Member[]>([]);
  const canvases = new Rows<Canvas>();
  const generations = new Rows<Generation>();
  const takes = new Rows<Take>();
  const comments = new Rows<Comment>();
  const jobs = new Rows<Job>();
  const grades = new GradeBook();
  const listeners = new Set<(payload: Payload) => void>();
  let lastSeq = 0;

  const take = (payload: Payload, seq: number): void => {
    lastSeq = Math.max(lastSeq, seq);
    switch (payload.kind) {
      case "project":
        setProject((p) => p && { ...p, name: payload.name, is_in_bin: payload.is_in_bin });
        break;
      case "members":
        setMembers(payload.members);
        break;
      case "canvas":
        canvases.put(payload.canvas, seq);
        break;
      case "generation":
        generations.put(payload.generation, seq);
        break;
      case "take":
        takes.put(payload.take, seq);
        break;
      case "comment":
        if (payload.is_deleted) comments.remove(payload.comment.id, seq);
        else comments.put(payload.comment, seq);
        break;
      case "job":
        jobs.put(payload.job, seq);
        break;
      case "grades":
        grades.put(payload.grades);
        break;
      case "look":
        lookAnswered(payload.id);
        break;
    }
  };

  const load = async (): Promise<void> => {
    try {
      const snapshot = await api.projectSnapshot(projectId);
      setProject(snapshot.project);
      setMembers(snapshot.members);
      for (const canvas of snapshot.canvases) canvases.put(canvas, snapshot.seq);
      lastSeq = snapshot.seq;
      session.follow(`project:${projectId}`, snapshot.seq, (event) => {
        take(event.payload, event.seq);
        for (const listen of listeners) listen(event.payload);
      });
      setLoading("ready");
    } catch (failure) {
      const isMissing = failure instanceof ApiFailure && failure.status === 404;
      setLoading({ failure: sentence(failure), isMissing });
    }
  };
  void load();

  const ordered = createMemo(() =>
    [...canvases.all().values()].sort(
      (a, b) => a.position - b.position || a.name.localeCompare(b.name),
    ),
  );
  return {
    loading,
    project,
    members,
    canvases: ordered,
    canvas: (id) => canvases.all().get(id) ?? null,
    generations: (id) =>
      [...generations.all().values()]
        .filter((g) => g.canvas === id)
        .sort((a, b) => a.number - b.number),
    takes: (id) =>
      [...takes.all().values()]
        .filter((t) => t.canvas === id)
        .sort((a, b) => a.position - b.position || a.created_at.localeCompare(b.created_at)),
    comments: (id) => [...comments.all().values()].filter((c) => c.canvas === id),
    jobs: (id) =>
      [...jobs.all().values()]
        .filter((job) => job.canvas === id)
        .sort((a, b) => a.number - b.number),
    grades,
    openCanvas: async (id) => {
      const snapshot = await api.canvasSnapshot(id);
      canvases.put(snapshot.canvas, snapshot.seq);
      for (const generation of snapshot.generations) generations.put(generation, snapshot.seq);
      for (const row of snapshot.takes) takes.put(row, snapshot.seq);
      for (const row of snapshot.comments) comments.put(row, snapshot.seq);
      for (const row of snapshot.jobs) jobs.put(row, snapshot.seq);
      grades.put(snapshot.grades);
    },
    put: (payload) => {
      if (payload.kind === "canvas" && canvases.all().has(payload.canvas.id)) return;
      if (payload.kind === "generation" && generations.all().has(payload.generation.id)) return;
      if (payload.kind === "take" && takes.all().has(payload.take.id)) return;
      if (payload.kind === "job" && jobs.all().has(payload.job.id)) return;
      take(payload, lastSeq);
    },
    hear(listen) {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
  };
}
