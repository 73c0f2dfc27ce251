// Steps of a generation as they come over the wire: kept as changes with a whole grid now and then, so
// that any step of 2,000 is rebuilt from at most KEYFRAME_INTERVAL changes.
import type { CellSymbol, Step } from "../../protocol";
import { type Grid, gridFromCells } from "../cells";
import { Lexicon } from "./lexicon";

export const KEYFRAME_INTERVAL = 64;

/** Pitches need two bytes, words four. */
type Cells = Int16Array | Int32Array;

interface CandidateSteps {
  /** All cells at the last step. */
  cells: Cells;
  /** By step: cell, symbol, cell, symbol, ... that differ from the step before. */
  changes: Map<number, Cells>;
  keyframes: Map<number, Cells>;
}

export class StepStore {
  firstStep: number | null = null;
  lastStep: number | null = null;
  private candidates: CandidateSteps[] = [];
  private readonly lexicon = new Lexicon();

  /** numRows: of every grid; a function where the canvas may say it later. */
  constructor(private readonly numRows: number | (() => number)) {}

  get numCandidates(): number {
    return this.candidates.length;
  }

  /** Store a step; one that is here already is ignored, so that a frame may come twice. */
  add(step: Step): void {
    if (this.lastStep !== null && step.step <= this.lastStep) return;
    if (step.symbols) {
      if (this.firstStep === null) {
        this.firstStep = step.step;
        this.candidates = step.symbols.map(() => ({
          cells: new Int16Array(0),
          changes: new Map(),
          keyframes: new Map(),
        }));
      }
      step.symbols.forEach((symbols, index) => {
        const candidate = this.candidates[index];
        if (!candidate) return;
        candidate.cells = this.numbers(symbols.map((symbol) => this.lexicon.number(symbol)));
        candidate.keyframes.set(step.step, candidate.cells.slice());
      });
    } else if (this.lastStep === null || step.step !== this.lastStep + 1) {
      throw new Error(`expected step ${(this.lastStep ?? -1) + 1}, got step ${step.step}`);
    } else {
      step.changes?.forEach((flat, index) => {
        this.apply(index, step.step, flat);
      });
    }
    this.lastStep = step.step;
  }

  private apply(index: number, step: number, flat: readonly CellSymbol[]): void {
    const candidate = this.candidates[index];
    if (!candidate) return;
    const changes = this.numbers(
      flat.map((value, place) => (place % 2 === 0 ? Number(value) : this.lexicon.number(value))),
    );
    candidate.changes.set(step, changes);
    applyChanges(candidate.cells, changes);
    if ((step - (this.firstStep ?? 0)) % KEYFRAME_INTERVAL === 0) {
      candidate.keyframes.set(step, candidate.cells.slice());
    }
  }

  private numbers(values: readonly number[]): Cells {
    return this.lexicon.size === 0 ? Int16Array.from(values) : Int32Array.from(values);
  }

  /** All cells of a candidate at a step as numbers (words by lexicon), row by row; null where it is not stored. */
  cellsAt(index: number, step: number): Cells | null {
    const candidate = this.candidates[index];
    if (!candidate || this.firstStep === null || this.lastStep === null) return null;
    if (step < this.firstStep || step > this.lastStep) return null;
    if (step === this.lastStep) return candidate.cells.slice();
    let start = step;
    while (!candidate.keyframes.has(start)) start--;
    const cells = (candidate.keyframes.get(start) as Cells).slice();
    for (let next = start + 1; next <= step; next++) {
      const changes = candidate.changes.get(next);
      if (changes) applyChanges(cells, changes);
    }
    return cells;
  }

  gridAt<S extends CellSymbol = number>(index: number, step: number): Grid<S> | null {
    const cells = this.cellsAt(index, step);
    const symbols = cells && (Array.from(cells, (one) => this.lexicon.symbol(one)) as S[]);
    return (
      symbols &&
      gridFromCells(symbols, typeof this.numRows === "number" ? this.numRows : this.numRows())
    );
  }

  /** The share of cells that changed at each step of a candidate that is here, from the first one on. */
  changeShares(candidate: number, numCells: number): number[] {
    const [first, last] = [this.firstStep, this.lastStep];
    if (first === null || last === null) return [];
    // The first stored step changes nothing: the curve begins as high as the step after it.
    return Array.from(
      { length: last - first + 1 },
      (_, index) =>
        this.numChangesAt(candidate, Math.max(first + index, first + 1)) / Math.max(1, numCells),
    );
  }

  /** How many cells of a candidate changed at each stored step, from the first step on. */
  numChangesAt(index: number, step: number): number {
    return (this.candidates[index]?.changes.get(step)?.length ?? 0) / 2;
  }
}

function applyChanges(cells: Cells, changes: Cells): void {
  for (let i = 0; i + 1 < changes.length; i += 2)
    cells[changes[i] as number] = changes[i + 1] as number;
}
