/** Questions to the model about a grid as it is. */

import { api } from "../api";
import type { Look, NewLook } from "../protocol";

/** The grid that a look is about; the canvas as it is where nothing is named. */
export type LookedAt = Pick<NewLook, "generation" | "candidate" | "step" | "take">;

/** An answer comes by the project's stream; one whose event was missed is asked for this often. */
const ASK_AGAIN_MS = 800;
const PATIENCE_MS = 30_000;

const waiting = new Map<string, (look: Look) => void>();

/** The project's stream says that a look is answered. */
export function lookAnswered(id: string): void {
  if (waiting.has(id)) void read(id);
}

async function read(id: string): Promise<void> {
  const look = await api.readLook(id).catch(() => null);
  if (look && look.state !== "waiting") waiting.get(id)?.(look);
}

/** Ask the model, and wait for its answer. Throws an Error with a sentence where none comes. */
export async function ask(
  canvas: string,
  question: Look["question"],
  cells: readonly number[],
  at: LookedAt,
): Promise<Look> {
  const sent = await api.look(canvas, { question, cells, ...at });
  const look =
    sent.state === "waiting"
      ? await new Promise<Look>((resolve, reject) => {
          const again = setInterval(() => void read(sent.id), ASK_AGAIN_MS);
          const giveUp = setTimeout(
            () => settle(() => reject(new Error("The model did not answer. Try again."))),
            PATIENCE_MS,
          );
          const settle = (act: () => void) => {
            clearInterval(again);
            clearTimeout(giveUp);
            waiting.delete(sent.id);
            act();
          };
          waiting.set(sent.id, (answer) => settle(() => resolve(answer)));
        })
      : sent;
  if (look.state === "failed")
    throw new Error(look.error ?? "The model could not answer. Try again.");
  return look;
}
