// Where painting and writing go: the canvas in view; a running candidate in view, as acts; or, at a
// candidate that stands still, the states that a branch of it will begin with.
import { createSignal } from "solid-js";
import { api, type Sent } from "../api";
import type { Author } from "../domain/cells";
import { actsFromWishes, type CellWish } from "../domain/plan";
import { isActive } from "../domain/progress";
import type { NewAct } from "../protocol";
import { currentSession } from "../session";
import { type CanvasDocument, type CellMarks, currentDocument } from "./document";
import { addToDraft } from "./drafts";
import { toastFailure } from "./failures";
import { shownColumns, shownGeneration, shownStep, stage } from "./stage";

type HungMark = NonNullable<NewAct["marks"]>[number];

export type Target =
  | { kind: "canvas"; document: CanvasDocument }
  | { kind: "act"; generation: string; candidate: number }
  | { kind: "branch"; generation: string; candidate: number };

/** Whether acts are for the candidate in view alone, or for all of its generation. */
export type ActScope = "this" | "all";

const [actScope, setActScope] = createSignal<ActScope>("this");
/** Acts that are on their way to the studio. */
const [numSending, setNumSending] = createSignal(0);

export { actScope, numSending, setActScope };

/** Where a change would go now; null where the person may not change what is in view. */
export function target(): Target | null {
  const document = currentDocument();
  const now = stage();
  if (now.view === "canvas") return document?.canEdit() ? { kind: "canvas", document } : null;
  const role = currentSession()?.role();
  const followed = shownGeneration();
  const generation = followed?.generation();
  if ((role !== "editor" && role !== "owner") || !generation || !followed?.frozen()) return null;
  if (shownStep() === null && generation.state !== "queued") return null;
  const isOpen = isActive(generation);
  // Someone who went back to an earlier step of a run prepares a branch from there.
  const kind = isOpen && now.step === null ? "act" : "branch";
  return { kind, generation: now.generation, candidate: now.candidate };
}

/** What a change writes; `author` matters on the canvas alone. `marks`: what hangs on the cell from then on. */
export type Wish = CellWish & { author?: Author; marks?: CellMarks | null };

/** Make changes of cells where they go now: one undoable edit, acts, or a part of the draft. */
export function wishCells(wishes: readonly Wish[]): void {
  const to = target();
  if (!to || wishes.length === 0) return;
  if (to.kind === "canvas") editCanvas(to.document, wishes);
  else if (to.kind === "branch") addToDraft(to.generation, to.candidate, wishes);
  else void sendWishes(to.generation, actScope() === "all" ? null : to.candidate, wishes);
}

function editCanvas(document: CanvasDocument, wishes: readonly Wish[]): void {
  const states = document.states();
  document.edit((edit) => {
    for (const { row, column, state, pin, symbol, author, marks } of wishes) {
      if (symbol !== undefined) edit.setSymbol(row, column, symbol as number, author);
      if (state !== undefined && states[row]?.[column] !== state) edit.setState(row, column, state);
      if (pin !== undefined) edit.setPin(row, column, pin);
      if (marks !== undefined) edit.setMarks(row, column, marks);
    }
  });
}

/** Marks go in an act of their own, before what is painted. */
async function sendWishes(
  generation: string,
  candidate: number | null,
  wishes: readonly Wish[],
): Promise<void> {
  const marks = wishes.flatMap(({ row, column, marks }): HungMark[] =>
    marks === undefined ? [] : [[row, column, marks]],
  );
  const painted = wishes.filter((wish) => wish.marks === undefined);
  if (marks.length > 0) await send(generation, [{ candidate, marks }]);
  if (painted.length > 0) await sendActs(generation, candidate, painted);
}

/** Tell a generation, in order. People see each as pending until a worker takes it up. */
export async function sendActs(
  generation: string,
  candidate: number | null,
  wishes: readonly CellWish[],
): Promise<void> {
  const bodies = actsFromWishes(wishes, shownColumns().length);
  await send(
    generation,
    bodies.map((body) => ({ candidate, ...body })),
  );
}

async function send(generation: string, bodies: readonly Sent<NewAct>[]): Promise<void> {
  const followed = shownGeneration();
  setNumSending((count) => count + 1);
  try {
    for (const body of bodies) {
      const act = await api.act(generation, body);
      if (followed?.id === generation) followed.putAct(act);
    }
  } catch (failure) {
    toastFailure(failure);
  } finally {
    setNumSending((count) => count - 1);
  }
}
