/** What one does with a take in the studio. */

import { api } from "../../api";
import { curation } from "../../curation";
import { ownRating } from "../../domain/takes/rating";
import type { Take } from "../../protocol";
import { account } from "../../state/account";
import { toastFailure } from "../../state/failures";
import type { Stage } from "../../state/stage/createStage";
import { toast } from "../../ui/messages/toasts";

/** Say so where it fails. */
export const attempt = (what: Promise<unknown>): void => void what.catch(toastFailure);

/** Bring a take into view. */
export const showTake = (stage: Stage, take: Take): void =>
  stage.showCandidate(take.generation, take.candidate, take.step);

/** The person's own stars, 1 to 5; null removes them. */
export function rate(take: Take, stars: number | null): void {
  if (stars !== ownRating(take, account()?.name).stars) attempt(curation.rate(take.id, { stars }));
}

/** Into the bin, with a way back. */
export async function bin(take: Take): Promise<void> {
  try {
    await api.binTake(take.id);
    toast(`“${take.name}” is in the bin. You can restore it for 30 days.`, {
      action: { label: "Undo", perform: () => attempt(api.restoreTake(take.id)) },
    });
  } catch (failure) {
    toastFailure(failure);
  }
}
