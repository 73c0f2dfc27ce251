// The score of what is in view, engraved by the studio while a person edits or a run continues.
import { type Accessor, batch, createEffect, createMemo, createSignal, onCleanup } from "solid-js";
import { ApiFailure, api, type Sent, sentence } from "../../../api";
import { cellOfKey, type Grid } from "../../../domain/cells";
import { CalmParts } from "../../../domain/generation/calmParts";
import { CELL_INTERVAL_MS } from "../../../domain/generation/flickerFreeGrid";
import { LatestRequest } from "../../../domain/latestRequest";
import type { ScoreInView } from "../../../protocol";
import {
  type CanvasDocument,
  type CellMarks,
  currentDocument,
} from "../../../state/document/document";
import { isRunning, shownGeneration, shownGrid, shownStep, stage } from "../../../state/stage/open";
import { metaInView, shownColumnIndex, shownMeta } from "../inView";
import { scoreView } from "./view";

/** Between two scores of what one writes: ten a second are as many as the studio engraves for a person. */
const WRITING_INTERVAL_MS = 120;
const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");

interface ScoreRequest {
  /** What is looked at: an answer about something else came too late. */
  subject: string;
  canvas: string;
  score: Sent<ScoreInView>;
  /** The score as a text: another text, another engraving. */
  text: string;
  /** Scores that can have the same lines have the same text here. */
  page: string;
}

/** Why the newest grid has no score, in a sentence; `isFinal` where asking again would not help. */
interface Problem {
  text: string;
  isFinal: boolean;
}

export interface Engraving {
  /** SVG; null before the first, and "" for a line that is still being engraved. */
  pages: Accessor<readonly string[] | null>;
  /** The column that each page begins with. */
  starts: Accessor<readonly number[]>;
  /** What they were engraved from. */
  drawn: Accessor<Grid | null>;
  problem: Accessor<Problem | null>;
  /** Whether what is in view is newer than the pages; not while a run goes on, which nobody waits for note by note. */
  isBehind: Accessor<boolean>;
  askAgain: () => void;
}

/**
 * Follow what is in view as long as the owner lives; `width` in staff spaces, null until it is known. numFirst: how
 * many lines a view has room for, which of a long score come before the others.
 */
export function followEngraving(width: Accessor<number | null>, numFirst: () => number): Engraving {
  const [pages, setPages] = createSignal<readonly string[] | null>(null);
  const [drawn, setDrawn] = createSignal<Grid | null>(null);
  const [drawnText, setDrawnText] = createSignal("");
  const [problem, setProblem] = createSignal<Problem | null>(null);
  const grid = calmGrid();
  const wanted = createMemo((): ScoreRequest | null => requestFor(grid(), width()), null, {
    equals: (one, other) => one?.subject === other?.subject && one?.text === other?.text,
  });
  const starts = createMemo(() => (pages() ?? []).map(firstColumn));
  let drawnPage = "";
  const isWanted = ({ subject }: ScoreRequest) => subject === wanted()?.subject;
  const isBehind = createMemo(
    () =>
      pages() !== null &&
      wanted() !== null &&
      wanted()?.text !== drawnText() &&
      !problem() &&
      !isRunning(),
  );
  const show = ({ page, score, text }: ScoreRequest, answer: { pages: string[] }) =>
    batch(() => {
      drawnPage = page;
      setDrawn(score.symbols as Grid);
      setDrawnText(text);
      setPages(answer.pages);
      setProblem(null);
    });
  async function engrave(request: ScoreRequest): Promise<{ pages: string[] }> {
    const { canvas, score, page } = request;
    if (page === drawnPage && !pages()?.includes(""))
      return api.engrave(canvas, { ...score, line_starts: [...starts()] });
    if (pages()) return api.engrave(canvas, score);
    const first = await api.engrave(canvas, { ...score, first_lines: numFirst() });
    if (!first.pages.includes("")) return first;
    const whole = api.engrave(canvas, score);
    if (isWanted(request)) show(request, first);
    return whole;
  }
  const latest = new LatestRequest<ScoreRequest, { pages: string[] }>(
    engrave,
    (outcome) => {
      if (!isWanted(outcome.request)) return;
      if ("answer" in outcome) show(outcome.request, outcome.answer);
      else setProblem(problemOf(outcome.failure));
    },
    // No note may change more than three times a second, but by the hand that writes it.
    () => (isRunning() ? CELL_INTERVAL_MS : WRITING_INTERVAL_MS),
  );
  const askAgain = () => {
    const now = wanted();
    if (now) latest.put(now);
  };
  createEffect(askAgain);
  onCleanup(() => latest.stop());
  return { pages, starts, drawn, problem, isBehind, askAgain };
}

/** The request that engraves a grid. width: of the page, in staff spaces. Null where the grid is empty or loading. */
function requestFor(symbols: Grid, width: number | null): ScoreRequest | null {
  const document = currentDocument();
  if (!document?.isLoaded() || width === null || !symbols[0]?.length) return null;
  const inView = stage();
  const place = inView.view === "canvas" ? "canvas" : `${inView.generation} ${inView.candidate}`;
  const score = { ...scoreOf(document, symbols), width, view: scoreView().name };
  return {
    subject: `${document.canvasId} ${place}`,
    canvas: document.canvasId,
    score,
    text: JSON.stringify(score),
    page: JSON.stringify([
      document.canvasId,
      width,
      score.view,
      shownMeta().metre,
      shownMeta().pickup,
      shownMeta().metreChanges,
      shownMeta().keyChanges,
      symbols[0].length,
    ]),
  };
}

const HEAD = /id="[nr]-[SATBEF]-(\d+)"/g;

/** The column that a line of staves begins with: each of its bars has a head or a rest at its beginning. */
export function firstColumn(page: string): number {
  return Math.min(...[...page.matchAll(HEAD)].map(([, column]) => Number(column)));
}

/** A grid in view with the marks of its cells. */
export function scoreOf(document: CanvasDocument, symbols: Grid): Omit<Sent<ScoreInView>, "width"> {
  return { symbols, meta: metaInView(), marks: marksInView(document, symbols.length) };
}

function problemOf(failure: unknown): Problem {
  const isFinal = failure instanceof ApiFailure && failure.status === 422;
  return { text: sentence(failure), isFinal };
}

function calmGrid(): Accessor<Grid> {
  const parts = new CalmParts();
  return createMemo((before: Grid) => {
    const grid = shownGrid();
    const numSteps = shownGeneration()?.generation()?.num_steps ?? 1;
    const found = parts.next(stage(), isRunning() ? (shownStep() ?? 0) / numSteps : null);
    return reducedMotion.matches && found === "nothing" && before.length > 0 ? before : grid;
  }, []);
}

/** Marks of the cells in view: (row, column, mark). */
function marksInView(document: CanvasDocument, numRows: number): [number, number, CellMarks][] {
  const index = shownColumnIndex();
  return [...document.marks()].flatMap(([key, mark]) => {
    const cell = cellOfKey(key, index);
    return cell && cell.row < numRows
      ? [[cell.row, cell.column, mark] as [number, number, CellMarks]]
      : [];
  });
}
