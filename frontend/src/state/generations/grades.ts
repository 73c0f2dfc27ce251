// The grades of candidates at their steps; lower is better. The last step of each comes by itself.
import { createSignal } from "solid-js";
import type { Grade } from "../../protocol";

/** Grades by generation and candidate, then by step. */
export class GradeBook {
  private readonly book = createSignal<ReadonlyMap<string, ReadonlyMap<number, Grade>>>(new Map());

  put(grades: readonly Grade[]): void {
    if (grades.length === 0) return;
    this.book[1]((before) => {
      const after = new Map(before);
      for (const grade of grades) {
        const name = nameOf(grade.generation, grade.candidate);
        after.set(name, new Map(after.get(name)).set(grade.step, grade));
      }
      return after;
    });
  }

  /** The grade of a candidate at a step; null where it is not known. */
  at(generation: string, candidate: number, step: number): Grade | null {
    return this.book[0]().get(nameOf(generation, candidate))?.get(step) ?? null;
  }

  /** The grade of the latest graded step of a candidate. */
  latest(generation: string, candidate: number): Grade | null {
    const steps = this.book[0]().get(nameOf(generation, candidate));
    if (!steps || steps.size === 0) return null;
    return steps.get(Math.max(...steps.keys())) ?? null;
  }

  /** All graded steps of a candidate in order: the grade as a curve. */
  curve(generation: string, candidate: number): Grade[] {
    const steps = this.book[0]().get(nameOf(generation, candidate));
    return [...(steps?.values() ?? [])].sort((one, other) => one.step - other.step);
  }
}

const nameOf = (generation: string, candidate: number): string => `${generation}:${candidate}`;

/** A grade as lists show it: one decimal, two below ten. */
export const gradeFigure = (overall: number): string =>
  overall < 10 ? overall.toFixed(2) : overall.toFixed(1);
