/** What a curator does with takes, one or many: star, rate, flag, tag, bin, and the last of it taken back. */

import { curation } from "../../curation";
import { type OwnRating, ownRating, withRating } from "../../domain/takes/rating";
import type { Take, TakeChange } from "../../protocol";
import { account } from "../../state/account";
import { toastFailure } from "../../state/failures";
import { dismissUndo, toast } from "../../ui/messages/toasts";
import { type AtOnce, createAtOnce } from "./atOnce";

/** Other values for what people may change of a take. */
export type TakeEdit = Partial<Pick<Take, keyof TakeChange>>;

export interface Curating extends AtOnce {
  change(take: Take, change: TakeEdit): void;
  /** The person's own stars, pick or reject; null takes it away, and what is left out stays. */
  rate(take: Take, rating: Partial<OwnRating>): void;
  /** Take back the last change made here. */
  undo(): void;
}

/** `show` a row at once; `takeIn` one that the server made; `changed` says that many did; `mayCurate` says so where
 * the person may not. */
export function createCurating(parts: {
  projectId: string;
  show: (take: Take) => void;
  takeIn: (take: Take) => void;
  changed: () => void;
  mayCurate: () => boolean;
}): Curating {
  const { projectId, show, takeIn, changed, mayCurate } = parts;
  const done: (() => Promise<unknown>)[] = [];
  /** How many changes of a take are on their way: only what the last one made of it is shown. */
  const waiting = new Map<string, number>();

  /** Show at once what is meant, and what the server made of it a moment later. */
  const attempt = async (
    before: Take,
    shown: Take,
    call: () => Promise<Take>,
  ): Promise<boolean> => {
    show(shown);
    waiting.set(before.id, (waiting.get(before.id) ?? 0) + 1);
    const isLast = () => {
      const left = (waiting.get(before.id) ?? 1) - 1;
      waiting.set(before.id, left);
      return left === 0;
    };
    try {
      const made = await call();
      if (isLast()) takeIn(made);
      return true;
    } catch (failure) {
      if (isLast()) show(before);
      toastFailure(failure);
      return false;
    }
  };
  const change = async (take: Take, wanted: TakeEdit) => {
    if (!mayCurate()) return;
    const before: TakeEdit = {};
    for (const name of Object.keys(wanted) as (keyof TakeEdit)[])
      Object.assign(before, { [name]: take[name] });
    const call = () => curation.changeTake(take.id, wanted);
    if (await attempt(take, { ...take, ...wanted }, call))
      done.push(() => curation.changeTake(take.id, before).then(takeIn));
  };
  const rate = async (take: Take, wanted: Partial<OwnRating>) => {
    if (!mayCurate()) return;
    const name = account()?.name ?? "";
    const before = ownRating(take, name);
    const now = { ...before, ...wanted };
    if (now.stars === before.stars && now.flag === before.flag) return;
    if (await attempt(take, withRating(take, name, now), () => curation.rate(take.id, wanted)))
      done.push(() => curation.rate(take.id, before).then(takeIn));
  };
  const atOnce = createAtOnce({ projectId, changed, mayCurate, done });
  return {
    change: (take, wanted) => void change(take, wanted),
    rate: (take, rating) => void rate(take, rating),
    ...atOnce,
    undo() {
      const last = done.pop();
      dismissUndo("take");
      if (last) last().then(() => toast("Undone."), toastFailure);
      else toast("Nothing to undo.");
    },
  };
}
