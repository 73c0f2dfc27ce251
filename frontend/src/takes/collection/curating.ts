/** What a curator does with takes, one or many: star, rate, tag, bin, and the last of it taken back. */

import { curation } from "../../curation";
import { starsOf, withRating } from "../../domain/takes/rating";
import type { Take, TakeChange } from "../../protocol";
import { account } from "../../state/account";
import { toastFailure } from "../../state/failures";
import { dismissUndo, toast } from "../../ui/messages/toasts";
import { type AtOnce, createAtOnce } from "./atOnce";

/** Other values for what people may change of a take. */
export type TakeEdit = Partial<Pick<Take, keyof TakeChange>>;

export interface Curating extends AtOnce {
  change(take: Take, change: TakeEdit): void;
  /** The person's own stars, 1 to 5; null removes them. */
  rate(take: Take, stars: number | null): void;
  /** Take back the last change made here. */
  undo(): void;
}

/** `show` a row at once; `takeIn` one that the server made; `mayCurate` says so where the person may not. */
export function createCurating(parts: {
  projectId: string;
  show: (take: Take) => void;
  takeIn: (take: Take) => void;
  mayCurate: () => boolean;
}): Curating {
  const { projectId, show, takeIn, mayCurate } = parts;
  const done: (() => Promise<unknown>)[] = [];
  const nameOfMine = () => account()?.name ?? "";

  /** Show at once what is meant, and what the server made of it a moment later. */
  const attempt = async (before: Take, shown: Take, call: Promise<Take>): Promise<boolean> => {
    show(shown);
    try {
      takeIn(await call);
      return true;
    } catch (failure) {
      show(before);
      toastFailure(failure);
      return false;
    }
  };
  const change = async (take: Take, wanted: TakeEdit) => {
    if (!mayCurate()) return;
    const before: TakeEdit = {};
    for (const name of Object.keys(wanted) as (keyof TakeEdit)[])
      Object.assign(before, { [name]: take[name] });
    if (await attempt(take, { ...take, ...wanted }, curation.changeTake(take.id, wanted)))
      done.push(() => curation.changeTake(take.id, before).then(takeIn));
  };
  const rate = async (take: Take, wanted: number | null) => {
    if (!mayCurate()) return;
    const name = nameOfMine();
    const mine = starsOf(take, name);
    if (mine === wanted) return;
    if (await attempt(take, withRating(take, name, wanted), curation.rate(take.id, wanted)))
      done.push(() => curation.rate(take.id, mine).then(takeIn));
  };
  const atOnce = createAtOnce({ projectId, takeIn, mayCurate, done });
  return {
    change: (take, wanted) => void change(take, wanted),
    rate: (take, stars) => void rate(take, stars),
    ...atOnce,
    undo() {
      const last = done.pop();
      dismissUndo("take");
      if (last) last().then(() => toast("Undone."), toastFailure);
      else toast("Nothing to undo.");
    },
  };
}
