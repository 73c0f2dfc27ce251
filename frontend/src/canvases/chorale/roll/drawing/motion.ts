// Live steps without flicker: which grid the roll shows now, and how far each note has faded in or out.

import type { Grid } from "../../../../domain/cells";
import type { Note } from "../../../../domain/chorale/music/symbols";
import { CalmParts } from "../../../../domain/generation/calmParts";
import { FlickerFreeGrid } from "../../../../domain/generation/flickerFreeGrid";
import { cachedNotes, noteKey } from "./drawNotes";

export const FADE_MS = 180;

const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");

export interface MotionFrame {
  grid: Grid;
  alphas: ReadonlyMap<string, number>;
  ghosts: readonly { note: Note; alpha: number }[];
  /** Whether another frame is needed although nothing else changes. */
  isMoving: boolean;
}

export class Motion {
  private readonly calm = new FlickerFreeGrid();
  private shown: Grid | null = null;
  private notes = new Map<string, Note>();
  private readonly bornAt = new Map<string, number>();
  private readonly goneAt = new Map<string, { note: Note; at: number }>();
  private readonly parts = new CalmParts();
  private reducedGrid: Grid = [];

  /**
   * The frame for now. `inView`: what a person looks at; another is shown at once. `live`: how far a running
   * generation is (0 to 1), or null where what is in view stands still: then everything is shown at once.
   */
  frame(target: Grid, inView: unknown, live: number | null, nowMs: number): MotionFrame {
    const found = this.parts.next(inView, live);
    if (found !== "nothing") this.reducedGrid = target;
    if (found === "another") {
      if (this.shown !== target) this.calm.jump(target);
      return this.still(target);
    }
    const wanted = reducedMotion.matches ? this.reducedGrid : target;
    const { grid, isPending } = this.calm.advance(wanted, nowMs);
    if (grid !== this.shown) this.follow(grid, reducedMotion.matches ? null : nowMs);
    const faded = this.fades(nowMs);
    return { grid, ...faded, isMoving: isPending || faded.isMoving };
  }

  private still(target: Grid): MotionFrame {
    this.shown = target;
    this.notes.clear();
    this.bornAt.clear();
    this.goneAt.clear();
    return { grid: target, alphas: new Map(), ghosts: [], isMoving: false };
  }

  private follow(grid: Grid, nowMs: number | null): void {
    const notes = new Map<string, Note>();
    grid.forEach((symbols, row) => {
      for (const note of cachedNotes(symbols, row)) notes.set(noteKey(note), note);
    });
    if (nowMs !== null && this.notes.size > 0) {
      for (const key of notes.keys()) if (!this.notes.has(key)) this.bornAt.set(key, nowMs);
      for (const [key, note] of this.notes) {
        if (!notes.has(key)) this.goneAt.set(key, { note, at: nowMs });
      }
    }
    this.notes = notes;
    this.shown = grid;
  }

  private fades(nowMs: number): Omit<MotionFrame, "grid"> {
    const alphas = new Map<string, number>();
    for (const [key, at] of this.bornAt) {
      if (nowMs - at >= FADE_MS) this.bornAt.delete(key);
      else alphas.set(key, (nowMs - at) / FADE_MS);
    }
    const ghosts: { note: Note; alpha: number }[] = [];
    for (const [key, { note, at }] of this.goneAt) {
      if (nowMs - at >= FADE_MS) this.goneAt.delete(key);
      else ghosts.push({ note, alpha: 1 - (nowMs - at) / FADE_MS });
    }
    return { alphas, ghosts, isMoving: alphas.size + ghosts.length > 0 };
  }
}
