/**
 * The rows of one project, kept by snapshot and stream: members, canvases and, for canvases that were
 * opened, generations, takes, comments and versions. Every row remembers the number it came with, so that a
 * snapshot and the events around it may arrive in any order.
 */

import { type Accessor, batch, createMemo, createSignal } from "solid-js";
import { ApiFailure, api, sentence } from "../api";
import { curation } from "../curation";
import type {
  Canvas,
  CanvasSnapshot,
  Comment,
  Generation,
  Job,
  Member,
  Payload,
  Project,
  ProjectSnapshot,
  Take,
  Version,
} from "../protocol";
import type { Session } from "../session";
import { lookAnswered } from "./asking";
import { GradeBook } from "./generations/grades";

/** Of one canvas, beside it; all of them are in the project's collection. */
const MOST_TAKES = 200;
const RETRY_MS = 2_000;

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

  /** Numbers begin again: only these rows stay until a snapshot brings others. */
  startAgain(stays: (row: T) => boolean): void {
    this.seqs.clear();
    this.rows[1]((rows) => new Map([...rows].filter(([, row]) => stays(row))));
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
  hasGeneration(id: string): boolean;
  generations(canvasId: string): Generation[];
  takes(canvasId: string): Take[];
  /** The oldest first. */
  comments(canvasId: string): Comment[];
  /** In the order of their moments. */
  versions(canvasId: string): Version[];
  /** Best of many, and grids of settings: by number. */
  jobs(canvasId: string): Job[];
  readonly grades: GradeBook;
  /** Load the rows that hang on one canvas. */
  openCanvas(canvasId: string): Promise<void>;
  /** Take in a new row that an answer of the API brought, where its event has not arrived yet. */
  put(payload: Payload): void;
  /** Whether the studio was restored from a backup while this was open. */
  restored: Accessor<boolean>;
  /** What this person said and the backup lacks. */
  lostComments: Accessor<readonly Comment[]>;
  /** Hear of every later event of the project's stream; returns the function that stops it. */
  hear(listen: (payload: Payload) => void): () => void;
}

/** Everything that is known of a project, and what an event changes in it. */
class ProjectRows {
  readonly project = createSignal<Project | null>(null);
  readonly members = createSignal<Member[]>([]);
  readonly canvases = new Rows<Canvas>();
  readonly generations = new Rows<Generation>();
  readonly takes = new Rows<Take>();
  readonly comments = new Rows<Comment>();
  readonly versions = new Rows<Version>();
  readonly jobs = new Rows<Job>();
  readonly grades = new GradeBook();
  private lastSeq = 0;

  /** Take in an event; one without a number came with an answer, before its event. */
  apply(payload: Payload, seq: number = this.lastSeq): void {
    this.lastSeq = Math.max(this.lastSeq, seq);
    switch (payload.kind) {
      case "project": {
        const { name, is_in_bin } = payload;
        this.project[1]((project) => project && { ...project, name, is_in_bin });
        break;
      }
      case "members":
        this.members[1](payload.members);
        break;
      case "canvas":
        this.canvases.put(payload.canvas, seq);
        break;
      case "generation":
        this.generations.put(payload.generation, seq);
        break;
      case "take":
        this.takes.put(payload.take, seq);
        break;
      case "comment":
        if (payload.is_deleted) this.comments.remove(payload.comment.id, seq);
        else this.comments.put(payload.comment, seq);
        break;
      case "version":
        if (payload.is_deleted) this.versions.remove(payload.version.id, seq);
        else this.versions.put(payload.version, seq);
        break;
      case "job":
        this.jobs.put(payload.job, seq);
        break;
      case "grades":
        this.grades.put(payload.grades);
        break;
      case "look":
        lookAnswered(payload.id);
        break;
    }
  }

  load({ project, members, canvases, seq }: ProjectSnapshot): void {
    this.project[1](project);
    this.members[1](members);
    for (const canvas of canvases) this.canvases.put(canvas, seq);
    this.lastSeq = seq;
  }

  loadCanvas({ seq, ...rows }: CanvasSnapshot): void {
    this.canvases.put(rows.canvas, seq);
    for (const row of rows.generations) this.generations.put(row, seq);
    for (const row of rows.takes) this.takes.put(row, seq);
    for (const row of rows.comments) this.comments.put(row, seq);
    for (const row of rows.versions) this.versions.put(row, seq);
    for (const row of rows.jobs) this.jobs.put(row, seq);
    this.grades.put(rows.grades);
  }

  /** The studio was restored from a backup: only what belongs to canvases that it lacks stays in view. */
  startAgain(gone: ReadonlySet<string>): void {
    this.lastSeq = 0;
    this.canvases.startAgain(({ id }) => gone.has(id));
    const stays = ({ canvas }: { canvas: string }) => gone.has(canvas);
    for (const rows of [this.generations, this.takes, this.comments, this.versions, this.jobs])
      rows.startAgain(stays);
  }

  /** Whether the row that a payload brings is here already. */
  has(payload: Payload): boolean {
    switch (payload.kind) {
      case "canvas":
        return this.canvases.all().has(payload.canvas.id);
      case "generation":
        return this.generations.all().has(payload.generation.id);
      case "take":
        return this.takes.all().has(payload.take.id);
      case "comment":
        return this.comments.all().has(payload.comment.id);
      case "version":
        return this.versions.all().has(payload.version.id);
      case "job":
        return this.jobs.all().has(payload.job.id);
      default:
        return false;
    }
  }
}

/** That one request reads by name. */
const TAKES_AT_ONCE = 100;

/** Read those takes again that changed together, as far as they are here. */
async function readTakes(project: string, rows: ProjectRows, ids: string[], seq: number) {
  const here = ids.filter((id) => rows.takes.all().has(id));
  for (let first = 0; first < here.length; first += TAKES_AT_ONCE) {
    const among = here.slice(first, first + TAKES_AT_ONCE).map((id) => ["among", id]);
    const query = new URLSearchParams([["limit", String(TAKES_AT_ONCE)], ...among]);
    const page = await curation.takes(project, query);
    batch(() => page.takes.forEach((take) => rows.takes.put(take, seq)));
  }
}

/** Read all canvases: an archive brought some. */
async function readCanvases(project: string, rows: ProjectRows) {
  const { canvases, seq } = await api.projectSnapshot(project);
  batch(() => canvases.forEach((canvas) => rows.canvases.put(canvas, seq)));
}

/** The rows of one canvas in their order. */
const ofCanvas = <Row extends { id: string; canvas: string }>(
  rows: Rows<Row>,
  canvas: string,
  order: (a: Row, b: Row) => number,
): Row[] => [...rows.all().values()].filter((row) => row.canvas === canvas).sort(order);

const byNumber = (a: { number: number }, b: { number: number }) => a.number - b.number;
const byTime = (a: Comment, b: Comment) => a.created_at.localeCompare(b.created_at);
const byMoment = (a: Version, b: Version) => a.moment_at.localeCompare(b.moment_at);
const byName = (a: Canvas, b: Canvas) =>
  a.position - b.position || a.name.localeCompare(b.name, undefined, { numeric: true });
const byPosition = (a: Take, b: Take) =>
  a.position - b.position || a.created_at.localeCompare(b.created_at);

/** Take in what a snapshot leaves out, the newest first; what does not come now comes with the next opening. */
async function loadOlder(canvas: string, known: CanvasSnapshot, rows: ProjectRows): Promise<void> {
  try {
    let before = 1 + Math.max(0, ...known.generations.map((row) => row.number));
    for (let more = known.generations.length < known.num_generations; more; ) {
      const page = await api.olderGenerations(canvas, before);
      for (const row of page) rows.generations.put(row, known.seq);
      before = page[0]?.number ?? 0;
      more = page.length > 0;
    }
    for (
      let seen = known.takes.length, total = known.num_takes;
      seen < Math.min(total, MOST_TAKES);
    ) {
      const query = new URLSearchParams({ canvas, offset: String(seen), limit: "100" });
      const page = await curation.takes(known.canvas.project, query);
      for (const row of page.takes) rows.takes.put(row, known.seq);
      seen += page.takes.length;
      total = page.takes.length > 0 ? page.total : 0;
    }
    let offset = known.comments.length;
    for (let more = offset < known.num_comments; more; ) {
      const page = await api.olderComments(canvas, offset);
      for (const row of page) rows.comments.put(row, known.seq);
      offset += page.length;
      more = page.length > 0;
    }
  } catch (failure) {
    if (!(failure instanceof ApiFailure)) throw failure;
  }
}

const isMissing = (failure: unknown): boolean =>
  failure instanceof ApiFailure && failure.status === 404;

/** What belongs to a canvas; null if the canvas is gone. */
async function snapshotOrNull(canvas: string): Promise<CanvasSnapshot | null> {
  try {
    return await api.canvasSnapshot(canvas);
  } catch (failure) {
    if (isMissing(failure)) return null;
    throw failure;
  }
}

/**
 * The studio was restored from a backup: load what it has now of a project and its opened canvases. `onLoaded` gets
 * the number to follow it from; the answer is what this person said and the backup lacks.
 */
async function loadRestored(
  rows: ProjectRows,
  of: { projectId: string; opened: ReadonlySet<string>; session: Session },
  onLoaded: (seq: number) => void,
): Promise<Comment[]> {
  const snapshot = await api.projectSnapshot(of.projectId);
  const opened = [...of.opened];
  const canvases = await Promise.all(opened.map(snapshotOrNull));
  const gone = new Set(opened.filter((_, index) => canvases[index] === null));
  const said = [...rows.comments.all().values()].filter(
    ({ canvas, created_by }) => !gone.has(canvas) && created_by?.id === of.session.person()?.id,
  );
  batch(() => {
    rows.startAgain(gone);
    rows.load(snapshot);
    for (const one of canvases) if (one) rows.loadCanvas(one);
    onLoaded(snapshot.seq);
  });
  for (const one of canvases) if (one) await loadOlder(one.canvas.id, one, rows);
  return said.filter(({ id }) => !rows.comments.all().has(id));
}

/** Load a project and keep it up to date through its session. */
export function openProject(projectId: string, session: Session): ProjectState {
  const [loading, setLoading] = createSignal<Loading>("loading");
  const rows = new ProjectRows();
  const listeners = new Set<(payload: Payload) => void>();

  const opened = new Set<string>();
  const [restored, setRestored] = createSignal(false);
  const [lostComments, setLostComments] = createSignal<readonly Comment[]>([]);

  const follow = (seq: number) =>
    session.follow(
      `project:${projectId}`,
      seq,
      (event) => {
        rows.apply(event.payload, event.seq);
        const { payload, seq: now } = event;
        if (payload.kind === "takes")
          void read(() => readTakes(projectId, rows, payload.takes, now));
        if (payload.kind === "archive") void read(() => readCanvases(projectId, rows));
        for (const listen of listeners) listen(event.payload);
      },
      (why) => {
        if (why === "other_past") void loadAgain();
      },
    );
  const read = async (what: () => Promise<void>): Promise<void> => {
    try {
      await what();
    } catch (failure) {
      const isOver = isMissing(failure) || session.status() === "closed";
      if (!isOver) setTimeout(() => void read(what), RETRY_MS);
    }
  };
  const load = async (): Promise<void> => {
    try {
      const snapshot = await api.projectSnapshot(projectId);
      rows.load(snapshot);
      follow(snapshot.seq);
      setLoading("ready");
    } catch (failure) {
      setLoading({ failure: sentence(failure), isMissing: isMissing(failure) });
    }
  };
  const loadAgain = async (): Promise<void> => {
    try {
      const lost = await loadRestored(rows, { projectId, opened, session }, (seq) => {
        setRestored(true);
        follow(seq);
      });
      setLostComments((before) => [...before, ...lost]);
    } catch (failure) {
      const isOver = isMissing(failure) || session.status() === "closed";
      if (!isOver) setTimeout(() => void loadAgain(), RETRY_MS);
    }
  };
  void load();

  return {
    loading,
    project: rows.project[0],
    members: rows.members[0],
    canvases: createMemo(() => [...rows.canvases.all().values()].sort(byName)),
    canvas: (id) => rows.canvases.all().get(id) ?? null,
    hasGeneration: (id) => rows.generations.all().has(id),
    generations: (id) => ofCanvas(rows.generations, id, byNumber),
    takes: (id) => ofCanvas(rows.takes, id, byPosition),
    comments: (id) => ofCanvas(rows.comments, id, byTime),
    versions: (id) => ofCanvas(rows.versions, id, byMoment),
    jobs: (id) => ofCanvas(rows.jobs, id, byNumber),
    grades: rows.grades,
    restored,
    lostComments,
    openCanvas: async (id) => {
      opened.add(id);
      const snapshot = await api.canvasSnapshot(id);
      rows.loadCanvas(snapshot);
      void loadOlder(id, snapshot, rows); // page by page, while people work already
    },
    put: (payload) => {
      if (!rows.has(payload)) rows.apply(payload);
    },
    hear(listen) {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
  };
}
