/** What a curator does with takes: change, rate, bin, and the last of it taken back. */

import { api } from "../api";
import { curation } from "../curation";
import { withRating } from "../domain/rating";
import type { Take, TakeChange } from "../protocol";
import { account } from "../state/account";
import { toastFailure } from "../state/failures";
import { dismissUndo, toast } from "../ui/toasts";

/** Other values for what people may change of a take. */
export type TakeEdit = Partial<Pick<Take, keyof TakeChange>>;

export interface Curating {
  change(take: Take, change: TakeEdit): void;
  /** The person's own stars, 1 to 5; null removes them. */
  rate(take: Take, stars: number | null): void;
  bin(takes: readonly Take[]): void;
  restore(take: Take): void;
  /** Take back the last change made here. */
  undo(): void;
}

/** `show` a row at once; `takeIn` one that the server made; `mayCurate` says so where the person may not. */
export function createCurating(parts: {
  show: (take: Take) => void;
  takeIn: (take: Take) => void;
  mayCurate: () => boolean;
}): Curating {
  const { show, takeIn, mayCurate } = parts;
  const done: (() => Promise<unknown>)[] = [];

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
    const name = account()?.name ?? "";
    const mine = take.ratings.find((one) => one.name === name)?.stars ?? null;
    if (mine === wanted) return;
    if (await attempt(take, withRating(take, name, wanted), curation.rate(take.id, wanted)))
      done.push(() => curation.rate(take.id, mine).then(takeIn));
  };
  const restoreAll = (all: readonly Take[]) =>
    Promise.all(all.map((take) => api.restoreTake(take.id).then(takeIn)));
  const bin = async (all: readonly Take[]) => {
    if (!mayCurate() || all.length === 0) return;
    try {
      await Promise.all(all.map((take) => api.binTake(take.id).then(takeIn)));
    } catch (failure) {
      toastFailure(failure);
      return;
    }
    const undo = () => restoreAll(all);
    done.push(undo);
    const what = all.length === 1 ? `“${all[0]?.name}” is` : `${all.length} takes are`;
    toast(`${what} in the bin. You can restore ${all.length === 1 ? "it" : "them"} for 30 days.`, {
      undoes: "take",
      action: { label: "Undo", perform: () => void undo().catch(toastFailure) },
    });
  };
  return {
    change: (take, wanted) => void change(take, wanted),
    rate: (take, stars) => void rate(take, stars),
    bin: (all) => void bin(all),
    restore: (take) => void restoreAll([take]).catch(toastFailure),
    undo() {
      const last = done.pop();
      dismissUndo("take");
      if (last) last().then(() => toast("Undone."), toastFailure);
      else toast("Nothing to undo.");
    },
  };
}
